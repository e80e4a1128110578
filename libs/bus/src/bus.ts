import type { StreamKind } from '@relais/contracts';
import type { Position, Recorded, Subscription } from '@relais/event-store';

/** How events travel to those who watch for them: at least once, in the order of each stream. */
export type Bus = {
  /**
   * Delivers all events of these kinds after a position, a batch at a time; the next batch waits until the promise is settled.
   * `upTo` is the position that the batch reaches, events of other kinds included.
   */
  readonly subscribe: (
    options: { readonly group: string; readonly after: Position; readonly kinds: readonly StreamKind[] },
    deliver: (batch: readonly Recorded[], upTo: Position) => Promise<void>,
  ) => Subscription;
};
