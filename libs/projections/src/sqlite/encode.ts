import { Fault } from '@relais/kernel';
import type { Model, Parked, Row, Version } from '../projections.ts';
import { tidy } from '../tidy.ts';
import { nullColumn, type Layout } from './tables.ts';

/** What a column holds; null is `nullColumn`. */
export type Scalar = string | number;

/** A version as the writer takes it: times in ms since 1970, the row as JSON (null: gone) and its columns' values. */
export type Encoded = {
  readonly key: string;
  readonly revision: number;
  readonly happened: number;
  readonly recorded: number;
  readonly row: string | null;
  readonly columns: readonly Scalar[];
};

/** A commit as the writer takes it; `table` is a generation's current table. */
export type EncodedCommit = {
  readonly processor: string;
  readonly position: number;
  readonly writes: readonly { readonly table: string; readonly versions: readonly Encoded[] }[];
  readonly park: readonly Parked[];
  readonly release: readonly string[];
};

/** ISO 8601 to ms since 1970. */
export const instantOf = (iso: string): number => {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) throw new Fault('row-unreadable', `"${iso}" is no instant`);
  return ms;
};

/** A field's value as its column holds it. */
export const toColumn = (value: unknown): Scalar =>
  typeof value === 'string' || typeof value === 'number' ? value : nullColumn;

/** The inverse of `toColumn`. */
export const fromColumn = (value: unknown): unknown => (value === nullColumn ? null : value);

/** Throws the Fault `row-unreadable` for a row that does not fit its model. */
export const encode = (model: Model<Row>, layout: Layout, version: Version<Row>): Encoded => {
  const row = version.row && tidy(model, version.row);
  return {
    key: version.key,
    revision: version.revision,
    happened: instantOf(version.happenedAt),
    recorded: instantOf(version.recordedAt),
    row: row && JSON.stringify(row),
    columns: layout.columns.map(({ field }) => (row ? toColumn(row[field]) : nullColumn)),
  };
};

/** What the tables hold of a version, before it is read. */
export type Stored = { readonly [column: string]: unknown };

/** The inverse of `encode`. */
export const decode = <R extends Row>(stored: Stored): Version<R> => ({
  key: stored['key'] as string,
  row: stored['row'] === null ? null : (JSON.parse(stored['row'] as string) as R),
  revision: stored['revision'] as number,
  happenedAt: new Date(stored['happened'] as number).toISOString(),
  recordedAt: new Date(stored['recorded'] as number).toISOString(),
});
