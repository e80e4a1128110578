import { Fault } from '@relais/kernel';
import { millisOf } from '@relais/rules';
import type { Model, Row, Version } from '../projections.ts';
import { tidy } from '../tidy.ts';
import { toColumn, type Encoded, type Stored } from './columns.ts';
import { nullColumn, type Layout } from './tables.ts';

/** ISO 8601 to ms since 1970. */
export const instantOf = (iso: string): number => {
  const ms = millisOf(iso);
  if (Number.isNaN(ms)) throw new Fault('row-unreadable', `"${iso}" is no instant`);
  return ms;
};

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

/** The inverse of `encode`. */
export const decode = <R extends Row>(stored: Stored): Version<R> => ({
  key: stored['key'] as string,
  row: stored['row'] === null ? null : (JSON.parse(stored['row'] as string) as R),
  revision: stored['revision'] as number,
  happenedAt: new Date(stored['happened'] as number).toISOString(),
  recordedAt: new Date(stored['recorded'] as number).toISOString(),
});
