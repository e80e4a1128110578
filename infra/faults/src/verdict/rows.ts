import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A row of a list, of its past or of its counts; `text` is all that it says. */
export type Row = {
  readonly model: string;
  /** Null for what belongs to no single thing. */
  readonly key: string | null;
  readonly tenant: string | null;
  readonly text: string;
};
export type Rows = readonly Row[];

type Raw = Record<string, unknown>;

/** Where a row lies says nothing of what it shows. */
const rowOf = (model: string, part: string, { id: _, ...shown }: Raw): Row => ({
  model,
  key: typeof shown['key'] === 'string' ? shown['key'] : null,
  tenant: typeof shown['f_tenant'] === 'string' ? shown['f_tenant'] : null,
  text: `${model}${part} ${JSON.stringify(shown)}`,
});

const namesIn = (db: DatabaseSync, sql: string): readonly string[] =>
  db
    .prepare(sql)
    .all()
    .map(({ name }) => String(name));

const partsOf = (db: DatabaseSync, model: string, tables: ReadonlySet<string>): Rows => {
  const { generation } = db.prepare('SELECT generation FROM models WHERE name = ?').get(model) ?? {};
  const table = `${model}_${String(generation)}`;
  return ['', '_past', '_counts']
    .filter((part) => tables.has(`${table}${part}`))
    .flatMap((part) =>
      db
        .prepare(`SELECT * FROM "${table}${part}"`)
        .all()
        .map((raw) => rowOf(model, part, raw)),
    );
};

/** What the embedded lists hold: the generation in use of each model. */
export const embeddedRows = (folder: string): Rows => {
  const db = new DatabaseSync(join(folder, 'projections.db'), { readOnly: true, timeout: 5_000 });
  try {
    db.exec('BEGIN');
    const tables = new Set(namesIn(db, `SELECT name FROM sqlite_schema WHERE type = 'table'`));
    return namesIn(db, 'SELECT name FROM models').flatMap((model) => partsOf(db, model, tables));
  } finally {
    db.close();
  }
};
