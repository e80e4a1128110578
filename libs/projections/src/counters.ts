import { Fault } from '@relais/kernel';
import type { Layout } from './layout.ts';
import type { Count, Filter, Row } from './projections.ts';

/** The fields by which a counter counts. Throws the Fault `no-index` for an unknown one, and for a filter on anything else. */
export const countedBy = (
  { name, counters }: Layout,
  counter: string,
  where: Filter<Row>,
): readonly string[] => {
  const found = counters.find((declared) => declared.counter === counter);
  if (!found) throw new Fault('no-index', `${name} declares no counter ${counter}`);
  const { fields } = found;
  const strange = Object.keys(where).find((field) => where[field] !== undefined && !fields.includes(field));
  if (strange) throw new Fault('no-index', `the counter ${counter} does not tell ${strange} apart`);
  return fields;
};

const passes = (where: Filter<Row>, fields: readonly string[], group: readonly unknown[]): boolean =>
  fields.every((field, place) => {
    const filter: unknown = where[field];
    if (filter === undefined) return true;
    return Array.isArray(filter) ? filter.includes(group[place]) : filter === group[place];
  });

/** Where the groups lie that begin with the values that a filter fixes: what belongs to other tenants is not even read. */
export const groupsBetween = (where: Filter<Row>, fields: readonly string[]): readonly [string, string] => {
  const open = fields.findIndex((field) => where[field] === undefined || Array.isArray(where[field]));
  const fixed = fields.slice(0, open < 0 ? fields.length : open).map((field) => where[field]);
  const json = JSON.stringify(fixed).slice(0, -1);
  const prefix = fixed.length > 0 && fixed.length < fields.length ? `${json},` : json;
  return [prefix, prefix + last];
};

/** The last character there is: no group that begins like a prefix comes after it. */
const last = String.fromCodePoint(0x10ffff);

/** A group as it was found: the values of the counter's fields. */
export type Group = { readonly values: readonly unknown[]; readonly count: number };

/** The groups that a filter lets pass, by the names of their fields. */
export const countsIn = (
  groups: readonly Group[],
  fields: readonly string[],
  where: Filter<Row>,
): readonly Count[] =>
  groups
    .filter(({ values }) => passes(where, fields, values))
    .map(({ values, count }) => ({
      group: Object.fromEntries(fields.map((field, place) => [field, values[place]])),
      count,
    }));
