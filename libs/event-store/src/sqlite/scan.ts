import type { DatabaseSync } from 'node:sqlite';
import type { Row } from '../damage.ts';

type Raw = Record<string, unknown>;

const whole = (value: unknown): number | null => (typeof value === 'bigint' ? Number(value) : null);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const rowOf = (raw: Raw): Row => ({
  position: Number(raw['position']),
  place: whole(raw['place']),
  stream: text(raw['stream']),
  revision: whole(raw['revision']),
  id: text(raw['id']),
  text: text(raw['envelope']),
});

/** How far the scan looks beyond what cannot be read, when the index cannot say how far there is something. */
const patience = 10_000;

/** The last position that the index knows of; null when it cannot be read either. */
const lastIndexed = (db: DatabaseSync): number | null => {
  try {
    const top = db.prepare('SELECT max(+position) AS top FROM events INDEXED BY by_stream').get()?.['top'];
    return Number(top ?? 0);
  } catch {
    return null;
  }
};

/** Reads rows that a damaged page may keep from being read: by position, and what the index alone still knows of them. */
const openSingly = (db: DatabaseSync) => {
  const one = db.prepare('SELECT * FROM events WHERE position = ?');
  // The plus keeps SQLite from looking into the table, which is what cannot be read.
  const indexed = db.prepare(
    'SELECT position, stream, revision FROM events INDEXED BY by_stream WHERE +position = ?',
  );
  one.setReadBigInts(true);
  indexed.setReadBigInts(true);

  const lost = (position: number): Row => {
    let known: Raw = {};
    try {
      known = indexed.get(position) ?? {};
    } catch {
      // The index is damaged too: the position is all that is left.
    }
    return { ...rowOf({ ...known, position }), place: position };
  };

  /** Null when there is no such row. */
  return (position: number): { readonly row: Row; readonly readable: boolean } | null => {
    try {
      const raw = one.get(position);
      return raw ? { row: rowOf(raw), readable: true } : null;
    } catch {
      return { row: lost(position), readable: false };
    }
  };
};

/** Every row in the order of the table itself, past pages that cannot be read any more: their rows come without a text. */
export const openScan = (db: DatabaseSync) => {
  const rows = db.prepare('SELECT * FROM events NOT INDEXED WHERE position > ?');
  rows.setReadBigInts(true);
  const read = openSingly(db);
  let last = 0;

  /** To the end, or to the first row that cannot be read. */
  const onwards = function* (): Generator<Row, boolean> {
    try {
      for (const raw of rows.iterate(last)) {
        const row = rowOf(raw);
        last = Math.max(last, row.position);
        yield row;
      }
      return true;
    } catch {
      return false;
    }
  };

  /** To the first row that can be read again. */
  const singly = function* (): Generator<Row, boolean> {
    for (const end = lastIndexed(db) ?? last + patience; last < end;) {
      last += 1;
      const found = read(last);
      if (found) yield found.row;
      if (found?.readable) return true;
    }
    return false;
  };

  return function* (): Generator<Row> {
    while (!(yield* onwards())) if (!(yield* singly())) return;
  };
};
