import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { Fault } from '@relais/kernel';
import { openJournal } from './journal.ts';
import { prepareLog } from './schema.ts';
import { checkWal } from './wal.ts';
import { readUp, writeAnswers } from './wire.ts';

/** What the writer tells the thread that started it. */
export type Told =
  | { readonly kind: 'ready' | 'emptied' | 'closed' }
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

/** After about so many pages in the journal they are moved into the log. */
const mostPages = 1_000;

/**
 * All appends of a batch share one transaction, and so one fsync. The journal is moved into the log here and not by SQLite,
 * which would pass over an fsync that failed meanwhile, and try it again with the next commit.
 */
const begin = (db: DatabaseSync): void => {
  const judge = openJournal(db);
  let pages = 0;
  const commit = (batch: string): void => {
    db.exec('BEGIN IMMEDIATE');
    const answers = Array.from(readUp(batch), judge);
    db.exec('COMMIT');
    tell({ kind: 'answers', answers: writeAnswers(answers) });
    pages += answers.length + batch.length / 4096;
    if (pages < mostPages) return;
    pages = 0;
    db.exec('PRAGMA wal_checkpoint(PASSIVE)');
  };
  const empty = (): void => {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    tell({ kind: 'emptied' });
  };
  const close = (): void => {
    db.close();
    tell({ kind: 'closed' });
    parentPort?.close();
  };
  parentPort?.on('message', (batch: string) => {
    try {
      if (batch === 'empty') empty();
      else if (batch === 'close') close();
      else commit(batch);
    } catch (error) {
      end(error);
    }
  });
};

try {
  checkWal(String(workerData));
  const db = new DatabaseSync(String(workerData), { timeout: 2000 });
  prepareLog(db);
  begin(db);
  tell({ kind: 'ready' });
} catch (error) {
  end(error);
}
