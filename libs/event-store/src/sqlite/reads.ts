import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Envelope, StreamName } from '@relais/contracts';
import { Fault } from '@relais/kernel';
import type { Position, Range, Recorded } from '../event-store.ts';
import { closed } from '../closed.ts';
import { sharedPages } from './shared-pages.ts';

type Shown = (events: readonly Recorded[]) => readonly Recorded[];

/** Position and envelope. */
type Row = readonly [position: number, envelope: string];

const columns = 'position, envelope';
const ofStream = `SELECT ${columns} FROM events WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision`;

/** The reads of the running store: short ones, on a connection that cannot write. `shown` passes on what a page of the log holds. */
export const openReads = (file: string, shown: Shown) => {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 2000 });
  db.exec('PRAGMA mmap_size = 0; PRAGMA cache_size = -16384');
  const forwards = db.prepare(`${ofStream} LIMIT ?`);
  const backwards = db.prepare(`${ofStream} DESC LIMIT ?`);
  const page = db.prepare(`SELECT ${columns} FROM events WHERE position > ? ORDER BY position LIMIT ?`);
  const top = db.prepare('SELECT max(position) AS top FROM events');
  const lies = db.prepare('SELECT stream, revision FROM events WHERE position = ?');
  // Rows are lists: for a page of hundreds, naming the columns of each costs as much as finding them.
  for (const statement of [forwards, backwards, page]) statement.setReturnArrays(true);
  const recorded = ([position, envelope]: Row): Recorded => {
    try {
      return { position, event: JSON.parse(envelope) as Envelope };
    } catch (error) {
      const { stream, revision } = lies.get(position) ?? {};
      const where = `revision ${String(revision)} of ${String(stream)}`;
      throw new Fault('event-unreadable', `${where} is damaged`, error);
    }
  };
  const whileOpen = <Result>(read: () => Result): Result => {
    if (!db.isOpen) throw closed();
    return read();
  };
  const all = (statement: StatementSync, ...values: readonly (string | number)[]): readonly Recorded[] =>
    (statement.all(...values) as unknown as readonly Row[]).map(recorded);
  const { some, whole } = sharedPages((after, limit) => shown(all(page, after, limit)));
  return {
    stream: (stream: StreamName, range: Range): readonly Recorded[] => {
      const { from = 0, to = Number.MAX_SAFE_INTEGER, limit = -1 } = range;
      return whileOpen(() => all(range.backwards ? backwards : forwards, stream, from, to, limit));
    },
    some: (after: Position, limit: number): readonly Recorded[] => whileOpen(() => some(after, limit)),
    page: (after: Position, limit: number): readonly Recorded[] => whileOpen(() => whole(after, limit)),
    head: (): Position => whileOpen(() => Number(top.get()?.['top'] ?? 0)),
    close: (): void => db.close(),
  };
};
