import { roles, type Caller, type Role } from '@relais/contracts';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

/** Whose tokens are believed: nothing of a token is, before its algorithm, issuer and audience are these. */
export type Trust = {
  readonly issuer: string;
  readonly audience: string;
  /** The issuer's public keys: a set, or where to fetch it. */
  readonly keys: JSONWebKeySet | URL;
};

/** The only algorithms that are believed (RFC 8037, RFC 7518); never `none`, never a shared secret. */
export const algorithms = ['EdDSA', 'ES256', 'RS256'];

const claims = z.object({
  sub: z.string().min(1).max(200),
  tenant: z.string().regex(/^[a-z0-9-]{1,40}$/),
  roles: z.array(z.enum(roles)).min(1),
  level: z
    .union([z.literal(1), z.literal(2)])
    .nullable()
    .default(null),
  clients: z.array(z.string()).optional(),
  person: z.string().nullable().default(null),
  vendor: z.string().nullable().default(null),
});

const outside: readonly Role[] = ['client', 'vendor', 'requester'];

type Claims = z.infer<typeof claims>;

/** What a role cannot be without; who lacks it would be nobody, or everybody. */
const needs: { readonly [R in Role]?: (said: Claims) => boolean } = {
  agent: ({ level }) => level !== null,
  client: ({ clients }) => Boolean(clients?.length),
  vendor: ({ vendor }) => vendor !== null,
  requester: ({ clients, person }) => Boolean(clients?.length) && person !== null,
};

/** Nobody is both of the provider and of the outside. */
const isWhole = (said: Claims): boolean => {
  const outsiders = said.roles.filter((role) => outside.includes(role)).length;
  const mixed = outsiders > 0 && outsiders < said.roles.length;
  return !mixed && said.roles.every((role) => needs[role]?.(said) ?? true);
};

/** The caller that verified claims speak of; null when they contradict themselves. */
const callerOf = (payload: JWTPayload): Caller | null => {
  const read = claims.safeParse(payload);
  if (!read.success || !isWhole(read.data)) return null;
  const { sub, clients, ...said } = read.data;
  const scope = clients ? Object.freeze(clients) : null;
  return Object.freeze({ ...said, actor: sub, roles: Object.freeze(said.roles), clients: scope });
};

const tokenOf = (authorization: string | undefined): string | undefined =>
  /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];

/** Until when a token says that it is valid, in ms since 1970; nothing of it is verified. */
export const validUntil = (authorization: string): number =>
  (decodeJwt(tokenOf(authorization) ?? '').exp ?? 0) * 1_000;

/** Reads `Authorization: Bearer …`; null for everything that is not a token to be believed. */
export const identity = ({ issuer, audience, keys }: Trust) => {
  const jwks = keys instanceof URL ? createRemoteJWKSet(keys) : createLocalJWKSet(keys);
  // A token is verified once and believed for at most a minute: the signature costs more than the query it comes with.
  const believed = new LRUCache<string, Caller>({ max: 10_000, ttl: 60_000 });

  const verify = async (token: string): Promise<Caller | null> => {
    try {
      const { payload } = await jwtVerify(token, jwks, {
        issuer,
        audience,
        algorithms,
        requiredClaims: ['exp', 'sub'],
      });
      const caller = callerOf(payload);
      const left = (payload.exp ?? 0) * 1_000 - Date.now();
      if (caller && left > 0) believed.set(token, caller, { ttl: Math.min(left, 60_000) });
      return caller;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  };

  return async (authorization: string | undefined): Promise<Caller | null> => {
    const token = tokenOf(authorization);
    return token ? (believed.get(token) ?? (await verify(token))) : null;
  };
};
