import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Fault } from '@relais/kernel';

/** Names who has the folder, for the one who finds it taken. */
const holderName = 'running.json';

const explain = (folder: string): string => {
  try {
    const { pid, url } = JSON.parse(readFileSync(join(folder, holderName), 'utf8')) as {
      pid: number;
      url?: string;
    };
    return `the data folder ${folder} is in use by process ${pid}${url ? ` at ${url}` : ''}`;
  } catch {
    return `the data folder ${folder} is in use by another process`;
  }
};

const prepare = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Fault(
      'folder-unwritable',
      `the data folder ${folder} cannot be written: ${String(error)}`,
      error,
    );
  }
};

/**
 * The lock is an open transaction on a database of its own: the system lets go of it however this process ends, and
 * nothing but SQLite ever opens and closes that file in this process (that would let go of it too).
 */
const lock = (folder: string): DatabaseSync => {
  const db = new DatabaseSync(join(folder, 'lock.db'));
  try {
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

const busy = 5;

const codes: Readonly<Record<number, string>> = { 11: 'store-damaged', 26: 'store-damaged' };

/** What SQLite says of the folder as a whole, as a Fault; its extended codes keep the plain one in their last byte. */
export const folderFault = (folder: string, reason: string, code: number | string): Fault => {
  if (typeof code === 'string') return new Fault(code, `${folder}: ${reason}`);
  const plain = code & 0xff;
  return plain === busy
    ? new Fault('folder-in-use', explain(folder))
    : new Fault(codes[plain] ?? 'folder-unwritable', `${folder}: ${reason}`);
};

/** Takes a data folder for this process alone; gives what lets go of it. Faults: `folder-in-use`, `folder-unwritable`. */
export const takeFolder = (
  given: string,
  url?: string,
): { readonly folder: string; readonly release: () => void } => {
  const folder = resolve(given);
  prepare(folder);
  let held: DatabaseSync;
  try {
    held = lock(folder);
  } catch (error) {
    const { message, errcode } = error as { message: string; errcode?: number };
    throw folderFault(folder, message, errcode ?? 0);
  }
  writeFileSync(
    join(folder, holderName),
    JSON.stringify({ pid: process.pid, url, since: new Date().toISOString() }),
  );
  const release = (): void => {
    rmSync(join(folder, holderName), { force: true });
    held.close();
  };
  return { folder, release };
};
