import type { DatabaseSync } from 'node:sqlite';
import { fromColumn, type Encoded, type Stored, type Value } from '../columns.ts';
import { spanOf } from '../spans.ts';
import { statementsOf, type Statements } from './statements.ts';
import { columnOf, type Layout } from '../tables.ts';

/** A row as it will stand, and as its table has it (null: not yet). */
type Head = Encoded & { readonly saved: Saved | null };
type Saved = { readonly id: number; readonly gone: 0 | 1; readonly columns: readonly Value[] };

/** What is not in the tables yet: the last version of each row, and by how much each group has grown. */
type Touched = { readonly heads: Map<string, Head>; readonly counts: Map<string, Map<string, number>> };

const untouched = (): Touched => ({ heads: new Map(), counts: new Map() });

/** So many rows of a generation that is being filled wait in memory: many change again before they are written. */
const mostHeads = 20_000;

/** One generation of a model in the writer's hands. */
export class Generation {
  readonly #columns: Layout['columns'];
  readonly #statements: Statements;
  readonly #groups: readonly { readonly counter: string; readonly places: readonly number[] }[];
  readonly #keptChanges: number;
  #touched = untouched();

  constructor(db: DatabaseSync, layout: Layout, generation: number, keptChanges: number) {
    this.#columns = layout.columns;
    this.#statements = statementsOf(db, layout, generation);
    this.#keptChanges = keptChanges;
    this.#groups = layout.counters.map(({ counter, fields }) => ({
      counter,
      places: fields.map((field) => layout.columns.findIndex((column) => column.field === field)),
    }));
  }

  /** Within the writer's transaction. What is not newer than its row is ignored. */
  write(versions: readonly Encoded[]): void {
    // What a transaction that was rolled back has left.
    this.#touched = untouched();
    for (const version of versions) if (this.#apply(version)) this.#log(version);
    this.settle();
  }

  /** The same for one that nobody reads yet: rows and counters wait for `settle`, there is no change log. */
  fill(versions: readonly Encoded[]): void {
    for (const version of versions) this.#apply(version);
    if (this.#touched.heads.size > mostHeads) this.settle();
  }

  /** The rows as they stand, those that wait included. */
  fetch(keys: readonly string[]): readonly Encoded[] {
    return keys.flatMap((key) => this.#touched.heads.get(key) ?? this.#load(key) ?? []);
  }

  /** Writes what waits. */
  settle(): void {
    for (const head of this.#touched.heads.values()) this.#save(head);
    for (const [counter, groups] of this.#touched.counts)
      for (const [group, by] of groups) this.#count(counter, group, by);
    this.#touched = untouched();
  }

  /** Whether it was newer. */
  #apply(version: Encoded): boolean {
    const head = this.#touched.heads.get(version.key) ?? this.#load(version.key);
    if (head && version.revision <= head.revision) return false;
    if (head) this.#keepPast(head, version);
    this.#regroup(head, version);
    this.#touched.heads.set(version.key, { ...version, saved: head?.saved ?? null });
    return true;
  }

  #load(key: string): Head | null {
    // As arrays: see its statement.
    const found = this.#statements.load.get(key) as unknown as Stored | undefined;
    if (!found) return null;
    const [, revision, happened, recorded, gone, ...rest] = found;
    const saved = { id: Number(rest.pop()), gone: gone === 1 ? 1 : 0, columns: rest } as const;
    const times = { happened: Number(happened), recorded: Number(recorded) };
    return { key, revision: Number(revision), ...times, gone: saved.gone, columns: rest, saved };
  }

  /** A version that was in force at no instant of either time leaves no trace: of equal times only the last counts. */
  #keepPast(old: Head, next: Encoded): void {
    const { keep } = this.#statements;
    if (!keep || old.gone === 1) return;
    if (old.happened === next.happened && old.recorded === next.recorded) return;
    const { key, revision, happened, recorded, columns } = old;
    const times = [happened, next.happened, recorded, next.recorded];
    const spans = [spanOf(happened, next.happened), spanOf(recorded, next.recorded)];
    keep.run(key, revision, ...times, ...spans, ...columns);
  }

  #log({ key, revision, gone, columns }: Encoded): void {
    const { log, prune } = this.#statements;
    if (!log) return;
    const seq = Number(log.run(key, revision, gone, ...columns).lastInsertRowid);
    const stride = Math.ceil(this.#keptChanges / 10);
    if (seq % stride === 0) prune?.run(seq - this.#keptChanges);
  }

  /** Most events change nothing by which rows are counted. */
  #regroup(old: Head | null, next: Encoded): void {
    for (const { counter, places } of this.#groups) {
      const same = (place: number): boolean => old?.columns[place] === next.columns[place];
      if (old?.gone === next.gone && places.every(same)) continue;
      if (old) this.#bump(counter, places, old, -1);
      this.#bump(counter, places, next, 1);
    }
  }

  #bump(counter: string, places: readonly number[], { gone, columns }: Encoded, by: number): void {
    if (gone === 1) return;
    const { counts } = this.#touched;
    const group = JSON.stringify(places.map((place) => fromColumn(columns[place])));
    const numbers = counts.get(counter) ?? new Map<string, number>();
    counts.set(counter, numbers.set(group, (numbers.get(group) ?? 0) + by));
  }

  #save({ key, revision, happened, recorded, gone, columns, saved }: Head): void {
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
