import type { StreamName } from '@relais/contracts';
import { LRUCache } from 'lru-cache';
import type { Recorded } from '../event-store.ts';

/** Where streams end: only this process writes, so a tail that is not there needs no query. */
export class Ends {
  /** No event of a stream is known to be later than this revision. */
  readonly #revisions = new LRUCache<StreamName, number>({ max: 50_000 });

  /** Whether a stream is known to end before this revision. */
  isBefore(stream: StreamName, revision: number): boolean {
    const end = this.#revisions.get(stream);
    return end !== undefined && revision > end;
  }

  at(stream: StreamName, revision: number): void {
    this.#revisions.set(stream, Math.max(this.#revisions.get(stream) ?? -1, revision));
  }

  /** A page of the log shows what is on the disk, sooner perhaps than the answer to whoever wrote it has come. */
  shown(events: readonly Recorded[]): readonly Recorded[] {
    for (const { event } of events)
      if ((this.#revisions.peek(event.stream) ?? Infinity) < event.revision)
        this.#revisions.set(event.stream, event.revision);
    return events;
  }
}
