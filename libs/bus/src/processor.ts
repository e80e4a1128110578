import type { StreamKind, StreamName } from '@relais/contracts';
import type { EventStore, Position, Recorded } from '@relais/event-store';
import type { Event, Fold } from '@relais/kernel';
import type { Model, Parked, Projections, Row } from '@relais/projections';
import type { Bus } from './bus.ts';

/**
 * Events to rows: each stream of this kind feeds one row, whose key is the stream's id. The fold's state is the row
 * itself, with exactly the model's fields; null is no row. The model's name is the processor's.
 */
export type Projection<R extends Row, In extends Event> = {
  readonly model: Model<R>;
  readonly kind: StreamKind;
  readonly fold: Fold<R | null, In>;
  /**
   * Asked for with each batch before it is folded: has at hand what the fold looks up of other streams. Only what never changes once
   * it is written (a signed version of a contract), so that a rebuild gives the same rows.
   */
  readonly ready?: (batch: readonly Recorded[]) => Promise<void>;
};

/**
 * An event answered by a command: `answer` is called at least once for each, so its command id derives from the event.
 * Imported events are history, nobody answers them.
 */
export type Reaction = {
  /** Its checkpoint's name: unlike that of any projection or other reaction. */
  readonly name: string;
  readonly kinds: readonly StreamKind[];
  /** Only events of these types are answered; all of them unless said. */
  readonly types?: readonly string[];
  /** The event is in the newest shape of its type. */
  readonly answer: (recorded: Recorded) => Promise<void>;
};

/** What a processor stands on. */
export type Surroundings = {
  readonly bus: Bus;
  readonly store: EventStore;
  readonly projections: Projections;
  /** The instant, ISO 8601 UTC with milliseconds. */
  readonly clock: () => string;
  /** How long to wait between the tries to apply an event, in ms; one try more than pauses. 50 and 200 unless said. */
  readonly pauses?: readonly number[];
};

/**
 * `waiting`: an event is newer than this version's contracts, nothing is passed until a newer version runs.
 * `retrying`: something that a commit or a read needs is down. `failed`: it could not begin.
 */
export type Standing = {
  readonly state: 'starting' | 'rebuilding' | 'running' | 'retrying' | 'waiting' | 'failed' | 'stopped';
  /** All up to here is applied or parked. */
  readonly position: Position;
  /** How many streams wait for an operator. */
  readonly parked: number;
  readonly reason: string | null;
};

/** A processor at work. */
export type Running = {
  readonly standing: () => Standing;
  /**
   * Settles when everything up to a position is applied or parked. Rejects when it never will be in this process: the
   * Fault `contract-too-old`, `stopped`, or that which kept it from beginning.
   */
  readonly caughtUp: (position: Position) => Promise<void>;
  /**
   * Reads a parked stream again from the event that was parked, and lets it go on. Null when it waits no more; otherwise
   * the event at which it waits again.
   */
  readonly release: (stream: StreamName) => Promise<Parked | null>;
  /** Finishes what it does; no event is applied and nothing answered afterwards. */
  readonly stop: () => Promise<void>;
};

/** What a list may be asked to have seen: one row at a revision, or everything up to a position. */
export type Goal = { readonly key: string; readonly revision: number } | { readonly position: Position };

/** A projection at work. */
export type RunningProjection = Running & {
  /** Whether the goal can be read within so many ms (1,000 at most, and unless said). */
  readonly waitFor: (goal: Goal, ms?: number) => Promise<boolean>;
  /**
   * Calls the listener after each commit, once what it wrote can be read, and when a rebuilt generation has taken the place of
   * the live one. It must not throw: the projection waits for it. Gives what ends it.
   */
  readonly changed: (listener: () => void) => () => void;
  /** Fills a next generation from the whole store while the live one goes on, then swaps. One at a time. */
  readonly rebuild: () => Promise<{ readonly events: number; readonly position: Position }>;
};
