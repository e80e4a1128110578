import { Fault } from '@relais/kernel';
import { millisOf } from '@relais/rules';
import type { Model, Row, Version } from '../projections.ts';
import { tidy } from '../tidy.ts';
import { fromColumn, type Encoded, type Stored, type Value } from './columns.ts';
import { nullColumn, type Column, type Layout } from './tables.ts';

/** ISO 8601 to ms since 1970. */
export const instantOf = (iso: string): number => {
  const ms = millisOf(iso);
  if (Number.isNaN(ms)) throw new Fault('row-unreadable', `"${iso}" is no instant`);
  return ms;
};

const write = ({ field, type, keyed }: Column, row: Row | null): Value => {
  const value = row?.[field] ?? null;
  if (value === null) return keyed ? nullColumn : null;
  return type === 'json' ? JSON.stringify(value) : (value as Value);
};

/** Throws the Fault `row-unreadable` for a row that does not fit its model. */
export const encode = (model: Model<Row>, { columns }: Layout, version: Version<Row>): Encoded => {
  const row = version.row && tidy(model, version.row);
  return {
    key: version.key,
    revision: version.revision,
    happened: instantOf(version.happenedAt),
    recorded: instantOf(version.recordedAt),
    gone: row ? 0 : 1,
    columns: columns.map((column) => write(column, row)),
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

/** The inverse of `encode`, of what was selected by `wholeOf`. */
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
