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

/** How many positions in a row may be unreadable before the scan gives up. */
const patience = 10_000;

/** Every row in the order of the table itself, past pages that cannot be read any more: their rows come without a text. */
export const openScan = (db: DatabaseSync) => {
  const rows = db.prepare('SELECT * FROM events NOT INDEXED WHERE position > ?');
  const one = db.prepare('SELECT * FROM events WHERE position = ?');
  // The plus keeps SQLite from looking into the table, which is what cannot be read.
  const indexed = db.prepare('SELECT position, stream, revision FROM events INDEXED BY by_stream WHERE +position = ?');
  for (const statement of [rows, one, indexed]) statement.setReadBigInts(true);

  const attempt = (position: number): Row | null | undefined => {
    try {
      const raw = one.get(position);
      return raw && rowOf(raw);
    } catch {
      return null;
    }
  };

  const lost = (position: number): Row => {
    let raw: Raw = {};
    try {
      raw = indexed.get(position) ?? {};
    } catch {
      // The index is damaged too: the position is all that is left.
    }
    return { ...rowOf({ ...raw, position }), place: position };
  };

  /** Position by position, to the first one that can be read again. */
  const singly = function* (after: number): Generator<Row> {
    for (let position = after + 1; position <= after + patience; position += 1) {
      const row = attempt(position);
      if (row !== undefined) yield row ?? lost(position);
      if (row) return;
    }
  };

  return function* (): Generator<Row> {
    for (let last = 0, before = -1; before < last; ) {
      before = last;
      try {
        for (const raw of rows.iterate(last)) {
          const row = rowOf(raw);
          last = Math.max(last, row.position);
          yield row;
        }
        return;
      } catch {
        for (const row of singly(last)) {
          last = row.position;
          yield row;
        }
      }
    }
  };
};
