import { Fault } from '@relais/kernel';
import type { Count, Filter, Instant, Row } from '../../projections.ts';
import { fromColumn, toColumn, type Stored } from '../columns.ts';
import type { LongReads } from './long-reads.ts';
import { momentsAt, type Sql } from './moments.ts';
import type { Reading } from './reading.ts';
import { columnOf, type Layout, type Names } from '../tables.ts';

const fieldsOf = (layout: Layout, counter: string): readonly string[] => {
  const found = layout.counters.find((declared) => declared.counter === counter);
  if (!found) throw new Fault('no-index', `${layout.name} declares no counter ${counter}`);
  return found.fields;
};

const wanted = (where: Filter<Row>, fields: readonly string[], group: readonly unknown[]): boolean =>
  fields.every((field, place) => {
    const filter: unknown = where[field];
    if (filter === undefined) return true;
    return Array.isArray(filter) ? filter.includes(group[place]) : filter === group[place];
  });

/** The groups that begin with the values that a filter fixes: what belongs to other tenants is not even read. */
const prefixOf = (where: Filter<Row>, fields: readonly string[]): string => {
  const open = fields.findIndex((field) => where[field] === undefined || Array.isArray(where[field]));
  const fixed = fields.slice(0, open < 0 ? fields.length : open).map((field) => where[field]);
  const json = JSON.stringify(fixed).slice(0, -1);
  return fixed.length > 0 && fixed.length < fields.length ? `${json},` : json;
};

const checkWhere = (where: Filter<Row>, fields: readonly string[], counter: string): void => {
  const strange = Object.keys(where).find((field) => where[field] !== undefined && !fields.includes(field));
  if (strange) throw new Fault('no-index', `the counter ${counter} does not tell ${strange} apart`);
};

/** The last character there is: no group that begins like a prefix comes after it. */
const last = String.fromCodePoint(0x10ffff);

const kept = (reading: Reading, names: Names, counter: string, prefix: string): readonly Stored[] =>
  reading.rows(
    `SELECT grouped, number FROM ${names.counts} WHERE counter = ? AND grouped BETWEEN ? AND ? ORDER BY grouped`,
    ...[counter, prefix, prefix + last],
  );

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
  const fields = fieldsOf(layout, counter);
  checkWhere(where, fields, counter);
  const past = asOf && counted(layout, names, { fields, where, asOf });
  const found = past
    ? await longReads.rows(past.sql, past.values)
    : kept(reading, names, counter, prefixOf(where, fields));
  return found
    .map((stored) => ({
      group: past
        ? stored.slice(0, -1).map(fromColumn)
        : (JSON.parse(String(stored[0])) as readonly unknown[]),
      count: Number(stored.at(-1)),
    }))
    .filter(({ group }) => wanted(where, fields, group))
    .map(({ group, count }) => ({
      group: Object.fromEntries(fields.map((field, place) => [field, group[place]])),
      count,
    }));
};
