import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { Fault } from '@relais/kernel';
import { openJournal } from './journal.ts';
import { prepareLog } from './schema.ts';
import { readUp, writeAnswers } from './wire.ts';

/** What the writer tells the thread that started it. */
export type Told =
  | { readonly kind: 'ready' | 'closed' }
  | { readonly kind: 'answers'; readonly answers: readonly number[] }
  /** It has ended; `code` is SQLite's number, or that of a Fault. */
  | { readonly kind: 'down'; readonly reason: string; readonly code: number | string };

const tell = (told: Told): void => parentPort?.postMessage(told);

/** After a failed commit nobody knows what the disk holds, so this thread never touches it again. */
const end = (error: unknown): void => {
  const { message, errcode } = error as { readonly message: string; readonly errcode?: number };
  tell({ kind: 'down', reason: message, code: error instanceof Fault ? error.code : (errcode ?? 0) });
  parentPort?.close();
};

/** All appends of a batch share one transaction, and so one fsync. */
const begin = (db: DatabaseSync): void => {
  const judge = openJournal(db);
  const commit = (batch: string): readonly number[] => {
    db.exec('BEGIN IMMEDIATE');
    const answers = Array.from(readUp(batch), judge);
    db.exec('COMMIT');
    return writeAnswers(answers);
  };
  const close = (): void => {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    tell({ kind: 'closed' });
    parentPort?.close();
  };
  parentPort?.on('message', (batch: string) => {
    try {
      if (batch === 'close') close();
      else tell({ kind: 'answers', answers: commit(batch) });
    } catch (error) {
      end(error);
    }
  });
};

try {
  const db = new DatabaseSync(String(workerData), { timeout: 2000 });
  prepareLog(db);
  begin(db);
  tell({ kind: 'ready' });
} catch (error) {
  end(error);
}
