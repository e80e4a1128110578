import { Fault } from '@relais/kernel';
import { changeCursorOf, changePlaceOf } from '../../cursor.ts';
import { rowOf, type Stored } from '../../encode.ts';
import type { Layout } from '../../layout.ts';
import type { Change, Row, Table } from '../../projections.ts';
import { columnsIn, namesOf } from '../tables.ts';
import type { Reading } from './reading.ts';

/** Which change log is followed: each generation has its own. */
type Log = { readonly layout: Layout; readonly generation: number };

const cursorOf = ({ layout, generation }: Log, seq: number): string =>
  changeCursorOf(layout.name, { generation, seq });

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
  const { generation, seq } = changePlaceOf(layout.name, after);
  if (generation !== log.generation || seq < first - 1 || seq > last) return 'restart';
  const columns = `seq, key, revision, gone${columnsIn(layout)}`;
  const found = reading.rows(
    `SELECT ${columns} FROM ${changes} WHERE seq > ? ORDER BY seq LIMIT ?`,
    ...[seq, limit],
  );
  const shown = found.map((stored) => changeOf<R>(log, stored));
  return { changes: shown, cursor: shown.at(-1)?.cursor ?? after };
};
