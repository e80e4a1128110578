import { createHmac } from 'node:crypto';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTHeaderParameters,
} from 'jose';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { identity } from './identity.ts';
import { openStage, send, type Reply } from './testing/stage.ts';

type Pair = { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
type Claims = { readonly [name: string]: unknown };

const issuer = 'https://issuer.example';
const audience = 'relais';
const nadia = { sub: 'nadia', tenant: 'acme', roles: ['agent'], level: 1 };
const now = (): number => Math.floor(Date.now() / 1_000);
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

let ours: Pair;
let theirs: Pair;
let ec: Pair;
let trusted: { readonly keys: JWK[] };
let stage: Awaited<ReturnType<typeof openStage>>;

beforeAll(async () => {
  ours = await generateKeyPair('EdDSA', { extractable: true });
  theirs = await generateKeyPair('EdDSA', { extractable: true });
  ec = await generateKeyPair('ES256', { extractable: true });
  const known = async ({ publicKey }: Pair, alg: string) => ({
    ...(await exportJWK(publicKey)),
    ...{ alg, kid: alg },
  });
  trusted = { keys: [await known(ours, 'EdDSA'), await known(ec, 'ES256')] };
  stage = await openStage({ issuer, audience, keys: trusted });
});

afterAll(() => stage.close());

const whole = (): Claims => ({ iss: issuer, aud: audience, iat: now(), exp: now() + 60, ...nadia });

const sign = (
  claims: Claims,
  key: CryptoKey = ours.privateKey,
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'EdDSA', kid: 'EdDSA', ...header }).sign(key);

const ask = (authorization: string | null, headers: Record<string, string> = {}): Promise<Reply> =>
  send(stage.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization !== null && { authorization }),
      ...headers,
    },
    body: JSON.stringify({ query: '{ me { tenant actor roles level clients } }' }),
  });

const bearer = (token: string): Promise<Reply> => ask(`Bearer ${token}`);

/** Refused, and nothing of the graph was asked. */
const expectUnknown = async (asking: Promise<Reply>): Promise<void> => {
  const before = stage.seen.length;
  expect(await asking).toMatchObject({ status: 401, codes: ['UNAUTHENTICATED'] });
  expect(stage.seen).toHaveLength(before);
};

const without = (name: string): Claims => {
  const { [name]: _, ...rest } = whole();
  return rest;
};

