import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { columnOf, namesOf, type Layout } from './tables.ts';

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

/** What is always written of a row that changes. */
const always = ['revision', 'happened', 'recorded', 'row'];

/** The statements that write one generation. */
export type Statements = {
  readonly load: StatementSync;
  /** key, revision, happened, recorded, row, gone, columns. */
  readonly insert: StatementSync;
  /** revision, happened, recorded, row, the columns that change, id: an index without a changed column is not touched. */
  readonly update: (changed: readonly string[]) => StatementSync;
  /** key, revision, the four times, their two classes, row, columns. */
  readonly keep: StatementSync;
  readonly log: StatementSync;
  readonly prune: StatementSync;
  readonly count: StatementSync;
  readonly uncount: StatementSync;
};

export const statementsOf = (db: DatabaseSync, layout: Layout, generation: number): Statements => {
  const { current, past, changes, counts } = namesOf(layout.name, generation);
  const columns = layout.columns.map(({ field }) => `, ${columnOf(field)}`).join('');
  const wide = layout.columns.length;
  const updates = new Map<string, StatementSync>();
  const times = 'happened_from, happened_to, recorded_from, recorded_to, happened_span, recorded_span';
  const kept = `key, revision, ${times}, row${columns}`;
  return {
    load: db.prepare(`SELECT id, key, ${always.join(', ')}, gone${columns} FROM ${current} WHERE key = ?`),
    insert: db.prepare(
      `INSERT INTO ${current} (key, ${always.join(', ')}, gone${columns}) VALUES (${marks(wide + 6)})`,
    ),
    update: (changed) => {
      const set = [...always, ...changed].map((column) => `${column} = ?`).join(', ');
      const known = updates.get(set) ?? db.prepare(`UPDATE ${current} SET ${set} WHERE id = ?`);
      updates.set(set, known);
      return known;
    },
    keep: db.prepare(
      layout.temporal ? `INSERT INTO ${past} (${kept}) VALUES (${marks(wide + 9)})` : 'SELECT 1',
    ),
    log: db.prepare(`INSERT INTO ${changes} (key, revision, row) VALUES (?, ?, ?)`),
    prune: db.prepare(`DELETE FROM ${changes} WHERE seq <= ?`),
    count: db.prepare(
      `INSERT INTO ${counts} VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET number = number + excluded.number`,
    ),
    uncount: db.prepare(`DELETE FROM ${counts} WHERE counter = ? AND grouped = ? AND number = 0`),
  };
};
