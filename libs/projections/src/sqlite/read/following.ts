import { Fault, Invalid } from '@relais/kernel';
import type { Change, Row, Table } from '../../projections.ts';
import { pack, unpack } from './cursor.ts';
import type { Stored } from '../columns.ts';
import type { Reading } from './reading.ts';
import { rowOf } from '../encode.ts';
import { columnsIn, namesOf, type Layout } from '../tables.ts';

/** Which change log is followed: each generation has its own. */
type Log = { readonly layout: Layout; readonly generation: number };

const cursorOf = ({ layout, generation }: Log, seq: number): string => pack([layout.name, generation, seq]);

const read = (model: string, cursor: string): { readonly generation: number; readonly seq: number } => {
  const [named, generation, seq] = unpack(cursor);
  if (named !== model || !Number.isSafeInteger(generation) || !Number.isSafeInteger(seq))
    throw new Invalid('after-unreadable', 'after', 'this cursor was not given out for these changes');
  return { generation: generation as number, seq: seq as number };
};

const changeOf = <R extends Row>(log: Log, stored: Stored): Change<R> => {
  const [seq, key, revision, gone] = stored;
  return {
    cursor: cursorOf(log, Number(seq)),
    key: String(key),
    row: rowOf<R>(log.layout, gone, stored, 4),
    revision: Number(revision),
  };
};

type Ends = { readonly first: number; readonly last: number };

/** The oldest and the newest line that the log holds; what is before `first` was pruned. */
const endsOf = (reading: Reading, changes: string): Ends => {
  // Asked for together they would be looked for in every line; asked for alone each is an end of the tree.
  const end = (which: string) => `(SELECT ${which}(seq) FROM ${changes})`;
  const found = reading.get(`SELECT ${end('min')} AS first, ${end('max')} AS last`);
  return { first: Number(found?.['first'] ?? 1), last: Number(found?.['last'] ?? 0) };
};

/** What `Table.changes` says. */
export const changesAfter = <R extends Row>(
  reading: Reading,
  log: Log,
  after: string | null,
  limit: number,
): Awaited<ReturnType<Table<R>['changes']>> => {
  const { layout } = log;
  if (!layout.followed) throw new Fault('not-followed', `${layout.name} keeps no changes`);
  const { changes } = namesOf(layout.name, log.generation);
  const { first, last } = endsOf(reading, changes);
  if (after === null) return { changes: [], cursor: cursorOf(log, last) };
  const { generation, seq } = read(layout.name, after);
  if (generation !== log.generation || seq < first - 1 || seq > last) return 'restart';
  const columns = `seq, key, revision, gone${columnsIn(layout)}`;
  const found = reading.rows(
    `SELECT ${columns} FROM ${changes} WHERE seq > ? ORDER BY seq LIMIT ?`,
    ...[seq, limit],
  );
  const shown = found.map((stored) => changeOf<R>(log, stored));
  return { changes: shown, cursor: shown.at(-1)?.cursor ?? after };
};
