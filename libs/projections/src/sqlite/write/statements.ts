import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Layout } from '../../layout.ts';
import { columnOf, columnsIn, namesOf, wholeOf } from '../tables.ts';

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

/** The statements that write one generation; `keep` is null unless it is temporal, `log` and `prune` unless it is followed. */
export type Statements = {
  /** key, revision, happened, recorded, gone, columns, id. */
  readonly load: StatementSync;
  /** key, revision, happened, recorded, gone, columns. */
  readonly insert: StatementSync;
  /** revision, happened, recorded, the columns that are not keyed, those that change, id. */
  readonly update: (changed: readonly string[]) => StatementSync;
  /** key, revision, the four times, their two classes, columns. */
  readonly keep: StatementSync | null;
  /** key, revision, gone, columns. */
  readonly log: StatementSync | null;
  readonly prune: StatementSync | null;
  readonly count: StatementSync;
  readonly uncount: StatementSync;
};

type To = { readonly db: DatabaseSync; readonly layout: Layout };

const insertInto = ({ db, layout }: To, table: string, others: string): StatementSync => {
  const wide = others.split(',').length + layout.columns.length;
  return db.prepare(`INSERT INTO ${table} (${others}${columnsIn(layout)}) VALUES (${marks(wide)})`);
};

/** An index is not touched by an update that names none of its columns. */
const updating = ({ db, layout }: To, table: string): Statements['update'] => {
  const updates = new Map<string, StatementSync>();
  const unkeyed = layout.columns.filter(({ keyed }) => !keyed).map(({ field }) => columnOf(field));
  const always = ['revision', 'happened', 'recorded', ...unkeyed];
  return (changed) => {
    const set = [...always, ...changed].map((column) => `${column} = ?`).join(', ');
    const known = updates.get(set) ?? db.prepare(`UPDATE ${table} SET ${set} WHERE id = ?`);
    updates.set(set, known);
    return known;
  };
};

export const statementsOf = (db: DatabaseSync, layout: Layout, generation: number): Statements => {
  const { current, past, changes, counts } = namesOf(layout.name, generation);
  const to = { db, layout };
  const times = 'happened_from, happened_to, recorded_from, recorded_to, happened_span, recorded_span';
  const load = db.prepare(`${wholeOf(layout)}, id FROM ${current} WHERE key = ?`);
  load.setReturnArrays(true);
  return {
    load,
    insert: insertInto(to, current, 'key, revision, happened, recorded, gone'),
    update: updating(to, current),
    keep: layout.temporal ? insertInto(to, past, `key, revision, ${times}`) : null,
    log: layout.followed ? insertInto(to, changes, 'key, revision, gone') : null,
    prune: layout.followed ? db.prepare(`DELETE FROM ${changes} WHERE seq <= ?`) : null,
    count: db.prepare(
      `INSERT INTO ${counts} VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET number = number + excluded.number`,
    ),
    uncount: db.prepare(`DELETE FROM ${counts} WHERE counter = ? AND grouped = ? AND number = 0`),
  };
};
