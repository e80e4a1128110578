import type { DatabaseSync } from 'node:sqlite';
import type { Judged, Wanted } from './wire.ts';

/** `hash` is null when the last event cannot be read any more. */
type Standing = { readonly revision: number; readonly hash: string | null };

/** Of how many streams the writer remembers the end. */
const remembered = 20_000;

const hashIn = (text: string): string | null => {
  try {
    const { hash } = JSON.parse(text) as { readonly hash: unknown };
    return typeof hash === 'string' ? hash : null;
  } catch {
    return null;
  }
};

/** The ends of the streams, the most recently used ones in memory: only this thread ever moves them. */
const openStandings = (db: DatabaseSync) => {
  const last = db.prepare('SELECT revision, envelope FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1');
  const kept = new Map<string, Standing>();
  const keep = (stream: string, standing: Standing): void => {
    kept.delete(stream);
    kept.set(stream, standing);
    if (kept.size <= remembered) return;
    const [oldest] = kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
  };
  const find = (stream: string): Standing | null => {
    const row = last.get(stream);
    return row ? { revision: Number(row['revision']), hash: hashIn(String(row['envelope'])) } : null;
  };
  return { keep, of: (stream: string): Standing | null => kept.get(stream) ?? find(stream) };
};

/** Judges appends, and writes those that fit, inside the transaction that its caller holds. */
export const openJournal = (db: DatabaseSync) => {
  const standings = openStandings(db);
  const insert = db.prepare(
    'INSERT INTO events (position, place, stream, revision, id, envelope) VALUES (?1, ?1, ?2, ?3, ?4, ?5)',
  );
  const after = db.prepare('SELECT id, position FROM events WHERE stream = ? AND revision > ? ORDER BY revision');
  let position = Number(db.prepare('SELECT max(position) AS top FROM events').get()?.['top'] ?? 0);

  const write = ({ stream, expected, hash, events }: Wanted): Judged => {
    let revision = expected;
    for (const { id, text } of events) {
      revision += 1;
      position += 1;
      insert.run(position, stream, revision, id, text);
    }
    standings.keep(stream, { revision, hash });
    return { answer: 'written', revision, position };
  };

  /** The expectation is not met: the reply to the first try may have been lost, or another one was faster. */
  const compare = ({ stream, expected, events }: Wanted, actual: number): Judged => {
    const rows = after.all(stream, expected);
    const ids = new Set(events.map(({ id }) => id));
    const met = rows.filter((row) => ids.has(String(row['id']))).length;
    const again = events.every(({ id }, place) => rows[place]?.['id'] === id);
    const last = rows[events.length - 1];
    if (again && last) return { answer: 'same', revision: expected + events.length, position: Number(last['position']) };
    return { answer: met > 0 && met < ids.size ? 'half-same' : 'conflict', actual };
  };

  return (wanted: Wanted): Judged => {
    const standing = standings.of(wanted.stream);
    if (wanted.expected !== (standing?.revision ?? -1))
      return standing ? compare(wanted, standing.revision) : { answer: 'not-found' };
    if (standing && standing.hash === null) return { answer: 'unreadable' };
    if (standing && standing.hash !== wanted.prev) return { answer: 'chain-broken' };
    return write(wanted);
  };
};
