import type { Parked } from '../projections.ts';
import { nullColumn } from './tables.ts';

/** What a column that is looked up holds; null is `nullColumn`. */
export type Scalar = string | number;

/** What any column holds. */
export type Value = Scalar | null;

/** A version as the writer takes it: times in ms since 1970, and the fields as their columns hold them, in their order. */
export type Encoded = {
  readonly key: string;
  readonly revision: number;
  readonly happened: number;
  readonly recorded: number;
  /** 1: there is no row any more. */
  readonly gone: 0 | 1;
  readonly columns: readonly Value[];
};

/** A commit as the writer takes it; `table` is a generation's current table. */
export type EncodedCommit = {
  readonly processor: string;
  readonly position: number;
  readonly writes: readonly { readonly table: string; readonly versions: readonly Encoded[] }[];
  readonly park: readonly Parked[];
  readonly release: readonly string[];
};

/** The value of a field that is looked up, as its column holds it. */
export const toColumn = (value: unknown): Scalar =>
  typeof value === 'string' || typeof value === 'number' ? value : nullColumn;

/** The inverse of `toColumn`. */
export const fromColumn = (value: unknown): unknown => (value === nullColumn ? null : value);

/** What was selected, column by column. */
export type Stored = readonly Value[];
