import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Fault } from '@relais/kernel';
import { decrypt, encrypt } from './box.ts';
import { masterKey } from './master.ts';

/** A row of `keys`: a key wrapped under its parent's; a destroyed one is overwritten by zeros and stays as a tombstone. */
export type KeyRow = { readonly id: string; readonly parent: string; readonly wrapped: Uint8Array };

/** The mark that counts how often keys were destroyed, whichever process did it. */
export const forgettings = 'forgettings';

/** What the keys of the tenants are below. */
export const root = 'master';

/**
 * Rows are only added at the end and overwritten in place at the same length, so that a wrapped key lies at one place of
 * the file and nowhere else: a page of a table ordered by id would be split, and leave copies behind.
 */
const schema = `
  CREATE TABLE keys (
    place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, parent TEXT NOT NULL, wrapped BLOB NOT NULL, alive INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX keys_of_parent ON keys (parent);
  CREATE TABLE marks (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO marks VALUES ('forgotten-up-to', 0);
  PRAGMA user_version = 1;
`;

/** How long one waits for another process, in ms. */
const patience = 5_000;

/** A connection that writes: what it commits is on disk, what it deletes is overwritten. */
export const openWriting = (file: string): DatabaseSync => {
  const db = new DatabaseSync(file, { timeout: patience });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
  return db;
};

export const openReading = (file: string): DatabaseSync =>
  new DatabaseSync(file, { readOnly: true, timeout: patience });

/** Moves all to `keys.db` and empties `keys.db-wal`, where former images of pages lie. False when a reader stood in the way. */
export const emptyWal = (db: DatabaseSync): boolean =>
  (db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { readonly busy: number }).busy === 0;

const markOf = (db: DatabaseSync, name: string): Uint8Array | null =>
  (db.prepare('SELECT value FROM marks WHERE name = ?').get(name)?.['value'] as Uint8Array | undefined) ??
  null;

/** The first start says under which master key all is wrapped; each later one proves that it has the same. */
const proveMaster = (db: DatabaseSync, folder: string, given: Uint8Array | undefined): Buffer => {
  const master = masterKey(folder, given, markOf(db, root) ? 'some' : 'no');
  const proof = markOf(db, root);
  if (!proof)
    db.prepare('INSERT INTO marks VALUES (?, ?)').run(root, encrypt(master, Buffer.from(root), root));
  if (proof && !decrypt(master, proof, root))
    throw new Fault(
      'master-key-wrong',
      `the keys in ${folder} are wrapped under another master key than this one`,
    );
  return master;
};

const prepare = (db: DatabaseSync, folder: string, given: Uint8Array | undefined): Buffer => {
  db.exec('BEGIN IMMEDIATE');
  const version = db.prepare('PRAGMA user_version').get()?.['user_version'];
  if (version === 0) db.exec(schema);
  else if (version !== 1)
    throw new Fault('keys-unopenable', `${folder}/keys.db was written by a newer version`);
  const master = proveMaster(db, folder, given);
  db.exec('COMMIT');
  // A process that was killed while it forgot may have left the former pages behind.
  emptyWal(db);
  return master;
};

/** Makes `keys.db` when there is none, and gives its path with the master key that fits it. */
export const prepareFile = (
  folder: string,
  given: Uint8Array | undefined,
): { file: string; master: Buffer } => {
  const file = join(folder, 'keys.db');
  let db: DatabaseSync | null = null;
  try {
    closeSync(openSync(file, 'a', 0o600));
    db = openWriting(file);
    return { file, master: prepare(db, folder, given) };
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault('keys-unopenable', `${file} cannot be opened: ${(error as Error).message}`, error);
  } finally {
    db?.close();
  }
};
