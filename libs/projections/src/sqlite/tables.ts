import type { DatabaseSync } from 'node:sqlite';
import { leadOf, type Layout } from '../layout.ts';

/** How tables are made: another number, and those that are there are outdated. */
export const made = 3;

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

/** The columns of all fields, to be selected or inserted behind others. */
export const columnsIn = ({ columns }: Layout): string =>
  columns.map(({ field }) => `, ${columnOf(field)}`).join('');

/** Selects all that `decode` needs; `times` are the two times as columns, `gone` is one too, or a number. */
export const wholeOf = (layout: Layout, times = 'happened, recorded', gone = 'gone'): string =>
  `SELECT key, revision, ${times}, ${gone}${columnsIn(layout)}`;

/** The index that a declared one has become, on the live rows. */
export const indexName = (names: Names, place: number): string =>
  `${names.current.slice(0, -1)}_by_${place}"`;

/** The index by which rows in force at an instant are found. */
export const timeIndexName = (table: string, time: string): string => `${table.slice(0, -1)}_by_${time}"`;

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
    .map(({ field, type, keyed }) => {
      const affinity = type === 'number' ? ' NUMERIC' : '';
      return `, ${columnOf(field)}${affinity}${keyed ? ' NOT NULL' : ''}`;
    })
    .join('');

const makeChanges = (db: DatabaseSync, layout: Layout, { changes }: Names): void =>
  db.exec(`
    CREATE TABLE ${changes} (
      seq INTEGER PRIMARY KEY, key TEXT NOT NULL, revision INTEGER NOT NULL, gone INTEGER NOT NULL${columnsIn(layout)}
    )
  `);

const makePast = (db: DatabaseSync, layout: Layout, { past }: Names): void =>
  db.exec(`
    CREATE TABLE ${past} (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL, revision INTEGER NOT NULL, happened_from INTEGER NOT NULL,
      happened_to INTEGER NOT NULL, recorded_from INTEGER NOT NULL, recorded_to INTEGER NOT NULL,
      happened_span INTEGER, recorded_span INTEGER${declared(layout)}
    )
  `);

/** The tables of one generation, empty and without indexes. */
const makeTables = (db: DatabaseSync, layout: Layout, names: Names): void => {
  db.exec(`
    CREATE TABLE ${names.current} (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, happened INTEGER NOT NULL,
      recorded INTEGER NOT NULL, gone INTEGER NOT NULL${declared(layout)}
    );
    CREATE TABLE ${names.counts} (
      counter TEXT NOT NULL, grouped TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (counter, grouped)
    ) WITHOUT ROWID;
  `);
  if (layout.followed) makeChanges(db, layout, names);
  if (layout.temporal) makePast(db, layout, names);
};

/** All columns are in it that a query may name: what is still in force may be half of all rows. */
const currentIndex = (layout: Layout, lead: string, table: string): string => {
  const others = layout.columns.filter(({ field, keyed }) => keyed && lead !== `${columnOf(field)}, `);
  const columns = ['happened', 'recorded', ...others.map(({ field }) => columnOf(field)), 'key'];
  return `CREATE INDEX ${timeIndexName(table, 'happened')} ON ${table} (${lead}${columns.join(', ')}) WHERE gone = 0`;
};

const pastIndex = (lead: string, table: string, by: string): string =>
  `CREATE INDEX ${timeIndexName(table, by)} ON ${table} (${lead}${by}_span, ${by}_to, ${by}_from)
   WHERE ${by}_span IS NOT NULL`;

/** The statements that make a generation's indexes: a table that is filled first is indexed faster. */
export const indexesOf = (layout: Layout, generation: number): readonly string[] => {
  const names = namesOf(layout.name, generation);
  const declaredOnes = layout.indexes.map(
    (fields, place) =>
      `CREATE INDEX ${indexName(names, place)} ON ${names.current} (${fields.map(columnOf).join(', ')}, key) WHERE gone = 0`,
  );
  if (!layout.temporal) return declaredOnes;
  const field = leadOf(layout);
  const lead = field === null ? '' : `${columnOf(field)}, `;
  return [
    ...declaredOnes,
    currentIndex(layout, lead, names.current),
    pastIndex(lead, names.past, 'happened'),
    pastIndex(lead, names.past, 'recorded'),
  ];
};

/** Makes one generation, empty; without its indexes when it is about to be filled. */
export const makeGeneration = (
  db: DatabaseSync,
  layout: Layout,
  generation: number,
  indexed: boolean,
): void => {
  makeTables(db, layout, namesOf(layout.name, generation));
  if (indexed) for (const index of indexesOf(layout, generation)) db.exec(index);
};

/**
 * Drops a table of a model whose generation is not `live`; false when there is none. Its pages are not overwritten, which
 * would keep the writer for seconds: what is in them stands in the live generation too, and rows hold no clear text.
 */
export const dropOther = (db: DatabaseSync, model: string, live: readonly number[]): boolean => {
  const found = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB ?`)
    .all(`${model}_[0-9]*`)
    .map(({ name }) => String(name))
    .find((name) => !live.includes(Number(/_(\d+)(_[a-z]+)?$/.exec(name)?.[1])));
  if (found === undefined) return false;
  db.exec('PRAGMA secure_delete = FAST');
  try {
    db.exec(`DROP TABLE "${found}"`);
  } finally {
    db.exec('PRAGMA secure_delete = ON');
  }
  return true;
};
