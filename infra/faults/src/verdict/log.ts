import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** An event as it is stored; only what a verdict asks about is named. */
export type Stored = {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly tenant: string;
  readonly by: string;
  readonly commandId: string;
  readonly causation?: string;
  readonly recordedAt: string;
  readonly prev: string;
  readonly hash: string;
  readonly data: { readonly [name: string]: unknown };
};

const readFrom = <Found>(file: string, read: (db: DatabaseSync) => Found): Found => {
  const db = new DatabaseSync(file);
  try {
    return read(db);
  } finally {
    db.close();
  }
};

/** Reads a database of a folder without touching it: opening what a kill has left would tidy it up. */
export const withCopy = <Found>(folder: string, name: string, read: (db: DatabaseSync) => Found): Found => {
  const copy = mkdtempSync(join(tmpdir(), 'relais-verdict-'));
  const files = [name, `${name}-wal`].filter((file) => existsSync(join(folder, file)));
  try {
    for (const file of files) copyFileSync(join(folder, file), join(copy, file));
    return readFrom(join(copy, name), read);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

/** The events of the embedded store, in their order. Throws when a row is no JSON. */
export const embeddedLog = (folder: string): readonly Stored[] =>
  withCopy(folder, 'events.db', (db) =>
    db
      .prepare('SELECT envelope FROM events ORDER BY position')
      .all()
      .map(({ envelope }) => JSON.parse(String(envelope)) as Stored),
  );
