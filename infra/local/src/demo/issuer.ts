import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import type { Trust } from '@relais/api';
import type { Account } from './accounts.ts';

const issuer = 'https://demo.relais.invalid';

/** Signs tokens for the demo accounts; its key is made at the first start and never leaves the data folder. */
export type DemoIssuer = {
  readonly trust: Trust;
  /** A bearer token for an hour. */
  readonly token: (account: Account) => Promise<string>;
};

const readKey = async (folder: string): Promise<JWK> => {
  const file = join(folder, 'demo-issuer.jwk');
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as JWK;
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), alg: 'EdDSA' };
  await writeFile(file, JSON.stringify(jwk), { mode: 0o600 });
  await chmod(file, 0o600);
  return jwk;
};

export const demoIssuer = async (folder: string, audience: string): Promise<DemoIssuer> => {
  const { d: secret, ...open } = await readKey(folder);
  const key = await importJWK({ ...open, ...(secret && { d: secret }) }, 'EdDSA');
  const token = ({ name, tenant, role, level, client, person, vendor }: Account): Promise<string> =>
    new SignJWT({
      ...{ tenant, roles: [role] },
      ...(level && { level }),
      ...(client && { clients: [client] }),
      ...(person && { person }),
      ...(vendor && { vendor }),
    })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject(name)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key);
  return { trust: { issuer, audience, keys: { keys: [open] } }, token };
};
