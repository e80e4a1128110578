import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TenantId } from '@relais/contracts';
import { Fault } from '@relais/kernel';
import { z } from 'zod';
import { findAccount, type Account } from './accounts.ts';

const listed = z.array(
  z.object({ tenant: z.string(), name: z.string(), level: z.union([z.literal(1), z.literal(2)]) }),
);

type Listed = z.infer<typeof listed>[number];

/** An agent of an imported log. */
export type Agent = { readonly id: string; readonly level: 1 | 2 };

/** The accounts of agents whom an import has brought: kept in the data folder, beside the demo's own. */
export type ImportedAccounts = {
  readonly all: () => readonly Account[];
  /** `value-2@acme`. */
  readonly find: (written: string) => Account | null;
  /** Adds those who have no account yet; on the disk when settled. */
  readonly add: (tenant: TenantId, agents: readonly Agent[]) => Promise<void>;
};

const read = async (file: string): Promise<readonly Listed[]> => {
  if (!existsSync(file)) return [];
  try {
    return listed.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new Fault('directory-unreadable', `${file} is no list of {tenant, name, level}`, error);
  }
};

const accountOf = ({ tenant, name, level }: Listed): Account => ({
  ...{ tenant, name, level, role: 'agent' },
  ...{ client: null, person: null, vendor: null },
});

/** Reads who was brought before; the Fault `directory-unreadable` when the file is no such list. */
export const importedAccounts = async (folder: string): Promise<ImportedAccounts> => {
  const file = join(folder, 'imported-accounts.json');
  const accounts = new Map<string, Account>();
  const keep = (account: Account): void => void accounts.set(`${account.name}@${account.tenant}`, account);
  for (const one of await read(file)) keep(accountOf(one));

  const write = async (): Promise<void> => {
    const all = [...accounts.values()].map(({ tenant, name, level }) => ({ tenant, name, level }));
    await writeFile(`${file}.new`, JSON.stringify(all), { mode: 0o600 });
    // A start in the middle finds the list as it was, or as it is now.
    await rename(`${file}.new`, file);
  };

  let writing = Promise.resolve();
  const add: ImportedAccounts['add'] = (tenant, agents) => {
    // An account of the demo stays what it is, whoever has its name in a log.
    const fresh = agents.filter(
      ({ id }) => !accounts.has(`${id}@${tenant}`) && !findAccount(`${id}@${tenant}`),
    );
    for (const { id, level } of fresh) keep(accountOf({ tenant, name: id, level }));
    if (fresh.length > 0) writing = writing.then(write, write);
    return writing;
  };
  return { all: () => [...accounts.values()], find: (written) => accounts.get(written) ?? null, add };
};
