import type { StreamKind } from '@relais/contracts';
import type { Position, Recorded, Subscription } from '@relais/event-store';

/** How far the groups of a bus are, whichever process their members run in. */
export type Groups = {
  /** Whether a group has taken, and committed, everything up to a position. */
  readonly reached: (group: string, position: Position) => Promise<boolean>;
};

/** How events travel to those who watch for them: at least once, in the order of each stream. */
export type Bus = {
  /**
   * Delivers all events of these kinds after a position, a batch at a time; the next batch waits until the promise is settled.
   * `upTo` is the position that the batch reaches, events of other kinds included. Several processes may share a group: each is given
   * its part of the streams, and `upTo` speaks of that part.
   */
  readonly subscribe: (
    options: { readonly group: string; readonly after: Position; readonly kinds: readonly StreamKind[] },
    deliver: (batch: readonly Recorded[], upTo: Position) => Promise<void>,
  ) => Subscription;
  /**
   * Of a bus that itself remembers how far each group is, and keeps events for a while only: `after` says nothing to it, a delivery
   * is settled when all that it led to is committed, and who begins anew reads the store first. Null: the group's own checkpoint says it.
   */
  readonly groups: Groups | null;
  /**
   * Tells all who listen on a channel at this moment, in whichever process; kept for nobody, and never with personal data. Returns at
   * once. `body` is JSON, made only when there is somebody to tell.
   */
  readonly signal: (channel: string, body: () => unknown) => void;
  /** Hears a channel; null means that something may have been missed. The listener must not throw. Gives what ends it. */
  readonly listen: (channel: string, listener: (body: unknown) => void) => () => void;
  /** Lets go of connections; subscriptions are stopped before. */
  readonly close: () => Promise<void>;
};
