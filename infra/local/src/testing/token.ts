import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller } from '@relais/contracts';
import { importJWK, SignJWT, type JWK } from 'jose';

/** A token of the demo's issuer, whose key lies in a data folder, for any caller and for so many seconds. */
export const signedFor = async (folder: string, caller: Caller, seconds = 3_600): Promise<string> => {
  const jwk = JSON.parse(readFileSync(join(folder, 'demo-issuer.jwk'), 'utf8')) as JWK;
  const { actor, ...said } = caller;
  return new SignJWT(Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null)))
    .setProtectedHeader({ alg: 'EdDSA' })
    .setSubject(actor)
    .setIssuer('https://demo.relais.invalid')
    .setAudience('relais')
    .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds)
    .sign(await importJWK(jwk, 'EdDSA'));
};
