import type { EventStore } from '@relais/event-store';
import type { Bus } from './bus.ts';
import type { KafkaSettings } from './kafka/kafka-bus.ts';
import type { RunningRelay } from './kafka/relay.ts';

/**
 * By which way events travel. `log`: the event store's own log, read by position; there is no second copy, and one process alone.
 * `kafka`: a relay sends them, and any number of processes share the groups.
 */
export type BusSettings =
  { readonly adapter: 'log'; readonly store: EventStore } | ({ readonly adapter: 'kafka' } & KafkaSettings);

/** Opens the bus; only the chosen engine is loaded. The Fault `bus-unopenable` says what an operator can mend. */
export const openBus = async (settings: BusSettings): Promise<Bus> => {
  if (settings.adapter === 'kafka') {
    const { kafkaBus } = await import('./kafka/kafka-bus.ts');
    return kafkaBus(settings);
  }
  const { logBus } = await import('./log/log-bus.ts');
  return logBus(settings.store);
};

/** Sends what the store has to the bus of these brokers; one of all that run does, the others wait. Fault: `bus-unopenable`. */
export const openRelay = async (settings: KafkaSettings): Promise<RunningRelay> => {
  const { runRelay } = await import('./kafka/relay.ts');
  return runRelay(settings);
};
