import { Invalid } from '@relais/kernel';
import type { Change, Row, Table } from '../projections.ts';
import { pack, unpack } from './cursor.ts';
import type { Stored } from './columns.ts';
import type { Reading } from './reading.ts';
import { namesOf } from './tables.ts';

/** Which change log is followed: each generation has its own. */
type Log = { readonly model: string; readonly generation: number };

const cursorOf = ({ model, generation }: Log, seq: number): string => pack([model, generation, seq]);

const read = (model: string, cursor: string): { readonly generation: number; readonly seq: number } => {
  const [named, generation, seq] = unpack(cursor);
  if (named !== model || !Number.isSafeInteger(generation) || !Number.isSafeInteger(seq))
    throw new Invalid('after-unreadable', 'after', 'this cursor was not given out for these changes');
  return { generation: generation as number, seq: seq as number };
};

const changeOf = <R extends Row>(log: Log, stored: Stored): Change<R> => ({
  cursor: cursorOf(log, stored['seq'] as number),
  key: stored['key'] as string,
  row: stored['row'] === null ? null : (JSON.parse(stored['row'] as string) as R),
  revision: stored['revision'] as number,
});

type Ends = { readonly first: number; readonly last: number };

/** The oldest and the newest line that the log holds; what is before `first` was pruned. */
const endsOf = (reading: Reading, changes: string): Ends => {
  const found = reading.get(`SELECT min(seq) AS first, max(seq) AS last FROM ${changes}`);
  return { first: Number(found?.['first'] ?? 1), last: Number(found?.['last'] ?? 0) };
};

/** What `Table.changes` says. */
export const changesAfter = <R extends Row>(
  reading: Reading,
  log: Log,
  after: string | null,
  limit: number,
): Awaited<ReturnType<Table<R>['changes']>> => {
  const { changes } = namesOf(log.model, log.generation);
  const { first, last } = endsOf(reading, changes);
  if (after === null) return { changes: [], cursor: cursorOf(log, last) };
  const { generation, seq } = read(log.model, after);
  if (generation !== log.generation || seq < first - 1 || seq > last) return 'restart';
  const found = reading.all(`SELECT * FROM ${changes} WHERE seq > ? ORDER BY seq LIMIT ?`, seq, limit);
  const shown = found.map((stored) => changeOf<R>(log, stored));
  return { changes: shown, cursor: shown.at(-1)?.cursor ?? after };
};
