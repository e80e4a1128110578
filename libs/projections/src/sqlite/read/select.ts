import type { Value } from '../../encode.ts';
import type { Layout } from '../../layout.ts';
import { planFor, type Plan } from '../../plan.ts';
import type { Query, Row } from '../../projections.ts';
import { toColumn } from '../columns.ts';
import { momentsAt, type Moment, type Sql } from './moments.ts';
import { columnOf, indexName, wholeOf, type Names } from '../tables.ts';

const marks = (values: readonly unknown[]): string => `(${values.map(() => '?').join(', ')})`;

const filtersIn = (wanted: Plan['rest']): Sql => ({
  sql: wanted.map(([field, values]) => ` AND ${columnOf(field)} IN ${marks(values)}`).join(''),
  values: wanted.flatMap(([, values]) => values.map(toColumn)),
});

const fieldsOf = (wanted: Plan['wanted']): readonly string[] => wanted.map(([field]) => field);

/** What comes after a cursor's row. */
const beyond = ({ order, descending }: Plan, after: readonly Value[]): Sql => {
  const keyset = [...order.map(columnOf), 'key'].join(', ');
  return {
    sql: after.length > 0 ? ` AND (${keyset}) ${descending ? '<' : '>'} ${marks(after)}` : '',
    values: after.map(toColumn),
  };
};

const orderedBy = ({ order, descending }: Plan): string => {
  const columns = [...order.map(columnOf), 'key'];
  return `ORDER BY ${columns.map((column) => column + (descending ? ' DESC' : '')).join(', ')} LIMIT ?`;
};

/** Live rows: arms of one index each, merged in order, so that no more is read than is shown. */
const liveArms = (whole: string, names: Names, plan: Plan, after: readonly Value[]): readonly Sql[] => {
  const [filters, place] = [filtersIn(plan.rest), beyond(plan, after)];
  const leading = plan.leading.map((field) => ` AND ${columnOf(field)} = ?`).join('');
  const sql = `${whole} FROM ${names.current}
    INDEXED BY ${indexName(names, plan.place)} WHERE gone = 0${leading}${filters.sql}${place.sql}`;
  return plan.arms.map((arm) => ({
    sql,
    values: [...arm.map(toColumn), ...filters.values, ...place.values],
  }));
};

type Past = { readonly layout: Layout; readonly plan: Plan; readonly after: readonly Value[] };

/** The first rows in force at an instant: found and sorted by their columns, only those that are shown are read whole. */
const pastArm = ({ layout, plan, after }: Past, moment: Moment, limit: number): Sql => {
  const { table, times, from, alive } = moment;
  const [filters, place] = [filtersIn(plan.wanted), beyond(plan, after)];
  const found = `SELECT id FROM ${from} WHERE ${alive.sql}${filters.sql}${place.sql} ${orderedBy(plan)}`;
  return {
    sql: `${wholeOf(layout, times, '0')} FROM ${table} WHERE id IN (${found})`,
    values: [...alive.values, ...filters.values, ...place.values, limit],
  };
};

/** A page and one row more; null when no row can pass the filter. */
export const selectPage = (
  layout: Layout,
  names: Names,
  query: Query<Row>,
  after: readonly Value[],
): Sql | null => {
  const { asOf, first } = query;
  const plan = planFor(layout, query);
  const limit = first + 1;
  if (plan.wanted.some(([, values]) => values.length === 0)) return null;
  const arms = asOf
    ? momentsAt(layout, names, fieldsOf(plan.wanted), asOf).map((moment) =>
        pastArm({ layout, plan, after }, moment, limit),
      )
    : liveArms(wholeOf(layout), names, plan, after);
  return {
    sql: `${arms.map(({ sql }) => sql).join(' UNION ALL ')} ${orderedBy(plan)}`,
    values: [...arms.flatMap(({ values }) => values), limit],
  };
};
