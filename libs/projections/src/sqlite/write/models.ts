import type { DatabaseSync } from 'node:sqlite';
import { Generation } from './generation.ts';
import type { Layout } from '../../layout.ts';
import { dropOther, indexesOf, makeGeneration, namesOf } from '../tables.ts';

/** Where a model stands: its live generation, and whether that was made for the model as it is declared now. */
export type Standing = { readonly generation: number; readonly fresh: boolean };

type Opened = { readonly layout: Layout; readonly generation: number; readonly tables: Generation };

/** The generations in the writer's hands, and which of them are live. */
export class Models {
  readonly #db: DatabaseSync;
  readonly #keptChanges: number;
  readonly #prepared = new Set<string>();
  readonly #opened = new Map<string, Opened>();
  /** How many indexes a filled generation has by now. */
  readonly #indexed = new Map<string, number>();

  constructor(db: DatabaseSync, keptChanges: number) {
    this.#db = db;
    this.#keptChanges = keptChanges;
  }

  /** The tables of one generation; `table` is its current one. */
  of(table: string): Generation {
    return this.#open(table).tables;
  }

  prepare(layout: Layout): Standing {
    const find = this.#db.prepare('SELECT generation, layout FROM models WHERE name = ?');
    if (!find.get(layout.name)) this.#bear(layout);
    const found = find.get(layout.name);
    const generation = Number(found?.['generation']);
    const fresh = found?.['layout'] === JSON.stringify(layout);
    // A rebuild that a crash cut short has left its half behind.
    while (!this.#prepared.has(layout.name) && dropOther(this.#db, layout.name, [generation]));
    this.#prepared.add(layout.name);
    if (fresh) this.#take(layout, generation);
    return { generation, fresh };
  }

  /** A next generation, empty and without indexes; numbers are never given twice, so that old cursors stay void. */
  beside(layout: Layout): number {
    const next = this.#db.prepare('UPDATE models SET last = last + 1 WHERE name = ? RETURNING last');
    const generation = Number(next.get(layout.name)?.['last']);
    makeGeneration(this.#db, layout, generation, false);
    this.#take(layout, generation);
    return generation;
  }

  /** Makes the next index of a filled generation; false when it has all. */
  index(table: string): boolean {
    const { layout, generation } = this.#open(table);
    const made = this.#indexed.get(table) ?? 0;
    const index = indexesOf(layout, generation)[made];
    if (index === undefined) return false;
    this.#db.exec(index);
    this.#indexed.set(table, made + 1);
    return true;
  }

  makeLive(table: string): void {
    const { layout, generation } = this.#open(table);
    const point = this.#db.prepare('UPDATE models SET generation = ?, layout = ? WHERE name = ?');
    point.run(generation, JSON.stringify(layout), layout.name);
  }

  /** Drops one table of another generation; false when there is none. */
  keepOnly(model: string, generations: readonly number[]): boolean {
    for (const [table, { layout, generation }] of this.#opened)
      if (layout.name === model && !generations.includes(generation)) this.#opened.delete(table);
    return dropOther(this.#db, model, generations);
  }

  #bear(layout: Layout): void {
    makeGeneration(this.#db, layout, 1, true);
    this.#db.prepare('INSERT INTO models VALUES (?, ?, 1, 1)').run(layout.name, JSON.stringify(layout));
  }

  #take(layout: Layout, generation: number): void {
    const { current } = namesOf(layout.name, generation);
    if (this.#opened.has(current)) return;
    const tables = new Generation(this.#db, layout, generation, this.#keptChanges);
    this.#opened.set(current, { layout, generation, tables });
  }

  #open(table: string): Opened {
    const found = this.#opened.get(table);
    if (!found) throw new Error(`the generation ${table} is not open`);
    return found;
  }
}
