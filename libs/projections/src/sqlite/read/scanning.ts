import { Fault } from '@relais/kernel';
import type { Filter, Instant, Row } from '../../projections.ts';
import { toColumn, type Scalar } from '../columns.ts';
import type { Scan } from './long-reads.ts';
import { momentsAt, type Sql } from './moments.ts';
import { columnOf, indexName, wholeOf, type Layout, type Names } from '../tables.ts';

type Asked = { readonly layout: Layout; readonly names: Names; readonly where: Filter<Row> };

/** Where rows lie, how they are found, and how one is read whole. */
type Part = { readonly found: string; readonly values: readonly Scalar[]; readonly whole: string };

/** The place of an index that begins with these fields; null when nothing is filtered. */
const indexFor = (layout: Layout, fields: readonly string[]): number | null => {
  if (fields.length === 0) return null;
  const place = layout.indexes.findIndex((index) =>
    fields.every((field) => index.indexOf(field) >= 0 && index.indexOf(field) < fields.length),
  );
  if (place < 0)
    throw new Fault('no-index', `${layout.name} declares no index that begins with ${fields.join(', ')}`);
  return place;
};

const filtered = (where: Filter<Row>): readonly string[] =>
  Object.keys(where).filter((field) => where[field] !== undefined);

const filtersIn = (where: Filter<Row>): Sql => {
  const wanted = Object.entries(where).filter(([, filter]) => filter !== undefined);
  const each = wanted.map(([field, filter]) => [field, [filter].flat().map(toColumn)] as const);
  return {
    sql: each
      .map(([field, values]) => ` AND ${columnOf(field)} IN (${values.map(() => '?').join(', ')})`)
      .join(''),
    values: each.flatMap(([, values]) => values),
  };
};

const livePart = ({ layout, names, where }: Asked): Part => {
  const filters = filtersIn(where);
  const place = indexFor(layout, filtered(where));
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
