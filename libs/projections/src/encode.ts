import { Fault } from '@relais/kernel';
import { millisOf } from '@relais/rules';
import type { Column, Layout } from './layout.ts';
import type { Model, Row, Version } from './projections.ts';
import { tidy } from './tidy.ts';

/** What a column that is looked up holds where null has a stand-in. */
export type Scalar = string | number;

/** What any column holds. */
export type Value = Scalar | null;

/** A version as an adapter writes it: times in ms since 1970, and the fields as their columns hold them, in their order. */
export type Encoded = {
  readonly key: string;
  readonly revision: number;
  readonly happened: number;
  readonly recorded: number;
  /** 1: there is no row any more. */
  readonly gone: 0 | 1;
  readonly columns: readonly Value[];
};

/** What was selected, column by column. */
export type Stored = readonly Value[];

/** Stands for null in a column of an engine whose null cannot be compared: before all numbers and all texts. */
export const nullColumn = Number.NEGATIVE_INFINITY;

/** The value of a field that is looked up. */
export const toValue = (value: unknown): Value =>
  typeof value === 'string' || typeof value === 'number' ? value : null;

/** A field's value of what its column holds, with or without a stand-in for null. */
export const fromColumn = (value: unknown): unknown => (value === nullColumn ? null : value);

/** ISO 8601 to ms since 1970. */
export const instantOf = (iso: string): number => {
  const ms = millisOf(iso);
  if (Number.isNaN(ms)) throw new Fault('row-unreadable', `"${iso}" is no instant`);
  return ms;
};

const write = ({ field, type, keyed }: Column, row: Row | null, none: Value): Value => {
  const value = row?.[field] ?? null;
  if (value === null) return keyed ? none : null;
  return type === 'json' ? JSON.stringify(value) : (value as Value);
};

/** Throws the Fault `row-unreadable` for a row that does not fit its model. `none` stands for null in columns that are looked up. */
export const encode = (
  model: Model<Row>,
  { columns }: Layout,
  version: Version<Row>,
  none: Value,
): Encoded => {
  const row = version.row && tidy(model, version.row);
  return {
    key: version.key,
    revision: version.revision,
    happened: instantOf(version.happenedAt),
    recorded: instantOf(version.recordedAt),
    gone: row ? 0 : 1,
    columns: columns.map((column) => write(column, row, none)),
  };
};

const read = ({ type }: Column, value: Value | undefined): unknown =>
  type === 'json' && typeof value === 'string' ? JSON.parse(value) : fromColumn(value ?? null);

/** A row of its columns, which begin at a place of what was selected; null when it is gone. */
export const rowOf = <R extends Row>(
  { columns }: Layout,
  gone: Value | undefined,
  stored: Stored,
  begin: number,
): R | null => {
  if (gone === 1) return null;
  const row: { [field: string]: unknown } = {};
  for (const [place, column] of columns.entries()) row[column.field] = read(column, stored[begin + place]);
  return row as R;
};

const isoOf = (ms: Value | undefined): string => new Date(Number(ms)).toISOString();

/** The inverse of `encode`, of key, revision, the two times, gone and the columns. */
export const decode = <R extends Row>(layout: Layout, stored: Stored): Version<R> => {
  const [key, revision, happened, recorded, gone] = stored;
  return {
    key: String(key),
    row: rowOf<R>(layout, gone, stored, 5),
    revision: Number(revision),
    happenedAt: isoOf(happened),
    recordedAt: isoOf(recorded),
  };
};

/** The inverse of `encode`. */
export const decoded = <R extends Row>(layout: Layout, encoded: Encoded): Version<R> => {
  const { key, revision, happened, recorded, gone, columns } = encoded;
  return decode(layout, [key, revision, happened, recorded, gone, ...columns]);
};
