import type { DatabaseSync } from 'node:sqlite';
import type { StreamName } from '@relais/contracts';
import type { Damage, Head, Verified } from '../damage.ts';
import { Verifier } from '../verify.ts';
import { openScan } from './scan.ts';

/** How many events are read between two words of progress. */
const stride = 20_000;

/** The last position; 0 where the table cannot tell any more. */
const topOf = (db: DatabaseSync): number => {
  try {
    return Number(db.prepare('SELECT max(position) AS top FROM events').get()?.['top'] ?? 0);
  } catch {
    return 0;
  }
};

/** What SQLite says of its own pages, in its own words. */
const complaints = (db: DatabaseSync): readonly string[] => {
  try {
    const said = db.prepare('PRAGMA integrity_check').all();
    return said.map((row) => String(row['integrity_check'])).filter((detail) => detail !== 'ok');
  } catch (error) {
    return [String(error)];
  }
};

/** What SQLite itself finds wrong with its pages and its index, when the rows have not told it already. */
const fileDamages = (db: DatabaseSync, known: ReadonlySet<number | null>): readonly Damage[] => {
  const find = db.prepare('SELECT stream, revision FROM events WHERE position = ?');
  const name = (detail: string): Damage | null => {
    const position = Number(/^row (\d+) missing from index/.exec(detail)?.[1] ?? 0);
    const nameless = { what: 'file-damaged', stream: null, revision: null, position: null, detail } as const;
    if (position === 0) return known.size > 0 ? null : nameless;
    if (known.has(position)) return null;
    const { stream, revision } = find.get(position) ?? {};
    return { what: 'index-wrong', stream: String(stream), revision: Number(revision), position };
  };
  return complaints(db).flatMap((detail) => name(detail) ?? []);
};

/** Verifies a whole log: every row, every chain, and what SQLite says of its own pages. */
export const audit = function* (db: DatabaseSync, heads: readonly Head[]): Generator<Verified> {
  const of = topOf(db);
  const verifier = new Verifier(heads);
  const positions = new Set<number | null>();
  let damages = 0;
  const found = (damage: Damage): Verified => {
    damages += 1;
    positions.add(damage.position);
    return { kind: 'damage', damage };
  };
  let events = 0;
  for (const row of openScan(db)()) {
    const damage = verifier.next(row);
    if (damage) yield found(damage);
    events += 1;
    if (events % stride === 0) yield { kind: 'progress', events, of };
  }
  for (const damage of verifier.end()) yield found(damage);
  for (const damage of fileDamages(db, new Set(positions))) yield found(damage);
  yield { kind: 'end', ...verifier.count(), damages };
};

const ends = `
  SELECT stream, max(revision) AS revision, CASE WHEN json_valid(envelope) THEN envelope ->> '$.hash' END AS hash
  FROM events GROUP BY stream`;

/**
 * Where each stream ends. The columns are good enough: a kept head is compared with what the events themselves say.
 * An event that cannot be read has no hash.
 */
export const headsOf = (db: DatabaseSync): readonly Head[] =>
  db
    .prepare(ends)
    .all()
    .map(({ stream, revision, hash }) => ({
      stream: String(stream) as StreamName,
      revision: Number(revision),
      hash: String(hash ?? ''),
    }));
