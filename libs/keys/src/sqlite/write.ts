import type { DatabaseSync } from 'node:sqlite';
import { wrappedBytes } from './box.ts';
import { forgettings, root, type KeyRow } from './file.ts';
import type { Answer, Wish } from './wishes.ts';

const below = `
  WITH RECURSIVE lost(id) AS (VALUES (?) UNION SELECT keys.id FROM keys JOIN lost ON keys.parent = lost.id)
  SELECT id FROM lost`;

/** Grants wishes within the transaction that the caller has begun. A wish is granted whole or not at all. */
export const granting = (db: DatabaseSync): ((wish: Wish) => Answer) => {
  const find = db.prepare('SELECT wrapped, alive FROM keys WHERE id = ?');
  const add = db.prepare('INSERT INTO keys (id, parent, wrapped, alive) VALUES (?, ?, ?, ?)');
  const destroy = db.prepare('UPDATE keys SET wrapped = ?, alive = 0 WHERE id = ?');
  const descend = db.prepare(below);
  const advance = db.prepare(`UPDATE marks SET value = max(value, ?) WHERE name = 'forgotten-up-to'`);
  const count = db.prepare(
    `INSERT INTO marks VALUES ('${forgettings}', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1`,
  );
  const zeros = new Uint8Array(wrappedBytes);

  const obstacle = ({ id, wrapped }: KeyRow): Answer | null => {
    const found = find.get(id);
    if (!found) return null;
    if (!found['alive']) return { answer: 'destroyed', id };
    return Buffer.compare(found['wrapped'] as Uint8Array, wrapped) === 0 ? null : { answer: 'stored', id };
  };

  const orphaned = ({ parent }: KeyRow): Answer | null =>
    parent === root || find.get(parent)?.['alive'] ? null : { answer: 'destroyed', id: parent };

  const keep = (rows: readonly KeyRow[]): Answer => {
    const refused = rows.map(obstacle).find((answer) => answer) ?? (rows[0] && orphaned(rows[0]));
    if (refused) return refused;
    for (const { id, parent, wrapped } of rows) if (!find.get(id)) add.run(id, parent, wrapped, 1);
    return { answer: 'kept' };
  };

  const forget = (id: string, position: number): Answer => {
    const ids = descend.all(id).map((row) => row['id'] as string);
    if (!find.get(id)) add.run(id, root, zeros, 0);
    for (const each of ids) destroy.run(zeros, each);
    advance.run(position);
    count.run();
    return { answer: 'forgotten', ids, emptied: false };
  };

  return (wish) => (wish.wish === 'keep' ? keep(wish.rows) : forget(wish.id, wish.position));
};
