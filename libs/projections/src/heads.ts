import { fromColumn, type Encoded } from './encode.ts';
import type { Layout } from './layout.ts';
import { spanOf } from './spans.ts';

/** A row as it will stand, and what is stored of it (null: nothing yet). */
export type Head<Saved> = Encoded & { readonly saved: Saved | null };

/** A version that another one has followed; its spans are null at a time at which it was never in force. */
export type Past = Pick<Encoded, 'key' | 'revision' | 'columns'> & {
  readonly happened: Span;
  readonly recorded: Span;
};

type Span = { readonly from: number; readonly to: number; readonly span: number | null };

const spanBetween = (from: number, to: number): Span => ({ from, to, span: spanOf(from, to) });

type Groups = readonly { readonly counter: string; readonly places: readonly number[] }[];

/** What versions make of the rows that stand, before any of it is written. */
export class Heads<Saved> {
  /** The last version of each row. */
  readonly rows = new Map<string, Head<Saved>>();
  /** By how much each group of each counter has grown. */
  readonly counts = new Map<string, Map<string, number>>();
  readonly #temporal: boolean;
  readonly #groups: Groups;

  constructor({ columns, counters, temporal }: Layout) {
    this.#temporal = temporal;
    this.#groups = counters.map(({ counter, fields }) => ({
      counter,
      places: fields.map((field) => columns.findIndex((column) => column.field === field)),
    }));
  }

  clear(): void {
    this.rows.clear();
    this.counts.clear();
  }

  /** Whether a version is newer than its row, which is loaded if it is not here; `keep` takes what it has put an end to. */
  apply(version: Encoded, load: (key: string) => Head<Saved> | null, keep: (past: Past) => void): boolean {
    const head = this.rows.get(version.key) ?? load(version.key);
    if (head && version.revision <= head.revision) return false;
    if (head && this.#temporal) this.#keepPast(head, version, keep);
    this.#regroup(head, version);
    this.rows.set(version.key, { ...version, saved: head?.saved ?? null });
    return true;
  }

  /** A version that was in force at no instant of either time leaves no trace: of equal times only the last counts. */
  #keepPast(old: Head<Saved>, next: Encoded, keep: (past: Past) => void): void {
    if (old.gone === 1) return;
    if (old.happened === next.happened && old.recorded === next.recorded) return;
    const { key, revision, columns } = old;
    const happened = spanBetween(old.happened, next.happened);
    keep({ key, revision, columns, happened, recorded: spanBetween(old.recorded, next.recorded) });
  }

  /** Most events change nothing by which rows are counted. */
  #regroup(old: Head<Saved> | null, next: Encoded): void {
    for (const { counter, places } of this.#groups) {
      const same = (place: number): boolean => old?.columns[place] === next.columns[place];
      if (old?.gone === next.gone && places.every(same)) continue;
      if (old) this.#bump(counter, places, old, -1);
      this.#bump(counter, places, next, 1);
    }
  }

  #bump(counter: string, places: readonly number[], { gone, columns }: Encoded, by: number): void {
    if (gone === 1) return;
    const group = JSON.stringify(places.map((place) => fromColumn(columns[place])));
    const numbers = this.counts.get(counter) ?? new Map<string, number>();
    this.counts.set(counter, numbers.set(group, (numbers.get(group) ?? 0) + by));
  }
}
