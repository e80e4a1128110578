import { Fault, Invalid } from '@relais/kernel';
import { toValue, type Value } from './encode.ts';
import type { Layout } from './layout.ts';
import type { Filter, Instant, Query, Row } from './projections.ts';

/** One field of a filter and the values that it lets pass. */
export type Wanted = readonly [field: string, values: readonly Value[]];

/** By which index a page is read. */
export type Plan = {
  /** The index's place in the model. */
  readonly place: number;
  readonly leading: readonly string[];
  /** The combinations of values of the leading fields: each is one look-up. */
  readonly arms: readonly (readonly Value[])[];
  /** The whole filter. */
  readonly wanted: readonly Wanted[];
  /** What of it is compared row by row. */
  readonly rest: readonly Wanted[];
  readonly order: readonly string[];
  readonly descending: boolean;
};

/** A page has at most so many rows. */
const mostRows = 100;

/** Throws the Fault `not-temporal` for an instant of a model that keeps no past. */
export const checkAsOf = (layout: Layout, asOf: Instant | undefined): void => {
  if (asOf && !layout.temporal) throw new Fault('not-temporal', `${layout.name} keeps no past`);
};

const checkPage = (layout: Layout, { first, asOf }: Query<Row>): void => {
  if (first > mostRows) throw new Invalid('page-too-large', 'first', `a page has at most ${mostRows} rows`);
  if (!Number.isInteger(first) || first < 1)
    throw new Invalid('page-too-small', 'first', 'a page has at least one row');
  checkAsOf(layout, asOf);
};

/** So many look-ups are merged at most. */
const mostArms = 100;

/** The fields of a filter that are given at all. */
export const wantedOf = (where: Filter<Row>): readonly Wanted[] =>
  Object.entries(where).flatMap(([field, filter]) => {
    const values = Array.isArray(filter) ? filter : [filter];
    return filter === undefined ? [] : [[field, [...new Set(values.map(toValue))]] as const];
  });

/** The index with the most leading filters whose rest is exactly the order. */
const indexFor = (layout: Layout, filtered: readonly string[], order: readonly string[]) => {
  const serving = layout.indexes.flatMap((fields, place) => {
    const leading = fields.slice(0, Math.max(0, fields.length - order.length));
    const serves =
      fields.length === leading.length + order.length &&
      order.every((field, at) => fields[leading.length + at] === field) &&
      leading.every((field) => filtered.includes(field)) &&
      filtered.every((field) => leading.includes(field) || layout.filters.includes(field));
    return serves ? [{ place, leading }] : [];
  });
  const best = serving.toSorted((one, other) => other.leading.length - one.leading.length)[0];
  if (best) return best;
  const asked = `the filter (${filtered.join(', ')}) in the order (${order.join(', ')})`;
  throw new Fault('no-index', `${layout.name} declares no index for ${asked}`);
};

const armsOf = (leading: readonly (readonly Value[])[]): Plan['arms'] => {
  const count = leading.reduce((product, values) => product * values.length, 1);
  if (count > mostArms)
    throw new Invalid('filter-too-wide', 'where', `a filter combines at most ${mostArms} values`);
  return leading.reduce<Plan['arms']>(
    (arms, values) => arms.flatMap((arm) => values.map((value) => [...arm, value])),
    [[]],
  );
};

const isDescending = ({ order }: Query<Row>): boolean => {
  const descending = order[0]?.descending ?? false;
  if (order.some((next) => (next.descending ?? false) !== descending))
    throw new Fault('no-index', 'all orders of a page go the same way');
  return descending;
};

/** Throws Invalid for a page that is too large, too small or too wide (100 combinations), the Fault `no-index` when no declared index serves it. */
export const planFor = (layout: Layout, query: Query<Row>): Plan => {
  checkPage(layout, query);
  const wanted = wantedOf(query.where);
  const fields = wanted.map(([field]) => field);
  const order = query.order.map(({ field }) => field);
  const { place, leading } = indexFor(layout, fields, order);
  const values = new Map(wanted);
  return {
    ...{ place, leading, order, wanted },
    arms: armsOf(leading.map((field) => values.get(field) ?? [])),
    rest: wanted.filter(([field]) => !leading.includes(field)),
    descending: isDescending(query),
  };
};

/** The place of an index that begins with these fields, in any order; null when there are none. Throws the Fault `no-index`. */
export const indexLedBy = (layout: Layout, fields: readonly string[]): number | null => {
  if (fields.length === 0) return null;
  const place = layout.indexes.findIndex((index) =>
    fields.every((field) => index.indexOf(field) >= 0 && index.indexOf(field) < fields.length),
  );
  if (place < 0)
    throw new Fault('no-index', `${layout.name} declares no index that begins with ${fields.join(', ')}`);
  return place;
};
