import type { DatabaseSync } from 'node:sqlite';
import { compare, type Follower } from '../compare.ts';
import { openStandings, type Standing } from './standings.ts';
import type { Judged, Wanted } from './wire.ts';

/** What stands against writing at the end of a stream. */
const obstacle = (standing: Standing | null, { prev }: Wanted): Judged | null => {
  if (!standing || standing.hash === prev) return null;
  return { answer: standing.hash === null ? 'unreadable' : 'chain-broken' };
};

/** Judges appends, and writes those that fit, inside the transaction that its caller holds. */
export const openJournal = (db: DatabaseSync) => {
  const standings = openStandings(db);
  const insert = db.prepare(
    'INSERT INTO events (position, place, stream, revision, id, envelope) VALUES (?1, ?1, ?2, ?3, ?4, ?5)',
  );
  const followers = db.prepare(
    'SELECT id, position FROM events WHERE stream = ? AND revision > ? ORDER BY revision',
  );
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

  return (wanted: Wanted): Judged => {
    const { stream, expected } = wanted;
    const standing = standings.of(stream);
    if (expected === (standing?.revision ?? -1)) return obstacle(standing, wanted) ?? write(wanted);
    if (!standing) return { answer: 'not-found' };
    return compare(wanted, standing.revision, followers.all(stream, expected) as Follower[]);
  };
};
