import type { Envelope, StreamName } from '@relais/contracts';
import type { Head, Verified } from './damage.ts';
import type { Position } from './position.ts';

export type { Position };

/** The revision that an append expects of a stream that does not exist yet. */
export const noStream = -1;

/** An event and where the store keeps it. */
export type Recorded = { readonly position: Position; readonly event: Envelope };

/**
 * What a store says to an append. `same`: exactly these ids were appended before with this expectation, nothing was
 * written now; revision and position are those of that first time, also when others have followed since.
 * `conflict`: the stream is at `actual`. `half-same`: of these ids some follow the expected revision and some do not, nothing
 * was written. `not-found`: a revision was expected of a stream that does not exist.
 * The same ids with another expectation are no repetition: an engine may write them twice.
 */
export type AppendAnswer =
  | { readonly answer: 'written' | 'same'; readonly revision: number; readonly position: Position }
  | { readonly answer: 'conflict' | 'half-same'; readonly actual: number }
  | { readonly answer: 'not-found' };

/**
 * Which events of one stream: `from` is the lower revision and `to` the higher one, in both directions, both included;
 * `limit` counts from the end that is read first.
 */
export type Range = {
  readonly from?: number;
  readonly to?: number;
  readonly backwards?: boolean;
  readonly limit?: number;
};

export type Subscription = {
  /** No delivery runs or begins after this promise is settled; so a delivery must not wait for it. */
  readonly stop: () => Promise<void>;
};

/** Where the history is kept. Events are appended and read, never changed. */
export type EventStore = {
  /**
   * All or nothing, on disk when answered. The events are stamped: revisions follow `expected`, hashes are chained.
   * Faults: `append-broken` (nothing to append, or a broken chain: a bug of the caller), `store-down` (the disk failed:
   * nothing more is accepted until the next start), `reply-lost` (the same append again is safe).
   */
  readonly append: (
    stream: StreamName,
    expected: number,
    events: readonly Envelope[],
  ) => Promise<AppendAnswer>;
  /** A stream's events; none for a stream that does not exist. A damaged event is the Fault `event-unreadable`. */
  readonly read: (stream: StreamName, range?: Range) => Promise<readonly Recorded[]>;
  /** A page of everything after a position, in the order of positions; `limit` at most 1,000 by default. */
  readonly readAll: (after: Position, limit?: number) => Promise<readonly Recorded[]>;
  /** The position of the last event, 0 when there is none. */
  readonly head: () => Promise<Position>;
  /** Where each stream ends. */
  readonly heads: () => Promise<readonly Head[]>;
  /**
   * Reads everything as it lies on the disk, trusting nothing, beside the running store; damage is told, never thrown.
   * With heads that were kept elsewhere it also tells of streams that were cut or rewritten.
   */
  readonly verify: (heads?: readonly Head[]) => AsyncIterable<Verified>;
  /**
   * Delivers all that was and will be appended after a position, in order, one batch at a time: the next one waits until
   * the promise is settled. A delivery that rejects is tried again. A batch holds at most 500 events.
   */
  readonly subscribe: (
    after: Position,
    deliver: (batch: readonly Recorded[]) => Promise<void>,
  ) => Subscription;
  /** Settles what was begun, then lets go of the files. */
  readonly close: () => Promise<void>;
};
