import type { Instant, Query, Row } from '../projections.ts';
import { instantOf, type Scalar } from './encode.ts';
import { planFor, type Plan } from './plan.ts';
import { columnOf, indexName, type Layout, type Names } from './tables.ts';

/** A statement and its values, in the order of its question marks. */
export type Select = { readonly sql: string; readonly values: readonly Scalar[] };

/** Where rows are read, and which of them were in force. */
type Rows = {
  readonly table: string;
  readonly times: string;
  readonly alive: string;
  readonly at: readonly number[];
};

const rowsAt = (names: Names, asOf: Instant | undefined): readonly Rows[] => {
  const times = 'happened, recorded';
  if (!asOf) return [{ table: names.current, times, alive: 'gone = 0', at: [] }];
  const at = instantOf(asOf.at);
  return [
    { table: names.current, times, alive: `gone = 0 AND ${asOf.by} <= ?`, at: [at] },
    {
      table: names.past,
      times: 'happened_from AS happened, recorded_from AS recorded',
      alive: `${asOf.by}_from <= ? AND ${asOf.by}_to > ?`,
      at: [at, at],
    },
  ];
};

const marks = (values: readonly unknown[]): string => `(${values.map(() => '?').join(', ')})`;

/** What holds for the rows of every arm: the filters without a leading column, and the place after the cursor. */
const sharedOf = ({ rest, order, descending }: Plan, after: readonly Scalar[]): Select => {
  const keyset = [...order.map(columnOf), 'key'].join(', ');
  const filters = rest.map(([field, values]) => ` AND ${columnOf(field)} IN ${marks(values)}`);
  const beyond = after.length > 0 ? ` AND (${keyset}) ${descending ? '<' : '>'} ${marks(after)}` : '';
  return { sql: filters.join('') + beyond, values: [...rest.flatMap(([, values]) => values), ...after] };
};

const armsIn = ({ table, times, alive, at }: Rows, plan: Plan, shared: Select): readonly Select[] => {
  const ordered = plan.order.map((field, place) => `, ${columnOf(field)} AS o${place}`).join('');
  const leading = plan.leading.map((field) => ` AND ${columnOf(field)} = ?`).join('');
  const sql = `SELECT key, revision, ${times}, row${ordered} FROM ${table}
    INDEXED BY ${indexName(table, plan.place)} WHERE ${alive}${leading}${shared.sql}`;
  return plan.arms.map((arm) => ({ sql, values: [...at, ...arm, ...shared.values] }));
};

/**
 * A page and one row more: arms of one index each, merged in order, so that no more is read than is shown.
 * Null when no row can pass the filter.
 */
export const selectPage = (
  layout: Layout,
  names: Names,
  query: Query<Row>,
  after: readonly Scalar[],
): Select | null => {
  const plan = planFor(layout, query);
  const shared = sharedOf(plan, after);
  const arms = rowsAt(names, query.asOf).flatMap((rows) => armsIn(rows, plan, shared));
  if (arms.length === 0) return null;
  const way = plan.descending ? ' DESC' : '';
  const by = [...plan.order.map((_, place) => `o${place}`), 'key'].map((column) => column + way).join(', ');
  return {
    sql: `${arms.map(({ sql }) => sql).join(' UNION ALL ')} ORDER BY ${by} LIMIT ?`,
    values: [...arms.flatMap(({ values }) => values), query.first + 1],
  };
};
