import type { EventStore } from '@relais/event-store';
import type { Bus } from './bus.ts';
import type { KafkaSettings } from './kafka/kafka-bus.ts';

/** By which way events travel. `log`: the event store's own log, read by position; there is no second copy, and one process alone. */
export type BusSettings =
  { readonly adapter: 'log'; readonly store: EventStore } | ({ readonly adapter: 'kafka' } & KafkaSettings);

/** Opens the bus; only the chosen engine is loaded. */
export const openBus = async (settings: BusSettings): Promise<Bus> => {
  if (settings.adapter === 'log') {
    const { logBus } = await import('./log/log-bus.ts');
    return logBus(settings.store);
  }
  const { openKafkaBus } = await import('./kafka/kafka-bus.ts');
  return openKafkaBus(settings);
};
