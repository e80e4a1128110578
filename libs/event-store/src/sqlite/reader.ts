import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { StreamName } from '@relais/contracts';
import type { Damage, Head, Verified } from '../damage.ts';
import { Verifier } from '../verify.ts';
import { openScan } from './scan.ts';

/** A long read, done beside the running store on a connection of its own. */
export type Wish =
  | { readonly wish: 'heads'; readonly file: string }
  | { readonly wish: 'verify'; readonly file: string; readonly heads: readonly Head[] };

/** What the reader tells: its findings one by one, or all heads at once. */
export type Read = Verified | { readonly kind: 'heads'; readonly heads: readonly Head[] };

const tell = (read: Read): void => parentPort?.postMessage(read);

/** How many events are read between two words of progress. */
const stride = 20_000;

/** What SQLite itself finds wrong with its pages and its index, when the rows have not told it already. */
const fileDamages = (db: DatabaseSync, known: ReadonlySet<number | null>): readonly Damage[] => {
  const find = db.prepare('SELECT stream, revision FROM events WHERE position = ?');
  const name = (detail: string): Damage | null => {
    const position = Number(/^row (\d+) missing from index/.exec(detail)?.[1] ?? 0);
    if (!position)
      return known.size > 0
        ? null
        : { what: 'file-damaged', stream: null, revision: null, position: null, detail };
    if (known.has(position)) return null;
    const { stream, revision } = find.get(position) ?? {};
    return { what: 'index-wrong', stream: String(stream), revision: Number(revision), position };
  };
  const found = db
    .prepare('PRAGMA integrity_check')
    .all()
    .map((row) => String(row['integrity_check']));
  return found.filter((detail) => detail !== 'ok').flatMap((detail) => name(detail) ?? []);
};

const verify = (db: DatabaseSync, heads: readonly Head[]): void => {
  const of = Number(db.prepare('SELECT max(position) AS top FROM events').get()?.['top'] ?? 0);
  const verifier = new Verifier(heads);
  const positions = new Set<number | null>();
  let damages = 0;
  const found = (damage: Damage): void => {
    damages += 1;
    positions.add(damage.position);
    tell({ kind: 'damage', damage });
  };
  let events = 0;
  for (const row of openScan(db)()) {
    const damage = verifier.next(row);
    if (damage) found(damage);
    events += 1;
    if (events % stride === 0) tell({ kind: 'progress', events, of });
  }
  verifier.end().forEach(found);
  fileDamages(db, new Set(positions)).forEach(found);
  tell({ kind: 'end', ...verifier.count(), damages });
};

/** The columns are good enough here: who keeps heads wants to know later whether today's store still says the same. */
const headsOf = (db: DatabaseSync): readonly Head[] =>
  db
    .prepare(
      "SELECT stream, max(revision) AS revision, envelope ->> '$.hash' AS hash FROM events GROUP BY stream",
    )
    .all()
    .map(({ stream, revision, hash }) => ({
      ...{ stream: String(stream) as StreamName, revision: Number(revision) },
      hash: String(hash),
    }));

const wish = workerData as Wish;
const db = new DatabaseSync(wish.file, { readOnly: true, timeout: 2000 });
db.exec('PRAGMA mmap_size = 0');
if (wish.wish === 'heads') tell({ kind: 'heads', heads: headsOf(db) });
else verify(db, wish.heads);
db.close();
