import type { Scalar } from '../../encode.ts';
import type { Layout } from '../../layout.ts';
import { checkAsOf, indexLedBy, wantedOf } from '../../plan.ts';
import type { Filter, Instant, Row } from '../../projections.ts';
import { toColumn } from '../columns.ts';
import type { Scan } from './long-reads.ts';
import { momentsAt, type Sql } from './moments.ts';
import { columnOf, indexName, wholeOf, type Names } from '../tables.ts';

type Asked = { readonly layout: Layout; readonly names: Names; readonly where: Filter<Row> };

/** Where rows lie, how they are found, and how one is read whole. */
type Part = { readonly found: string; readonly values: readonly Scalar[]; readonly whole: string };

const filtersIn = (where: Filter<Row>): Sql => {
  const wanted = wantedOf(where);
  return {
    sql: wanted
      .map(([field, values]) => ` AND ${columnOf(field)} IN (${values.map(() => '?').join(', ')})`)
      .join(''),
    values: wanted.flatMap(([, values]) => values.map(toColumn)),
  };
};

const filtered = (where: Filter<Row>): readonly string[] => wantedOf(where).map(([field]) => field);

const livePart = ({ layout, names, where }: Asked): Part => {
  const filters = filtersIn(where);
  const place = indexLedBy(layout, filtered(where));
  const by = place === null ? '' : `INDEXED BY ${indexName(names, place)}`;
  return {
    found: `${names.current} ${by} WHERE gone = 0${filters.sql}`,
    values: filters.values,
    whole: `${wholeOf(layout)} FROM ${names.current} WHERE id = ?`,
  };
};

const partsAt = ({ layout, names, where }: Asked, asOf: Instant): readonly Part[] => {
  const filters = filtersIn(where);
  return momentsAt(layout, names, filtered(where), asOf).map(({ table, times, from, alive }) => ({
    found: `${from} WHERE ${alive.sql}${filters.sql}`,
    values: [...alive.values, ...filters.values],
    whole: `${wholeOf(layout, times, '0')} FROM ${table} WHERE id = ?`,
  }));
};

/** The scan of all rows that a filter lets pass; null when none can pass. Throws the Fault `no-index`. */
export const scanFor = (
  layout: Layout,
  names: Names,
  where: Filter<Row>,
  asOf: Instant | undefined,
): Scan | null => {
  checkAsOf(layout, asOf);
  const asked = { layout, names, where };
  const live = livePart(asked);
  if (Object.values(where).some((filter) => Array.isArray(filter) && filter.length === 0)) return null;
  const parts = asOf ? partsAt(asked, asOf) : [live];
  const found = parts.map(({ found: from }, part) => `SELECT id, key, ${part} AS part FROM ${from}`);
  return {
    found: {
      sql: `${found.join(' UNION ALL ')} ORDER BY key`,
      values: parts.flatMap(({ values }) => values),
    },
    whole: parts.map((part) => part.whole),
  };
};
