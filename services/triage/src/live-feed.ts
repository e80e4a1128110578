import { setImmediate as nextTurn } from 'node:timers/promises';
import { Fault } from '@relais/kernel';
import type { Change, Table } from '@relais/projections';
import { LRUCache } from 'lru-cache';
import type { QueueRow } from './queue.projection.ts';

/** Who hears of the changes of the queue. */
export type Follower = {
  /** `before` is the row as it was, null for none; undefined when that is not remembered. */
  readonly hear: (change: Change<QueueRow>, before: QueueRow | null | undefined) => void;
  /** What lies between what was heard and this cursor will never be heard. */
  readonly restart: (cursor: string) => void;
  /** Nothing more will be heard; why, unless all is well. */
  readonly end: (fault: Error | null) => void;
};

type Queue = {
  readonly table: Pick<Table<QueueRow>, 'changes'>;
  readonly changed: (listener: () => void) => () => void;
};

/** So many lines of the log are read at a time. */
const page = 500;

/** So many rows are remembered as they were. */
const remembered = 2_000;

/** The changes up to the one with this cursor; all of them when it is not there. */
const upTo = (changes: readonly Change<QueueRow>[], to: string | null): readonly Change<QueueRow>[] => {
  const end = changes.findIndex(({ cursor }) => cursor === to);
  return end < 0 ? changes : changes.slice(0, end + 1);
};

/**
 * Reads the change log of the queue once for all who follow it. Whoever begins in the past reads the log alone until nothing is
 * missing, and joins the others there. While nobody follows, nothing is read.
 */
export class LiveFeed {
  readonly #queue: Queue;
  readonly #followers = new Set<Follower>();
  readonly #rows = new LRUCache<string, { readonly row: QueueRow | null }>({ max: remembered });
  #turn: Promise<unknown> = Promise.resolve();
  #cursor: string | null = null;
  #isDue = false;
  #leave: (() => void) | null = null;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  get size(): number {
    return this.#followers.size;
  }

  /** Settles when everybody has heard all that could be read before. */
  async heard(): Promise<void> {
    await this.#turn;
  }

  /** From now on, or from a cursor of the log on. Gives where it began, and what ends it. */
  async join(
    follower: Follower,
    after: string | null,
  ): Promise<{ readonly cursor: string; readonly leave: () => void }> {
    // Most of what was missed is read before others have to wait.
    const near = after === null ? null : await this.#catchUp(follower, after);
    try {
      return await this.#take(async () => {
        this.#leave ??= this.#queue.changed(this.#changed);
        const now = await this.#advance();
        const isWhole = near !== null && (await this.#catchUp(follower, near, now)) !== null;
        if (after !== null && !isWhole) follower.restart(now);
        this.#followers.add(follower);
        return { cursor: isWhole ? (after ?? now) : now, leave: () => this.#part(follower) };
      });
    } finally {
      this.#rest();
    }
  }

  /** Ends everybody. */
  close(fault: Error | null): void {
    for (const follower of [...this.#followers]) {
      this.#part(follower);
      follower.end(fault);
    }
  }

  #part(follower: Follower): void {
    this.#followers.delete(follower);
    this.#rest();
  }

  /** Listens to nothing while nobody follows. */
  #rest(): void {
    void this.#take(async () => {
      if (this.#followers.size > 0) return;
      this.#leave?.();
      this.#leave = null;
      this.#cursor = null;
      this.#rows.clear();
    });
  }

  /** One thing after the other: while somebody joins, nobody moves on. */
  #take<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  readonly #changed = (): void => {
    if (this.#isDue) return;
    this.#isDue = true;
    void this.#take(async () => {
      this.#isDue = false;
      if (this.#followers.size > 0) await this.#advance();
    }).catch((error: unknown) => this.close(error instanceof Error ? error : new Error(String(error))));
  };

  /** Tells everybody all that there is; gives where that ends. */
  async #advance(): Promise<string> {
    for (let at = this.#cursor; at !== null;) {
      const read = await this.#queue.table.changes(at, page);
      if (read === 'restart') break;
      for (const change of read.changes) this.#tell(change);
      at = read.cursor;
      this.#cursor = at;
      if (read.changes.length < page) return at;
      await nextTurn();
    }
    return this.#begin();
  }

  /** Goes on from now; nobody will hear what was before. */
  async #begin(): Promise<string> {
    const now = await this.#queue.table.changes(null, 1);
    if (now === 'restart') throw new Fault('log-endless', 'a change log always has an end');
    this.#cursor = now.cursor;
    this.#rows.clear();
    for (const follower of this.#followers) follower.restart(now.cursor);
    return now.cursor;
  }

  #tell(change: Change<QueueRow>): void {
    const before = this.#rows.get(change.key)?.row;
    for (const follower of this.#followers) follower.hear(change, before);
    this.#rows.set(change.key, { row: change.row });
  }

  /** Tells one follower all from a cursor on, to another or to the end; gives where that is, null when the cursor is void. */
  async #catchUp(follower: Follower, from: string, to: string | null = null): Promise<string | null> {
    for (let at = from; at !== to;) {
      const read = await this.#queue.table.changes(at, page);
      if (read === 'restart') return null;
      const missed = upTo(read.changes, to);
      for (const change of missed) follower.hear(change, undefined);
      at = missed.at(-1)?.cursor ?? at;
      if (read.changes.length < page) return at;
      await nextTurn();
    }
    return to;
  }
}
