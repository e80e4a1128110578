import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Envelope, StreamName } from '@relais/contracts';
import { Fault } from '@relais/kernel';
import type { Position, Range, Recorded } from '../event-store.ts';
import { closed } from './closed.ts';

const recorded = (row: Record<string, unknown>): Recorded => {
  const { position, stream, revision, envelope } = row as Record<string, string | number>;
  try {
    return { position: Number(position), event: JSON.parse(String(envelope)) as Envelope };
  } catch (error) {
    throw new Fault('event-unreadable', `revision ${revision} of ${stream} is damaged`, error);
  }
};

const columns = 'position, stream, revision, envelope';
const ofStream = `SELECT ${columns} FROM events WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision`;

/** The reads of the running store: short ones, on a connection that cannot write. */
export const openReads = (file: string) => {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 2000 });
  db.exec('PRAGMA mmap_size = 0; PRAGMA cache_size = -16384');
  const forwards = db.prepare(`${ofStream} LIMIT ?`);
  const backwards = db.prepare(`${ofStream} DESC LIMIT ?`);
  const page = db.prepare(`SELECT ${columns} FROM events WHERE position > ? ORDER BY position LIMIT ?`);
  const top = db.prepare('SELECT max(position) AS top FROM events');
  const all = (statement: StatementSync, ...values: readonly (string | number)[]): readonly Recorded[] => {
    if (!db.isOpen) throw closed();
    return statement.all(...values).map(recorded);
  };
  return {
    stream: (stream: StreamName, range: Range): readonly Recorded[] => {
      const { from = 0, to = Number.MAX_SAFE_INTEGER, limit = -1 } = range;
      return all(range.backwards ? backwards : forwards, stream, from, to, limit);
    },
    page: (after: Position, limit: number): readonly Recorded[] => all(page, after, limit),
    head: (): Position => {
      if (!db.isOpen) throw closed();
      return Number(top.get()?.['top'] ?? 0);
    },
    close: (): void => db.close(),
  };
};
