import type { Parked } from '../projections.ts';
import { nullColumn } from './tables.ts';

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

/** A field's value as its column holds it. */
export const toColumn = (value: unknown): Scalar =>
  typeof value === 'string' || typeof value === 'number' ? value : nullColumn;

/** The inverse of `toColumn`. */
export const fromColumn = (value: unknown): unknown => (value === nullColumn ? null : value);

/** What the tables hold of a version, before it is read. */
export type Stored = { readonly [column: string]: unknown };
