import type { DatabaseSync } from 'node:sqlite';
import type { Encoded, Stored, Value } from '../../encode.ts';
import { Heads, type Head, type Past } from '../../heads.ts';
import type { Layout } from '../../layout.ts';
import { columnOf } from '../tables.ts';
import { statementsOf, type Statements } from './statements.ts';

type Saved = { readonly id: number; readonly gone: 0 | 1; readonly columns: readonly Value[] };

/** So many rows of a generation that is being filled wait in memory: many change again before they are written. */
const mostHeads = 20_000;

/** One generation of a model in the writer's hands. */
export class Generation {
  readonly #columns: Layout['columns'];
  readonly #statements: Statements;
  readonly #keptChanges: number;
  /** What is not in the tables yet. */
  readonly #heads: Heads<Saved>;

  constructor(db: DatabaseSync, layout: Layout, generation: number, keptChanges: number) {
    this.#columns = layout.columns;
    this.#statements = statementsOf(db, layout, generation);
    this.#keptChanges = keptChanges;
    this.#heads = new Heads(layout);
  }

  /** Within the writer's transaction. What is not newer than its row is ignored. */
  write(versions: readonly Encoded[]): void {
    // What a transaction that was rolled back has left.
    this.#heads.clear();
    for (const version of versions) if (this.#apply(version)) this.#log(version);
    this.settle();
  }

  /** The same for one that nobody reads yet: rows and counters wait for `settle`, there is no change log. */
  fill(versions: readonly Encoded[]): void {
    for (const version of versions) this.#apply(version);
    if (this.#heads.rows.size > mostHeads) this.settle();
  }

  /** The rows as they stand, those that wait included. */
  fetch(keys: readonly string[]): readonly Encoded[] {
    return keys.flatMap((key) => this.#heads.rows.get(key) ?? this.#load(key) ?? []);
  }

  /** Writes what waits. */
  settle(): void {
    for (const head of this.#heads.rows.values()) this.#save(head);
    for (const [counter, groups] of this.#heads.counts)
      for (const [group, by] of groups) this.#count(counter, group, by);
    this.#heads.clear();
  }

  /** Whether it was newer. */
  #apply(version: Encoded): boolean {
    return this.#heads.apply(version, this.#load, this.#keep);
  }

  readonly #load = (key: string): Head<Saved> | null => {
    // As arrays: see its statement.
    const found = this.#statements.load.get(key) as unknown as Stored | undefined;
    if (!found) return null;
    const [, revision, happened, recorded, gone, ...rest] = found;
    const saved = { id: Number(rest.pop()), gone: gone === 1 ? 1 : 0, columns: rest } as const;
    const times = { happened: Number(happened), recorded: Number(recorded) };
    return { key, revision: Number(revision), ...times, gone: saved.gone, columns: rest, saved };
  };

  readonly #keep = ({ key, revision, happened, recorded, columns }: Past): void => {
    const times = [happened.from, happened.to, recorded.from, recorded.to];
    this.#statements.keep?.run(key, revision, ...times, happened.span, recorded.span, ...columns);
  };

  #log({ key, revision, gone, columns }: Encoded): void {
    const { log, prune } = this.#statements;
    if (!log) return;
    const seq = Number(log.run(key, revision, gone, ...columns).lastInsertRowid);
    const stride = Math.ceil(this.#keptChanges / 10);
    if (seq % stride === 0) prune?.run(seq - this.#keptChanges);
  }

  #save({ key, revision, happened, recorded, gone, columns, saved }: Head<Saved>): void {
    if (!saved) {
      this.#statements.insert.run(key, revision, happened, recorded, gone, ...columns);
      return;
    }
    const changed = saved.gone === gone ? [] : ['gone'];
    const values: Value[] = saved.gone === gone ? [] : [gone];
    const unkeyed: Value[] = [];
    for (const [place, { field, keyed }] of this.#columns.entries()) {
      const value = columns[place] ?? null;
      if (!keyed) unkeyed.push(value);
      else if (value !== saved.columns[place]) {
        changed.push(columnOf(field));
        values.push(value);
      }
    }
    const update = this.#statements.update(changed);
    update.run(revision, happened, recorded, ...unkeyed, ...values, saved.id);
  }

  #count(counter: string, group: string, by: number): void {
    if (by === 0) return;
    this.#statements.count.run(counter, group, by);
    if (by < 0) this.#statements.uncount.run(counter, group);
  }
}
