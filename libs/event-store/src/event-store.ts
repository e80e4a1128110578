import type { Envelope, StreamName } from '@relais/contracts';

/** A place in the order of the whole store, greater is later; 0 is before everything. Differs between engines, is no part of an event. */
export type Position = number;

/** The revision that an append expects of a stream that does not exist yet. */
export const noStream = -1;

/** An event and where the store keeps it. */
export type Recorded = { readonly position: Position; readonly event: Envelope };

/**
 * What a store says to an append. `same`: exactly these ids were appended before with this expectation, nothing was written now.
 * `conflict`: the stream is at `actual`. `half-same`: some of these ids are in the stream and some are not, nothing was written.
 * `not-found`: a revision was expected of a stream that does not exist.
 */
export type AppendAnswer =
  | { readonly answer: 'written' | 'same'; readonly revision: number; readonly position: Position }
  | { readonly answer: 'conflict' | 'half-same'; readonly actual: number }
  | { readonly answer: 'not-found' };

/** Which events of one stream: both ends included; `limit` counts from the end that is read first. */
export type Range = {
  readonly from?: number;
  readonly to?: number;
  readonly backwards?: boolean;
  readonly limit?: number;
};

export type Subscription = {
  /** No delivery begins after this promise is settled. */
  readonly stop: () => Promise<void>;
};

/** Where the history is kept. Events are appended and read, never changed. */
export type EventStore = {
  /** All or nothing, on disk when answered. The events are stamped: revisions follow `expected`, hashes are chained. */
  readonly append: (stream: StreamName, expected: number, events: readonly Envelope[]) => Promise<AppendAnswer>;
  /** A stream's events; none for a stream that does not exist. */
  readonly read: (stream: StreamName, range?: Range) => Promise<readonly Recorded[]>;
  /** A page of everything after a position, in the order of positions; `limit` at most 1,000 by default. */
  readonly readAll: (after: Position, limit?: number) => Promise<readonly Recorded[]>;
  /** The position of the last event, 0 when there is none. */
  readonly head: () => Promise<Position>;
  /**
   * Delivers all that was and will be appended after a position, in order, one batch at a time: the next one waits until
   * the promise is settled. A delivery that rejects is tried again. A batch holds at most 500 events.
   */
  readonly subscribe: (after: Position, deliver: (batch: readonly Recorded[]) => Promise<void>) => Subscription;
  /** Settles what was begun, then lets go of the files. */
  readonly close: () => Promise<void>;
};
