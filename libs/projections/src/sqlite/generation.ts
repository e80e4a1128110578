import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Encoded, Scalar } from './encode.ts';
import { columnOf, namesOf, nullColumn, type Layout } from './tables.ts';

/** A row as it stands, and its place in the table (null until it has one). */
type Head = Encoded & { readonly id: number | null };

type Statements = {
  readonly [name in 'load' | 'insert' | 'update' | 'keep' | 'log' | 'prune' | 'count']: StatementSync;
} & {
  readonly uncount: StatementSync;
};

/** What one transaction has touched of a generation; written once at its end. */
type Touched = { readonly heads: Map<string, Head>; readonly counts: Map<string, Map<string, number>> };

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

const prepare = (db: DatabaseSync, layout: Layout, generation: number): Statements => {
  const { current, past, changes, counts } = namesOf(layout.name, generation);
  const columns = layout.columns.map(({ field }) => `${columnOf(field)}, `).join('');
  const wide = layout.columns.length;
  const fields = `key, revision, happened, recorded, gone, ${columns} row`;
  const changed = fields.replaceAll(/, +/g, ' = ?, ');
  const kept = `key, revision, happened_from, happened_to, recorded_from, recorded_to, ${columns} row`;
  return {
    load: db.prepare(`SELECT id, ${fields} FROM ${current} WHERE key = ?`),
    insert: db.prepare(`INSERT INTO ${current} (${fields}) VALUES (${marks(wide + 6)})`),
    update: db.prepare(`UPDATE ${current} SET ${changed} = ? WHERE id = ?`),
    keep: db.prepare(
      layout.temporal ? `INSERT INTO ${past} (${kept}) VALUES (${marks(wide + 7)})` : 'SELECT 1',
    ),
    log: db.prepare(`INSERT INTO ${changes} (key, revision, row) VALUES (?, ?, ?)`),
    prune: db.prepare(`DELETE FROM ${changes} WHERE seq <= ?`),
    count: db.prepare(
      `INSERT INTO ${counts} VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET number = number + excluded.number`,
    ),
    uncount: db.prepare(`DELETE FROM ${counts} WHERE counter = ? AND grouped = ? AND number = 0`),
  };
};

/** One generation of a model in the writer's hands. */
export class Generation {
  readonly #layout: Layout;
  readonly #statements: Statements;
  readonly #groups: readonly { readonly counter: string; readonly places: readonly number[] }[];
  readonly #keptChanges: number;

  constructor(db: DatabaseSync, layout: Layout, generation: number, keptChanges: number) {
    this.#layout = layout;
    this.#statements = prepare(db, layout, generation);
    this.#keptChanges = keptChanges;
    this.#groups = layout.counters.map(({ counter, fields }) => ({
      counter,
      places: fields.map((field) => layout.columns.findIndex((column) => column.field === field)),
    }));
  }

  /** Within the writer's transaction. What is not newer than its row is ignored. */
  write(versions: readonly Encoded[], logged: boolean): void {
    const touched: Touched = { heads: new Map(), counts: new Map() };
    for (const version of versions) {
      const head = touched.heads.get(version.key) ?? this.#load(version.key);
      if (head && version.revision <= head.revision) continue;
      this.#replace(touched, head, version);
      if (logged) this.#log(version);
    }
    for (const head of touched.heads.values()) this.#save(head);
    this.#saveCounts(touched);
  }

  #replace(touched: Touched, head: Head | null, version: Encoded): void {
    if (head) this.#keepPast(head, version);
    this.#bump(touched, head, -1);
    this.#bump(touched, version, 1);
    touched.heads.set(version.key, { ...version, id: head?.id ?? null });
  }

  #load(key: string): Head | null {
    const found = this.#statements.load.get(key);
    if (!found) return null;
    const columns = this.#layout.columns.map(({ field }) => found[`f_${field}`] as Scalar);
    return { ...(found as unknown as Head), columns };
  }

  /** A version that was in force at no instant of either time leaves no trace: of equal times only the last counts. */
  #keepPast(old: Head, next: Encoded): void {
    if (!this.#layout.temporal || old.row === null) return;
    if (old.happened === next.happened && old.recorded === next.recorded) return;
    const { key, revision, happened, recorded, columns, row } = old;
    this.#statements.keep.run(
      ...[key, revision, happened, next.happened, recorded, next.recorded, ...columns, row],
    );
  }

  #log({ key, revision, row }: Encoded): void {
    const seq = Number(this.#statements.log.run(key, revision, row).lastInsertRowid);
    const stride = Math.ceil(this.#keptChanges / 10);
    if (seq % stride === 0) this.#statements.prune.run(seq - this.#keptChanges);
  }

  #bump({ counts }: Touched, version: Encoded | null, by: number): void {
    if (!version || version.row === null) return;
    for (const { counter, places } of this.#groups) {
      const group = JSON.stringify(
        places.map((place) => (version.columns[place] === nullColumn ? null : version.columns[place])),
      );
      const numbers = counts.get(counter) ?? new Map<string, number>();
      counts.set(counter, numbers.set(group, (numbers.get(group) ?? 0) + by));
    }
  }

  #save({ id, key, revision, happened, recorded, row, columns }: Head): void {
    const values = [key, revision, happened, recorded, row === null ? 1 : 0, ...columns, row];
    if (id === null) this.#statements.insert.run(...values);
    else this.#statements.update.run(...values, id);
  }

  #saveCounts({ counts }: Touched): void {
    for (const [counter, numbers] of counts)
      for (const [group, by] of numbers) {
        if (by === 0) continue;
        this.#statements.count.run(counter, group, by);
        if (by < 0) this.#statements.uncount.run(counter, group);
      }
  }
}
