import { instantOf, type Scalar } from '../../encode.ts';
import { leadOf, type Layout } from '../../layout.ts';
import type { Instant } from '../../projections.ts';
import { classes } from '../../spans.ts';
import { timeIndexName, type Names } from '../tables.ts';

/** A piece of SQL and its values, in the order of its question marks. */
export type Sql = { readonly sql: string; readonly values: readonly Scalar[] };

const spans = `(SELECT column1 AS span, column2 AS longest FROM (VALUES ${classes
  .map((longest, place) => `(${place}, ${longest})`)
  .join(', ')}))`;

/** Where rows in force at an instant lie. */
export type Moment = {
  readonly table: string;
  /** The table, with the index by which they are found. */
  readonly from: string;
  /** What tells that they were in force. */
  readonly alive: Sql;
  /** The two times as columns, under the names that they have in the current table. */
  readonly times: string;
};

const still = (names: Names, { by, at }: Instant, led: boolean): Moment => ({
  table: names.current,
  from: `${names.current} ${led ? `INDEXED BY ${timeIndexName(names.current, 'happened')}` : ''}`,
  alive: { sql: `gone = 0 AND ${by} <= ?`, values: [instantOf(at)] },
  times: 'happened, recorded',
});

const since = (names: Names, { by, at }: Instant, led: boolean): Moment => {
  const [instant, { past: table }] = [instantOf(at), names];
  const times = 'happened_from AS happened, recorded_from AS recorded';
  const alive = `${by}_to > ? AND ${by}_from <= ?`;
  if (!led) return { table, times, from: table, alive: { sql: alive, values: [instant, instant] } };
  return {
    ...{ table, times, from: `${spans} CROSS JOIN ${table} INDEXED BY ${timeIndexName(table, by)}` },
    alive: {
      sql: `${by}_span = span AND ${by}_to <= ? + longest AND ${alive}`,
      values: [instant, instant, instant],
    },
  };
};

/** Rows that are still as they were at an instant, and those that something has followed since. */
export const momentsAt = (
  layout: Layout,
  names: Names,
  filtered: readonly string[],
  instant: Instant,
): readonly Moment[] => {
  const lead = leadOf(layout);
  const led = lead === null || filtered.includes(lead);
  return [still(names, instant, led), since(names, instant, led)];
};