describe('a token', () => {
  it.each([
    ['EdDSA', () => sign(whole())],
    ['ES256', () => sign(whole(), ec.privateKey, { alg: 'ES256', kid: 'ES256' })],
  ] as const)('signed by the issuer with %s is believed', async (_, token) => {
    expect(await bearer(await token())).toMatchObject({
      status: 200,
      data: { me: { tenant: 'acme', actor: 'nadia', roles: ['agent'], level: 1, clients: null } },
    });
  });

  it('is not needed by anybody else’s word: none, empty, or another scheme', async () => {
    const token = await sign(whole());
    for (const authorization of [
      null,
      '',
      'Bearer',
      'Bearer ',
      token,
      `Basic ${token}`,
      `Bearer ${token} ${token}`,
    ])
      await expectUnknown(ask(authorization));
  });

  it('without a signature is not believed, whatever its header says', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE'])
      for (const signature of ['', 'AAAA'])
        await expectUnknown(bearer(`${base64({ alg, typ: 'JWT' })}.${base64(whole())}.${signature}`));
  });

  it('signed with the public key as if it were a shared secret is not believed', async () => {
    const secrets = [
      await exportSPKI(ours.publicKey),
      JSON.stringify(trusted.keys[0]),
      Buffer.from(trusted.keys[0]?.x ?? '', 'base64url'),
    ];
    for (const secret of secrets) {
      const signed = `${base64({ alg: 'HS256', kid: 'EdDSA' })}.${base64(whole())}`;
      const mac = createHmac('sha256', secret).update(signed).digest('base64url');
      await expectUnknown(bearer(`${signed}.${mac}`));
    }
  });

  it('that names another algorithm than its key has is not believed', async () => {
    const token = await sign(whole());
    const [, payload, signature] = token.split('.');
    for (const alg of ['ES256', 'RS256', 'PS256', 'EdDSA2'])
      await expectUnknown(bearer(`${base64({ alg, kid: 'EdDSA' })}.${payload}.${signature}`));
  });

  it('that brings its own key along is not believed', async () => {
    const jwk = await exportJWK(theirs.publicKey);
    await expectUnknown(bearer(await sign(whole(), theirs.privateKey, { jwk })));
    await expectUnknown(bearer(await sign(whole(), theirs.privateKey, { kid: 'theirs', jwk })));
    await expectUnknown(bearer(await sign(whole(), theirs.privateKey, { jku: 'http://127.0.0.1:1/jwks' })));
  });

  it('signed by somebody else is not believed, under a known key id or an unknown one', async () => {
    for (const kid of ['EdDSA', 'other', '../../EdDSA', ''])
      await expectUnknown(bearer(await sign(whole(), theirs.privateKey, { kid })));
    await expectUnknown(bearer(await sign(whole(), ours.privateKey, { kid: 'other' })));
  });

  it('whose payload was changed is not believed', async () => {
    const [header, payload, signature] = (await sign(whole())).split('.');
    const admin = base64({ ...whole(), roles: ['admin'] });
    await expectUnknown(bearer(`${header}.${admin}.${signature}`));
    await expectUnknown(
      bearer(`${header}.${payload}.${signature?.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))}`),
    );
    await expectUnknown(bearer(`${header}.${payload}.${signature?.slice(0, -4)}`));
  });

  it.each([
    ['another issuer', () => ({ ...whole(), iss: 'https://issuer.example.evil' })],
    ['no issuer', () => without('iss')],
    ['another audience', () => ({ ...whole(), aud: 'billing' })],
    ['no audience', () => without('aud')],
    ['no end', () => without('exp')],
    ['its end behind it', () => ({ ...whole(), exp: now() - 1 })],
    ['its end ahead, in words', () => ({ ...whole(), exp: '2099-01-01' })],
    ['its beginning ahead', () => ({ ...whole(), nbf: now() + 60 })],
    ['nobody’s name', () => without('sub')],
    ['an empty name', () => ({ ...whole(), sub: '' })],
    ['no tenant', () => without('tenant')],
    ['a tenant that is none', () => ({ ...whole(), tenant: 'acme.R-1' })],
    ['two tenants', () => ({ ...whole(), tenant: ['acme', 'borealis'] })],
    ['no role', () => without('roles')],
    ['an empty list of roles', () => ({ ...whole(), roles: [] })],
    ['an unknown role', () => ({ ...whole(), roles: ['agent', 'root'] })],
    ['a role that is no list', () => ({ ...whole(), roles: 'admin' })],
    ['a third level', () => ({ ...whole(), level: 3 })],
    ['clients that are no list', () => ({ ...whole(), clients: 'lumen' })],
  ] as const)('with %s is not believed', async (_, claims) => {
    await expectUnknown(bearer(await sign(claims())));
  });

  it.each([
    ['an agent of no level', { roles: ['agent'], level: null }],
    ['a client of no company', { roles: ['client'] }],
    ['a client of an empty list of companies', { roles: ['client'], clients: [] }],
    ['a requester of no company', { roles: ['requester'], person: 'p' }],
    ['a requester who is no person', { roles: ['requester'], clients: ['lumen'] }],
    ['a vendor of no name', { roles: ['vendor'] }],
    ['a client who is also an agent', { roles: ['client', 'agent'], clients: ['lumen'] }],
    ['a requester who is also an admin', { roles: ['requester', 'admin'], clients: ['lumen'], person: 'p' }],
    ['a vendor who is also an auditor', { roles: ['vendor', 'auditor'], vendor: 'lumen' }],
  ])('that contradicts itself is not believed: %s', async (_, claims) => {
    await expectUnknown(bearer(await sign({ ...whole(), ...claims })));
  });

  it('is believed no longer than it says, also when it was just believed', async () => {
    const whois = identity({ issuer, audience, keys: trusted });
    const authorization = `Bearer ${await sign({ ...whole(), exp: now() + 2 })}`;
    expect(await whois(authorization)).toMatchObject({ actor: 'nadia' });
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await whois(authorization)).toBeNull();
  });
});

describe('who asks', () => {
  it('is what the token says, whatever a header claims', async () => {
    const headers = {
      'x-tenant': 'borealis',
      'x-tenant-id': 'borealis',
      'x-roles': 'admin',
      'x-user': 'root',
      'x-actor': 'root',
      'x-forwarded-user': 'root',
      'x-client': 'orfeo',
      'x-relais-caller': JSON.stringify({ tenant: 'borealis', roles: ['admin'] }),
      forwarded: 'for=127.0.0.1;host=borealis',
      cookie: 'tenant=borealis; role=admin',
    };
    const { data } = await ask(`Bearer ${await sign(whole())}`, headers);
    expect(data).toEqual({
      me: { tenant: 'acme', actor: 'nadia', roles: ['agent'], level: 1, clients: null },
    });
  });

  it('cannot be changed by what is done with the answer', async () => {
    await bearer(await sign({ ...whole(), clients: ['lumen'] }));
    const caller = stage.seen.at(-1);
    expect([caller, caller?.roles, caller?.clients].map((part) => Object.isFrozen(part))).toEqual([
      true,
      true,
      true,
    ]);
  });
});
