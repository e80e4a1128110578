import type { Instant, Query, Row } from '../projections.ts';
import { instantOf, type Scalar } from './encode.ts';
import { planFor, type Plan } from './plan.ts';
import { columnOf, indexName, leadOf, timeIndexName, type Layout, type Names } from './tables.ts';

/** A statement and its values, in the order of its question marks. */
export type Select = { readonly sql: string; readonly values: readonly Scalar[] };

const marks = (values: readonly unknown[]): string => `(${values.map(() => '?').join(', ')})`;

const filtersIn = (wanted: Plan['rest']): Select => ({
  sql: wanted.map(([field, values]) => ` AND ${columnOf(field)} IN ${marks(values)}`).join(''),
  values: wanted.flatMap(([, values]) => values),
});

/** What comes after a cursor's row. */
const beyond = ({ order, descending }: Plan, after: readonly Scalar[]): Select => {
  const keyset = [...order.map(columnOf), 'key'].join(', ');
  return {
    sql: after.length > 0 ? ` AND (${keyset}) ${descending ? '<' : '>'} ${marks(after)}` : '',
    values: after,
  };
};

const orderedBy = (columns: readonly string[], { descending }: Plan): string =>
  `ORDER BY ${[...columns, 'key'].map((column) => column + (descending ? ' DESC' : '')).join(', ')} LIMIT ?`;

const shown = ({ order }: Plan): string =>
  order.map((field, place) => `, ${columnOf(field)} AS o${place}`).join('');

/** Live rows: arms of one index each, merged in order, so that no more is read than is shown. */
const liveArms = (names: Names, plan: Plan, after: readonly Scalar[]): readonly Select[] => {
  const [filters, place] = [filtersIn(plan.rest), beyond(plan, after)];
  const leading = plan.leading.map((field) => ` AND ${columnOf(field)} = ?`).join('');
  const sql = `SELECT key, revision, happened, recorded, row${shown(plan)} FROM ${names.current}
    INDEXED BY ${indexName(names, plan.place)} WHERE gone = 0${leading}${filters.sql}${place.sql}`;
  return plan.arms.map((arm) => ({ sql, values: [...arm, ...filters.values, ...place.values] }));
};

/** Where rows of an instant lie, and what tells that they were in force then. */
type Rows = {
  readonly table: string;
  readonly time: string;
  readonly times: string;
  readonly alive: Select;
  readonly limit: number;
};

const rowsAt = (names: Names, { by, at }: Instant, limit: number): readonly Rows[] => {
  const instant = instantOf(at);
  const past = { sql: `${by}_to > ? AND ${by}_from <= ?`, values: [instant, instant] };
  return [
    {
      ...{ table: names.current, time: 'happened', times: 'happened, recorded', limit },
      alive: { sql: `gone = 0 AND ${by} <= ?`, values: [instant] },
    },
    {
      ...{ table: names.past, time: `${by}_to`, alive: past, limit },
      times: 'happened_from AS happened, recorded_from AS recorded',
    },
  ];
};

/** The first rows in force at an instant: found and sorted within an index, only those that are shown are read whole. */
const pastArm = (rows: Rows, lead: string | null, plan: Plan, after: readonly Scalar[]): Select => {
  const { table, time, times, alive, limit } = rows;
  const [filters, place] = [filtersIn(plan.wanted), beyond(plan, after)];
  const led = lead === null || plan.wanted.some(([field]) => field === lead);
  const found = `SELECT id FROM ${table} ${led ? `INDEXED BY ${timeIndexName(table, time)}` : ''}
    WHERE ${alive.sql}${filters.sql}${place.sql} ${orderedBy(plan.order.map(columnOf), plan)}`;
  return {
    sql: `SELECT key, revision, ${times}, row${shown(plan)} FROM ${table} WHERE id IN (${found})`,
    values: [...alive.values, ...filters.values, ...place.values, limit],
  };
};

/** A page and one row more; null when no row can pass the filter. */
export const selectPage = (
  layout: Layout,
  names: Names,
  query: Query<Row>,
  after: readonly Scalar[],
): Select | null => {
  const { asOf, first } = query;
  const plan = planFor(layout, query);
  const limit = first + 1;
  if (plan.wanted.some(([, values]) => values.length === 0)) return null;
  const arms = asOf
    ? rowsAt(names, asOf, limit).map((rows) => pastArm(rows, leadOf(layout), plan, after))
    : liveArms(names, plan, after);
  return {
    sql: `${arms.map(({ sql }) => sql).join(' UNION ALL ')} ${orderedBy(
      plan.order.map((_, place) => `o${place}`),
      plan,
    )}`,
    values: [...arms.flatMap(({ values }) => values), limit],
  };
};
