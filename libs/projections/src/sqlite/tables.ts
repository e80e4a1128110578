import type { DatabaseSync } from 'node:sqlite';

/** A model as the tables know it: plain data, so that it travels to the writer's thread. */
export type Layout = {
  readonly name: string;
  readonly version: number;
  readonly temporal: boolean;
  readonly indexes: readonly (readonly string[])[];
  readonly filters: readonly string[];
  readonly fields: { readonly [field: string]: string };
  /** The fields that have a column of their own. */
  readonly columns: readonly { readonly field: string; readonly type: 'text' | 'number' }[];
  readonly counters: readonly { readonly counter: string; readonly fields: readonly string[] }[];
};

/** The tables of one generation of a model. */
export type Names = {
  readonly current: string;
  readonly past: string;
  readonly changes: string;
  readonly counts: string;
};

export const namesOf = (model: string, generation: number): Names => {
  const current = `${model}_${generation}`;
  return {
    current: `"${current}"`,
    past: `"${current}_past"`,
    changes: `"${current}_changes"`,
    counts: `"${current}_counts"`,
  };
};

/** A field's column; the prefix keeps fields apart from the columns that every table has. */
export const columnOf = (field: string): string => `"f_${field}"`;

/** The index that a declared one has become, on the live rows or on the past ones. */
export const indexName = (table: string, place: number): string => `${table.slice(0, -1)}_by_${place}"`;

/** Stands for null in a column: before all numbers and all texts, and comparable, which NULL is not. */
export const nullColumn = Number.NEGATIVE_INFINITY;

const root = `
  CREATE TABLE IF NOT EXISTS models (
    name TEXT PRIMARY KEY, layout TEXT NOT NULL, generation INTEGER NOT NULL, last INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS checkpoints (processor TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS parked (
    processor TEXT NOT NULL, stream TEXT NOT NULL, revision INTEGER NOT NULL, position INTEGER NOT NULL,
    reason TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (processor, stream)
  ) WITHOUT ROWID;
`;

/** The tables that do not depend on any model. */
export const makeRoot = (db: DatabaseSync): void => db.exec(root);

// No affinity for texts: the stand-in for null must stay the number that it is.
const declared = ({ columns }: Layout): string =>
  columns
    .map(({ field, type }) => `${columnOf(field)}${type === 'number' ? ' NUMERIC' : ''} NOT NULL,`)
    .join(' ');

/** The index's own columns give the order, the key completes it, the rest spares a look into the table. */
const indexed = (fields: readonly string[], filters: readonly string[], times: readonly string[]): string =>
  [
    ...fields.map(columnOf),
    'key',
    ...filters.filter((filter) => !fields.includes(filter)).map(columnOf),
    ...times,
  ].join(', ');

const pastTimes = ['happened_from', 'happened_to', 'recorded_from', 'recorded_to'];

/** Makes the tables of one generation, empty. */
export const makeGeneration = (db: DatabaseSync, layout: Layout, generation: number): void => {
  const { current, past, changes, counts } = namesOf(layout.name, generation);
  const times = layout.temporal ? ['happened', 'recorded'] : [];
  db.exec(`
    CREATE TABLE ${current} (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, happened INTEGER NOT NULL,
      recorded INTEGER NOT NULL, gone INTEGER NOT NULL, ${declared(layout)} row TEXT
    );
    CREATE TABLE ${changes} (seq INTEGER PRIMARY KEY, key TEXT NOT NULL, revision INTEGER NOT NULL, row TEXT);
    CREATE TABLE ${counts} (
      counter TEXT NOT NULL, grouped TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (counter, grouped)
    ) WITHOUT ROWID;
  `);
  layout.indexes.forEach((fields, place) =>
    db.exec(`CREATE INDEX ${indexName(current, place)} ON ${current} (${indexed(fields, layout.filters, times)})
      WHERE gone = 0`),
  );
  if (!layout.temporal) return;
  db.exec(`
    CREATE TABLE ${past} (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL, revision INTEGER NOT NULL,
      ${pastTimes.map((time) => `${time} INTEGER NOT NULL,`).join(' ')} ${declared(layout)} row TEXT NOT NULL
    )`);
  layout.indexes.forEach((fields, place) =>
    db.exec(
      `CREATE INDEX ${indexName(past, place)} ON ${past} (${indexed(fields, layout.filters, pastTimes)})`,
    ),
  );
};

/** Drops every table of a model whose generation is not `live`. */
export const dropOthers = (db: DatabaseSync, model: string, live: readonly number[]): void => {
  const found = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB ?`)
    .all(`${model}_[0-9]*`);
  for (const { name } of found) {
    const generation = Number(/_(\d+)(_[a-z]+)?$/.exec(String(name))?.[1]);
    if (!live.includes(generation)) db.exec(`DROP TABLE "${String(name)}"`);
  }
};
