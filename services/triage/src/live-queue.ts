import type { Caller } from '@relais/contracts';
import type { Change } from '@relais/projections';
import { finds } from './queue-filter.ts';
import type { Follower } from './live-feed.ts';
import type { QueueFilter, QueueRow } from './queue.projection.ts';

/** A ticket that changed: in the list now, or in it no more. */
export type QueueNews = { readonly change: Change<QueueRow>; readonly isFound: boolean };

/** What one batch is made of; `cursor` is where the log was read to. */
export type QueueBatch = {
  readonly cursor: string;
  readonly restart: boolean;
  readonly news: readonly QueueNews[];
};

/** A batch has no more tickets than a page of the list. */
const largest = 100;

/** So many tickets wait for a slow reader at most: whoever misses more reads the list again. */
const mostWaiting = 1_000;

/** What one caller has not been told yet of one list: the latest of each ticket, in the order of the log. */
export class QueueNewsOf implements Pick<Follower, 'hear' | 'restart'> {
  readonly #mayKnow: (row: QueueRow) => boolean;
  readonly #finds: (row: QueueRow) => boolean;
  readonly #waiting = new Map<string, QueueNews>();
  #cursor = '';
  #isFresh = true;
  #isVoid = false;

  constructor(caller: Caller, filter: QueueFilter) {
    this.#mayKnow = finds(caller, {});
    this.#finds = finds(caller, filter);
  }

  /** Whether a batch would hold more than a known cursor: the first one tells where it begins. */
  get isDue(): boolean {
    return this.#isFresh || this.#isVoid || this.#waiting.size > 0;
  }

  begin(cursor: string): void {
    if (this.#cursor === '') this.#cursor = cursor;
  }

  hear(change: Change<QueueRow>, before: QueueRow | null | undefined): void {
    const { key, row, cursor } = change;
    const known = this.#waiting.delete(key);
    // What is another's leaves no trace, not even in the cursor.
    if (!row || !this.#mayKnow(row)) return;
    this.#cursor = cursor;
    const isFound = this.#finds(row);
    if (this.#isVoid || !(isFound || known || this.#mayHaveFound(before))) return;
    this.#waiting.set(key, { change, isFound });
    if (this.#waiting.size > mostWaiting) this.restart(cursor);
  }

  restart(cursor: string): void {
    this.#cursor = cursor;
    this.#isVoid = true;
    this.#waiting.clear();
  }

  take(): QueueBatch {
    const restart = this.#isVoid;
    this.#isFresh = false;
    this.#isVoid = false;
    const news = [...this.#waiting.values()].slice(0, largest);
    for (const { change } of news) this.#waiting.delete(change.key);
    // Whatever waits still has its latest line after this cursor: who resumes there misses none of it.
    const cursor = this.#waiting.size === 0 ? this.#cursor : (news.at(-1)?.change.cursor ?? this.#cursor);
    return { cursor, restart, news };
  }

  /** A ticket that was not in the list and is not in it is no news; when nobody remembers, it may have been. */
  #mayHaveFound(before: QueueRow | null | undefined): boolean {
    return before === undefined || (before !== null && this.#finds(before));
  }
}
