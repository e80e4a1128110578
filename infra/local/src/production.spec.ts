import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { getIntrospectionQuery } from 'graphql';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { dataOf, post, withToken } from './testing/caller.ts';
import { emptyFolder, type Place } from './testing/folder.ts';
import { endAll, relais as commandLine, start, tryStart, type Shipped } from './testing/shipped.ts';

// Whole programs are started, on whatever else the machine is doing.
jest.setTimeout(60_000);

const issuer = 'https://login.provider.example';
const masterKey = randomBytes(32).toString('base64');

let keys: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
let jwks: Server;
let place: Place;
let environment: Record<string, string>;

const serve = async (published: readonly JWK[]): Promise<Server> => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

type Claims = { readonly [name: string]: unknown };

const tokenOf = (sub: string, claims: Claims, of = issuer): Promise<string> =>
  new SignJWT({ tenant: 'acme', ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
    .setSubject(sub)
    .setIssuer(of)
    .setAudience('relais')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(keys.privateKey);

beforeAll(async () => {
  keys = await generateKeyPair('EdDSA');
  jwks = await serve([{ ...(await exportJWK(keys.publicKey)), alg: 'EdDSA', kid: 'one' }]);
  place = emptyFolder();
  environment = {
    RELAIS_PROFILE: 'production',
    RELAIS_ISSUER: issuer,
    RELAIS_JWKS: `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/jwks`,
    RELAIS_MASTER_KEY: masterKey,
  };
});

afterAll(() => {
  endAll();
  jwks.close();
  place.remove();
});

describe('a production profile without what it needs', () => {
  it('does not start, and names all that is missing', async () => {
    const { folder, remove } = emptyFolder();
    const { code, out, err } = await tryStart(['--data', folder], { RELAIS_PROFILE: 'production' });
    expect([code, out]).toEqual([1, '']);
    const lines = err.trim().split('\n');
    expect(lines).toEqual(
      ['RELAIS_ISSUER', 'RELAIS_JWKS', 'RELAIS_MASTER_KEY'].map((name) =>
        expect.stringMatching(`^${name}: `),
      ),
    );
    remove();
  });

  it('does not start without any single one', async () => {
    for (const name of ['RELAIS_ISSUER', 'RELAIS_JWKS', 'RELAIS_MASTER_KEY']) {
      const { code, err } = await tryStart([], { ...environment, [name]: '' });
      expect(code).toBe(1);
      expect(err).toMatch(new RegExp(`^${name}: [^\\n]+\\n$`));
    }
  });
});

describe('a production profile', () => {
  let relais: Shipped;

  beforeAll(async () => {
    relais = await start(place.folder, environment);
  });

  it('knows no demo account and gives no token', async () => {
    const answers = [
      fetch(`${relais.url}/demo/accounts`),
      fetch(`${relais.url}/demo/token`),
      post(`${relais.url}/demo/token`, { account: 'nadia@acme' }),
    ];
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  it('tells the command line that there are none', async () => {
    for (const args of [['accounts'], ['token', 'nadia@acme']]) {
      const { code, out, err } = await commandLine([...args, '--url', relais.url]);
      expect([code, out]).toEqual([1, '']);
      expect(err.trim().split('\n')).toHaveLength(1);
    }
  });

  it('keeps neither a master key nor an issuer’s key in its folder', () => {
    for (const name of ['master.key', 'demo-issuer.jwk'])
      expect(existsSync(join(place.folder, name))).toBe(false);
  });

  it('answers no operator without a token, though they come from this machine', async () => {
    const asked = [
      fetch(`${relais.url}/operator/heads`),
      ...['verify', 'replay', 'forget'].map((path) =>
        post(`${relais.url}/operator/${path}`, { ticket: 'R-1', person: 'x' }),
      ),
    ];
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    for (const args of [['heads'], ['verify'], ['replay', 'R-1'], ['forget', 'x@y.example']]) {
      const { code, out, err } = await commandLine([...args, '--url', relais.url]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain('RELAIS_TOKEN');
    }
  });

  it.each([
    ['an auditor', { roles: ['auditor'] }],
    ['a supervisor', { roles: ['supervisor'] }],
    ['an agent', { roles: ['agent'], level: 2 }],
    ['a client', { roles: ['client'], clients: ['lumen'] }],
  ])('answers %s no operator’s question', async (_, claims) => {
    const headers = { authorization: `Bearer ${await tokenOf('somebody', claims)}` };
    const asked = [
      fetch(`${relais.url}/operator/heads`, { headers }),
      ...['verify', 'replay', 'forget'].map((path) =>
        post(`${relais.url}/operator/${path}`, { ticket: 'R-1', person: 'x' }, headers),
      ),
    ];
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });

  it('answers an admin whom its issuer vouches for', async () => {
    const RELAIS_TOKEN = await tokenOf('root', { roles: ['admin'] });
    const { code, out } = await commandLine(['verify', '--json', '--url', relais.url], { RELAIS_TOKEN });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ events: 0, streams: 0, damage: [] });
  });

  it('believes its own issuer alone, also of those who have its key', async () => {
    const query = '{ queueCounts { count } }';
    const claims = { roles: ['supervisor'] };
    const ours = await withToken(relais.url, await tokenOf('sofia', claims))(query);
    expect(dataOf(ours)).toEqual({ queueCounts: [] });
    const demo = await tokenOf('sofia', claims, 'https://demo.relais.invalid');
    expect(await withToken(relais.url, demo)(query)).toMatchObject({ status: 401, data: null });
  });

  it('tells nobody its schema', async () => {
    const ask = withToken(relais.url, await tokenOf('root', { roles: ['admin'] }));
    expect(await ask(getIntrospectionQuery())).toMatchObject({ status: 400, data: null });
  });

  it('writes what was asked of it, and starts on it again with its own master key alone', async () => {
    const ask = withToken(relais.url, await tokenOf('root', { roles: ['admin'] }));
    const clientSource = `mutation ($input: RegisterClientInput!) { done: registerClient(input: $input) { client { id } } }`;
    const client = { commandId: randomUUID(), name: 'Lumen', queue: 'lumen-1' };
    const { done } = dataOf(await ask(clientSource, { input: client })) as {
      readonly done: { readonly client: { readonly id: string } };
    };
    const personSource = `mutation ($input: RegisterPersonInput!) { done: registerPerson(input: $input) { ok } }`;
    const person = { commandId: randomUUID(), clientId: done.client.id, name: 'Rémi', language: 'FR' };
    expect(dataOf(await ask(personSource, { input: person }))).toEqual({ done: { ok: true } });
    expect((await relais.end()).code).toBe(0);

    const other = { ...environment, RELAIS_MASTER_KEY: randomBytes(32).toString('base64') };
    const refused = await tryStart(['--port', '0', '--data', place.folder], other);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/another master key/);
    relais = await start(place.folder, environment);
    expect((await relais.end()).code).toBe(0);
  });
});
