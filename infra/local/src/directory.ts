import { readFile } from 'node:fs/promises';
import { Fault } from '@relais/kernel';
import type { Directory } from '@relais/nest';
import { z } from 'zod';
import { accounts, type Account } from './demo/accounts.ts';
import type { Settings } from './settings.ts';

const file = z.array(
  z.object({ tenant: z.string(), id: z.string(), level: z.union([z.literal(1), z.literal(2)]).nullable() }),
);

type Listed = z.infer<typeof file>;

const demo: Listed = accounts
  .filter(({ role }) => role === 'agent')
  .map(({ tenant, name, level }) => ({ tenant, id: name, level }));

const read = async (path: string): Promise<Listed> => {
  try {
    return file.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new Fault(
      'directory-unreadable',
      `RELAIS_DIRECTORY: ${path} is no list of {tenant, id, level}`,
      error,
    );
  }
};

/**
 * The agents whom tickets can be assigned to: the demo's own and those whom an import brought, or those of a file that the issuer's
 * directory exports.
 */
export const directoryOf = async (
  { RELAIS_PROFILE, RELAIS_DIRECTORY }: Settings,
  imported: (account: string) => Promise<Account | null> = async () => null,
): Promise<Directory> => {
  const isDemo = RELAIS_PROFILE === 'demo';
  const own = isDemo ? demo : [];
  const listed = RELAIS_DIRECTORY ? await read(RELAIS_DIRECTORY) : own;
  const agents = new Map(listed.map(({ tenant, id, level }) => [`${tenant} ${id}`, { id, level }]));
  return {
    agent: async (tenant, id) => {
      const listedAgent = agents.get(`${tenant} ${id}`);
      if (listedAgent || !isDemo) return listedAgent ?? null;
      const account = await imported(`${id}@${tenant}`);
      return account && { id, level: account.level };
    },
  };
};
