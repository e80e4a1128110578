import { createSecretKey, type KeyObject } from 'node:crypto';
import { languages, roles, type Caller, type Language } from '@relais/contracts';
import { Fault } from '@relais/kernel';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Asking } from '../caller.ts';

/** Who asks, as the gateway vouches for it to one subgraph. */
export type Vouched = Pick<Asking, 'caller' | 'language'>;

/** One algorithm, and a type of its own: no other token under the same key passes for a Caller. */
const [alg, typ] = ['HS256', 'relais-caller+jwt'];

/** A token is good for so long, and used for so long, in s: what was sent with it late is still answered. */
const [lasts, reused] = [30, 10];

/** How far the clocks of two machines may be apart, in s. */
const apart = 5;

/** The key that gateway and subgraphs share. Throws the Fault `caller-key-unfit` unless it has 32 bytes. */
const secretOf = (key: Uint8Array): KeyObject => {
  if (key.byteLength !== 32)
    throw new Fault('caller-key-unfit', 'The key that signs callers must have 32 bytes');
  return createSecretKey(key);
};

type Signed = { readonly token: Promise<string>; readonly until: number };

/**
 * Signs callers for subgraphs. A signature costs more than the question that it goes with, so it is made once for a caller, a
 * language and a subgraph, and used for ten seconds.
 */
export const callerSigner = (key: Uint8Array) => {
  const secret = secretOf(key);
  const signed = new WeakMap<Caller, Map<string, Signed>>();

  const sign = ({ caller, language }: Vouched, subgraph: string): Promise<string> =>
    new SignJWT({ caller, language })
      .setProtectedHeader({ alg, typ })
      .setAudience(subgraph)
      .setIssuedAt()
      .setExpirationTime(`${lasts}s`)
      .sign(secret);

  return ({ caller, language }: Vouched, subgraph: string): Promise<string> => {
    const own = signed.get(caller) ?? new Map<string, Signed>();
    signed.set(caller, own);
    const name = `${language} ${subgraph}`;
    const known = own.get(name);
    const now = performance.now();
    if (known && known.until > now) return known.token;
    const token = sign({ caller, language }, subgraph);
    own.set(name, { token, until: now + reused * 1_000 });
    return token;
  };
};

export type CallerSigner = ReturnType<typeof callerSigner>;

const id = z.string().min(1).max(200);

const claims = z.object({
  exp: z.number(),
  language: z.enum(languages),
  caller: z.strictObject({
    tenant: z.string().regex(/^[a-z0-9-]{1,40}$/),
    actor: id,
    roles: z.array(z.enum(roles)).min(1),
    level: z.union([z.literal(1), z.literal(2)]).nullable(),
    clients: z.array(id).nullable(),
    person: id.nullable(),
    vendor: id.nullable(),
  }),
});

const frozen = (caller: Caller, language: Language): Vouched => {
  Object.freeze(caller.roles);
  if (caller.clients) Object.freeze(caller.clients);
  return Object.freeze({ caller: Object.freeze(caller), language });
};

const bearer = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/;

/** Reads `Authorization: Bearer …` as the subgraph of this name; null for all that the gateway has not signed for it just now. */
export const callerVerifier = (key: Uint8Array, subgraph: string) => {
  const secret = secretOf(key);
  const believed = new LRUCache<string, Vouched>({ max: 10_000 });
  const wanted = {
    ...{ algorithms: [alg], typ, audience: subgraph, clockTolerance: apart },
    ...{ maxTokenAge: lasts, requiredClaims: ['exp', 'iat', 'aud'] },
  };

  const verify = async (token: string): Promise<Vouched | null> => {
    try {
      const { payload } = await jwtVerify(token, secret, wanted);
      const read = claims.safeParse(payload);
      if (!read.success) return null;
      const { exp, caller, language } = read.data;
      const vouched = frozen(caller, language);
      const left = exp * 1_000 - Date.now();
      if (left > 0) believed.set(token, vouched, { ttl: left });
      return vouched;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  };

  return async (authorization: string | undefined): Promise<Vouched | null> => {
    const token = bearer.exec(authorization ?? '')?.[1];
    return token === undefined ? null : (believed.get(token) ?? (await verify(token)));
  };
};

/** What whoever is no gateway is told. */
export const refused = { errors: [{ message: 'Only the gateway is answered here.' }] };
