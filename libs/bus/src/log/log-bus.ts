import { parseStream, type StreamKind } from '@relais/contracts';
import type { EventStore } from '@relais/event-store';
import type { Bus } from '../bus.ts';

/** The event store's log as the bus: every group reads it from where it stands. */
export const logBus = (store: EventStore): Bus => ({
  subscribe: ({ after, kinds }, deliver) => {
    const wanted = new Set<StreamKind | undefined>(kinds);
    return store.subscribe(after, async (batch) => {
      const last = batch.at(-1);
      if (!last) return;
      const ours = batch.filter(({ event }) => wanted.has(parseStream(event.stream)?.kind));
      await deliver(ours, last.position);
    });
  },
});
