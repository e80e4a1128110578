import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import { answerLetters } from '../answering.ts';
import { makeRoot } from '../tables.ts';
import { workOn } from './work.ts';

const { folder, keptChanges } = workerData as { readonly folder: string; readonly keptChanges: number };

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

answerLetters(() => {
  const held = lock();
  const db = openFile();
  const works = workOn(db, keptChanges) as { readonly [work: string]: (...given: unknown[]) => unknown };
  return {
    work: (name, given) => inTransaction(db, () => works[name]?.(...given)),
    inParts: ['index', 'keepOnly'],
    close: () => {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      db.close();
      held.close();
    },
  };
});
