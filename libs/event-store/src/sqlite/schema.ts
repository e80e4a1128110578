import type { DatabaseSync } from 'node:sqlite';
import { Fault } from '@relais/kernel';

/** The log of events inside the data folder. */
export const logName = 'events.db';

const version = 1;

/**
 * One row an event, in the order of the whole store. `envelope` is the whole truth as JSON; the columns are there to
 * find it. `place` repeats the position, so that a row that was moved shows.
 */
const tables = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    place INTEGER NOT NULL,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    envelope TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX by_stream ON events (stream, revision);
  PRAGMA user_version = ${version};
`;

const versionOf = (db: DatabaseSync): number =>
  Number(db.prepare('PRAGMA user_version').get()?.['user_version']);

/**
 * Makes the log ready for its one writer. FULL: a commit is on the disk when it returns. No mmap: a page that the disk
 * cannot give must be an error that can be answered, not the end of the program. Secure delete: what SQLite moves within
 * its pages leaves no second copy behind, so what lies in the file is what is read.
 */
export const prepareLog = (db: DatabaseSync): void => {
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA mmap_size = 0; PRAGMA cache_size = -16384; PRAGMA secure_delete = FAST; PRAGMA wal_autocheckpoint = 0',
  );
  if (versionOf(db) > version) throw new Fault('store-too-new', `${logName} was written by a newer version`);
  if (versionOf(db) === 0) db.exec(`BEGIN IMMEDIATE; ${tables} COMMIT`);
};
