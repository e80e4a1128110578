import { countedBy, countsIn, groupsBetween } from '../../counters.ts';
import { fromColumn } from '../../encode.ts';
import type { Layout } from '../../layout.ts';
import { checkAsOf } from '../../plan.ts';
import type { Count, Filter, Instant, Row } from '../../projections.ts';
import { toColumn } from '../columns.ts';
import type { LongReads } from './long-reads.ts';
import { momentsAt, type Sql } from './moments.ts';
import type { Reading } from './reading.ts';
import { columnOf, type Names } from '../tables.ts';

const kept = (reading: Reading, names: Names, counter: string, between: readonly [string, string]) =>
  reading
    .rows(
      `SELECT grouped, number FROM ${names.counts} WHERE counter = ? AND grouped BETWEEN ? AND ? ORDER BY grouped`,
      ...[counter, ...between],
    )
    .map(([grouped, number]) => ({
      values: JSON.parse(String(grouped)) as readonly unknown[],
      count: Number(number),
    }));

type Past = { readonly fields: readonly string[]; readonly where: Filter<Row>; readonly asOf: Instant };

/** Counted from the rows themselves: the past is asked more rarely than the present, and never changes a counter. */
const counted = (layout: Layout, names: Names, past: Past): Sql => {
  const { fields, where, asOf } = past;
  const columns = fields.map(columnOf).join(', ') || '1';
  const fixed = fields.filter((field) => where[field] !== undefined && !Array.isArray(where[field]));
  const filter = fixed.map((field) => ` AND ${columnOf(field)} = ?`).join('');
  const values = fixed.map((field) => toColumn(where[field]));
  const moments = momentsAt(layout, names, fixed, asOf);
  const found = moments.map(
    ({ from, alive }) => `SELECT ${columns} FROM ${from} WHERE ${alive.sql}${filter}`,
  );
  return {
    sql: `SELECT *, count(*) FROM (${found.join(' UNION ALL ')}) GROUP BY ${columns}`,
    values: moments.flatMap(({ alive }) => [...alive.values, ...values]),
  };
};

type Sources = {
  readonly reading: Reading;
  readonly longReads: LongReads;
  readonly layout: Layout;
};

type Asked = { readonly counter: string; readonly where: Filter<Row>; readonly asOf: Instant | undefined };

/** The numbers of rows by the fields of a counter, now or at an instant. */
export const countsOf = async (
  { reading, longReads, layout }: Sources,
  names: Names,
  { counter, where, asOf }: Asked,
): Promise<readonly Count[]> => {
  const fields = countedBy(layout, counter, where);
  checkAsOf(layout, asOf);
  if (!asOf) return countsIn(kept(reading, names, counter, groupsBetween(where, fields)), fields, where);
  const { sql, values } = counted(layout, names, { fields, where, asOf });
  const found = await longReads.rows(sql, values);
  const groups = found.map((stored) => ({
    values: stored.slice(0, -1).map(fromColumn),
    count: Number(stored.at(-1)),
  }));
  return countsIn(groups, fields, where);
};
