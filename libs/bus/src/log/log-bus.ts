import type { EventStore } from '@relais/event-store';
import type { Bus } from '../bus.ts';
import { ofKinds } from '../kinds.ts';
import { Listeners } from '../signals.ts';

/** The event store's log as the bus: every group reads it from where it stands. Signals stay in this process, the only one. */
export const logBus = (store: EventStore): Bus => {
  const { listen, tell: signal } = new Listeners();
  return {
    subscribe: ({ after, kinds }, deliver) => {
      const wanted = ofKinds(kinds);
      return store.subscribe(after, async (batch) => {
        const last = batch.at(-1);
        if (!last) return;
        const ours = batch.filter(wanted);
        await deliver(ours, last.position);
      });
    },
    ...{ groups: null, signal, listen },
    close: () => Promise.resolve(),
  };
};
