import { DatabaseSync } from 'node:sqlite';

/** One event as the log keeps it; the revision of a tombstone is the largest that there is. */
export type Stored = {
  readonly position: number;
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** ms since 1970. */
  readonly created: number;
};

export type Proposed = Pick<Stored, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

/** Where a stream stands. `from` hides what is older; `deleted` until the next append. */
export type StreamState = {
  readonly last: number;
  readonly from: number;
  readonly maxCount: number | null;
  readonly state: 'alive' | 'deleted' | 'tombstone';
};

/** The revision of a tombstone. */
export const tombstoneRevision = 9_223_372_036_854_775_807n;

const schema = `
  CREATE TABLE IF NOT EXISTS records (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL,
    id TEXT NOT NULL, type TEXT NOT NULL, content_type TEXT NOT NULL, data BLOB NOT NULL, metadata BLOB NOT NULL,
    created INTEGER NOT NULL, UNIQUE (stream, revision)) STRICT;
  CREATE TABLE IF NOT EXISTS streams (name TEXT PRIMARY KEY, first INTEGER NOT NULL, max_count INTEGER,
    state TEXT NOT NULL) STRICT;`;

const storedOf = (row: { readonly [column: string]: unknown }): Stored => ({
  position: Number(row['position']),
  stream: String(row['stream']),
  revision: BigInt(row['revision'] as bigint),
  id: String(row['id']),
  type: String(row['type']),
  contentType: String(row['content_type']),
  data: row['data'] as Uint8Array,
  metadata: row['metadata'] as Uint8Array,
  created: Number(row['created']),
});

type Cells = { readonly [column: string]: unknown };

const keptOf = ({ first, max_count: most, state }: Cells): Omit<StreamState, 'last'> => ({
  from: Number(first),
  maxCount: most === null ? null : Number(most),
  state: state as StreamState['state'],
});

/** The file of the double: every record in the order of its position. Written in transactions of the caller. */
export class Log {
  readonly #db: DatabaseSync;
  #end: number;

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    this.#db.exec(schema);
    this.#end = Number(this.#one('SELECT max(position) AS end FROM records')?.['end'] ?? 0);
  }

  /** The position of the last record; 0 for none. */
  get end(): number {
    return this.#end;
  }

  /** All that `work` writes is on the disk when this returns. */
  commit<Result>(work: () => Result): Result {
    this.#db.exec('BEGIN IMMEDIATE');
    const result = work();
    this.#db.exec('COMMIT');
    return result;
  }

  /** Where a stream stands; null when nothing was ever written to it. */
  stateOf(stream: string): StreamState | null {
    const last = this.#one(
      'SELECT coalesce(max(revision), -1) AS last FROM records WHERE stream = ? AND revision < 9223372036854775807',
      stream,
    )?.['last'];
    const kept = this.#one('SELECT first, max_count, state FROM streams WHERE name = ?', stream);
    if (kept) return { last: Number(last), ...keptOf(kept) };
    return last === -1 ? null : { last: Number(last), from: 0, maxCount: null, state: 'alive' };
  }

  keep(stream: string, { from, maxCount, state }: Omit<StreamState, 'last'>): void {
    this.#db.prepare('INSERT OR REPLACE INTO streams VALUES (?, ?, ?, ?)').run(stream, from, maxCount, state);
  }

  /** Adds one record and gives its position: further on by about what it takes, as in a log of bytes. */
  add(stream: string, revision: bigint, event: Proposed): number {
    const { id, type, contentType, data, metadata } = event;
    this.#end += 100 + data.length + metadata.length;
    this.#db
      .prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(this.#end, stream, revision, id, type, contentType, data, metadata, Date.now());
    return this.#end;
  }

  /** Records of a stream between two revisions, both included. */
  of(
    stream: string,
    [from, to]: readonly [number, number],
    limit: number,
    backwards = false,
  ): readonly Stored[] {
    const order = backwards ? 'DESC' : 'ASC';
    return this.#all(
      `SELECT * FROM records WHERE stream = ? AND revision >= ? AND revision <= ? ORDER BY revision ${order} LIMIT ?`,
      ...[stream, from, to, limit],
    );
  }

  /** Records after a position. */
  after(position: number, limit: number): readonly Stored[] {
    return this.#all('SELECT * FROM records WHERE position > ? ORDER BY position LIMIT ?', position, limit);
  }

  /** Records before a position, the latest first. */
  before(position: number, limit: number): readonly Stored[] {
    return this.#all(
      'SELECT * FROM records WHERE position < ? ORDER BY position DESC LIMIT ?',
      position,
      limit,
    );
  }

  isRecord(position: number): boolean {
    return this.#one('SELECT 1 FROM records WHERE position = ?', position) !== undefined;
  }

  close(): void {
    this.#db.close();
  }

  #one(sql: string, ...values: (string | number)[]) {
    return this.#db.prepare(sql).get(...values);
  }

  #all(sql: string, ...values: (string | number | bigint)[]): readonly Stored[] {
    const statement = this.#db.prepare(sql);
    statement.setReadBigInts(true);
    return statement.all(...values).map(storedOf);
  }
}
