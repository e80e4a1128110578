import { existsSync } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
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
  readonly all: () => Promise<readonly Account[]>;
  /** `value-2@acme`. */
  readonly find: (written: string) => Promise<Account | null>;
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

/** Which writing of a file is there: each makes another file, and instants alone are too coarse. */
const writingOf = async (file: string): Promise<string> => {
  if (!existsSync(file)) return '';
  const { ino, size, mtimeMs } = await stat(file);
  return [ino, size, mtimeMs].join(' ');
};

const write = async (file: string, accounts: readonly Account[]): Promise<void> => {
  const all = accounts.map(({ tenant, name, level }) => ({ tenant, name, level }));
  await writeFile(`${file}.new`, JSON.stringify(all), { mode: 0o600 });
  // A start in the middle finds the list as it was, or as it is now.
  await rename(`${file}.new`, file);
};

const nameOf = ({ name, tenant }: Account): string => `${name}@${tenant}`;

/** Reads who was brought before; the Fault `directory-unreadable` when the file is no such list. */
export const importedAccounts = async (folder: string): Promise<ImportedAccounts> => {
  const file = join(folder, 'imported-accounts.json');
  const accounts = new Map<string, Account>();
  const keep = (account: Account): void => void accounts.set(nameOf(account), account);

  let seen = '';
  /** Another process of this machine may have added some. */
  const refresh = async (): Promise<void> => {
    const written = await writingOf(file);
    if (written === seen) return;
    for (const one of await read(file)) keep(accountOf(one));
    seen = written;
  };
  await refresh();

  let writing = Promise.resolve();
  return {
    all: async () => {
      await refresh();
      return [...accounts.values()];
    },
    find: async (written) => {
      if (!accounts.has(written)) await refresh();
      return accounts.get(written) ?? null;
    },
    add: (tenant, agents) => {
      // An account of the demo stays what it is, whoever has its name in a log.
      const fresh = agents
        .map(({ id, level }) => accountOf({ tenant, name: id, level }))
        .filter((one) => !accounts.has(nameOf(one)) && !findAccount(nameOf(one)));
      for (const one of fresh) keep(one);
      const writeAll = () => write(file, [...accounts.values()]);
      if (fresh.length > 0) writing = writing.then(writeAll, writeAll);
      return writing;
    },
  };
};
