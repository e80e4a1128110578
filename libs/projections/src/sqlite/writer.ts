import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { makeRoot } from './tables.ts';
import { workOn, type Work } from './work.ts';

/** What the writer is asked: one of its works, or to close. */
export type Asked = {
  readonly id: number;
  readonly work: keyof Work | 'close';
  readonly given: readonly unknown[];
};

/** What it answers; the first answer, with id 0, says whether the file could be opened. */
export type Answered =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failed: string; readonly code: string };

const { folder, keptChanges } = workerData as { readonly folder: string; readonly keptChanges: number };

const answer = (answered: Answered): void => parentPort?.postMessage(answered);

/** SQLite's own lock on an empty file: the system lets go of it whenever the process ends, however it ends. */
const lock = (): DatabaseSync => {
  const held = new DatabaseSync(join(folder, 'projections.lock'), { timeout: 0 });
  held.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  return held;
};

const openFile = (): DatabaseSync => {
  const db = new DatabaseSync(join(folder, 'projections.db'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON');
  db.exec('PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000');
  makeRoot(db);
  return db;
};

const inTransaction = (db: DatabaseSync, work: () => unknown): unknown => {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
};

/** Of SQLite: another connection holds the lock. */
const busy = 5;

const failed = (id: number, error: unknown): Answered => {
  const { message, errcode } = error as Error & { readonly errcode?: number };
  const opening = errcode === busy ? 'projections-taken' : 'projections-unopenable';
  return id === 0
    ? { id, failed: `projections.db cannot be opened: ${message}`, code: opening }
    : { id, failed: message, code: 'projections-failed' };
};

const attempt = (id: number, work: () => unknown): void => {
  try {
    answer({ id, result: work() });
  } catch (error) {
    answer(failed(id, error));
  }
};

attempt(0, () => {
  const held = lock();
  const db = openFile();
  const works = workOn(db, keptChanges) as {
    readonly [work: string]: (...given: readonly unknown[]) => unknown;
  };
  const close = (): void => {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    held.close();
    setImmediate(() => parentPort?.close());
  };
  parentPort?.on('message', ({ id, work, given }: Asked) =>
    attempt(id, work === 'close' ? close : () => inTransaction(db, () => works[work]?.(...given))),
  );
});
