import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Scalar, Stored } from '../../encode.ts';

/** Short reads: on the main thread every one is an indexed look-up, and readers of a WAL wait for nobody. */
export type Reading = {
  readonly rows: (sql: string, ...values: readonly Scalar[]) => readonly Stored[];
  /** The first row, by the names of its columns. */
  readonly get: (
    sql: string,
    ...values: readonly Scalar[]
  ) => { readonly [column: string]: unknown } | undefined;
  /** All rows, by the names of their columns. */
  readonly all: (
    sql: string,
    ...values: readonly Scalar[]
  ) => readonly { readonly [column: string]: unknown }[];
  readonly close: () => void;
};

export const openReadOnly = (folder: string): DatabaseSync =>
  new DatabaseSync(join(folder, 'projections.db'), { readOnly: true });

export const startReading = (folder: string): Reading => {
  const db = openReadOnly(folder);
  const statements = new LRUCache<string, StatementSync>({ max: 500 });
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const arrays = new LRUCache<string, StatementSync>({ max: 500 });
  const rows = (sql: string): StatementSync => {
    const known = arrays.get(sql) ?? db.prepare(sql);
    known.setReturnArrays(true);
    arrays.set(sql, known);
    return known;
  };
  return {
    rows: (sql, ...values) => rows(sql).all(...values) as unknown as readonly Stored[],
    all: (sql, ...values) => prepared(sql).all(...values),
    get: (sql, ...values) => prepared(sql).get(...values),
    close: () => db.close(),
  };
};

/** Reads everything of one moment, in turns with whatever else the thread has to do. */
export const snapshot = async (
  folder: string,
  sqls: readonly string[],
  see: (row: { readonly [column: string]: unknown }) => void,
): Promise<void> => {
  const db = openReadOnly(folder);
  const rows = function* () {
    for (const sql of sqls) yield* db.prepare(sql).iterate();
  };
  try {
    db.exec('BEGIN');
    let seen = 0;
    for (const row of rows()) {
      see(row);
      seen += 1;
      if (seen % 500 === 0) await nextTurn();
    }
  } finally {
    db.close();
  }
};
