import type { EventStore } from '@relais/event-store';
import type { Bus } from './bus.ts';

/** By which way events travel. `log`: the event store's own log, read by position; there is no second copy, and one process alone. */
export type BusSettings = { readonly adapter: 'log'; readonly store: EventStore };

/** Opens the bus; only the chosen engine is loaded. */
export const openBus = async ({ store }: BusSettings): Promise<Bus> => {
  const { logBus } = await import('./log/log-bus.ts');
  return logBus(store);
};
