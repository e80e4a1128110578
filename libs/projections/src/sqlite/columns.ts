import { nullColumn, toValue, type Encoded, type Scalar } from '../encode.ts';
import type { Parked } from '../projections.ts';

/** A commit as the writer takes it; `table` is a generation's current table. */
export type EncodedCommit = {
  readonly processor: string;
  readonly position: number;
  readonly writes: readonly { readonly table: string; readonly versions: readonly Encoded[] }[];
  readonly park: readonly Parked[];
  readonly release: readonly string[];
};

/** The value of a field that is looked up, as its column holds it. */
export const toColumn = (value: unknown): Scalar => toValue(value) ?? nullColumn;
