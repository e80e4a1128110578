import type { EventStore } from '@relais/event-store';
import type { Bus } from '../bus.ts';
import { greet, Outage, readBrokers } from './brokers.ts';
import { within } from './lasting.ts';
import { KafkaSignals } from './kafka-signals.ts';
import { groupOf, Places, type Tide } from './places.ts';
import { Subscribing } from './subscribing.ts';
import { ensureTopics, topicsOf } from './topics.ts';

/** How often the brokers are asked how far the relay is, in ms. */
const askEvery = 250;

/** What the bus on Kafka is opened with. */
export type KafkaSettings = {
  /** host:port, several with commas between them; ssl://user:password@host:port by TLS. */
  readonly brokers: string;
  /** Where holes are filled from. */
  readonly store: EventStore;
  /** What the names of topics and groups begin with: one for each Relais on these brokers. */
  readonly prefix?: string;
  /** How many partitions the events have when their topic is made. */
  readonly partitions?: number;
  /** Told when the brokers are gone, and when they are back. */
  readonly warn?: (line: string) => void;
};

/** Tells the members how far the relay is. */
class Watch {
  readonly #places: Places;
  readonly #members: ReadonlySet<Subscribing>;
  readonly #timer: NodeJS.Timeout;
  #last: Tide | null = null;
  #asking = false;

  constructor(places: Places, members: ReadonlySet<Subscribing>) {
    this.#places = places;
    this.#members = members;
    this.#timer = setInterval(() => void this.#ask(), askEvery).unref();
  }

  get last(): Tide | null {
    return this.#last;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #ask(): Promise<void> {
    if (this.#asking || this.#members.size === 0) return;
    this.#asking = true;
    // Brokers that are away are asked again.
    const tide = await this.#risen().catch(() => null);
    this.#asking = false;
    if (!tide) return;
    this.#last = tide;
    for (const member of this.#members) member.rise(tide);
  }

  async #risen(): Promise<Tide | null> {
    const position = await this.#places.relayed();
    if (position === null || position === this.#last?.position) return null;
    return { position, ends: await this.#places.ends() };
  }
}

/** Kafka as the bus: a relay sends what the store has, each group keeps its own place. Faults: `bus-unopenable`. */
export const kafkaBus = async (settings: KafkaSettings): Promise<Bus> => {
  const { brokers, store, prefix = 'relais', partitions = 64, warn = () => undefined } = settings;
  const address = readBrokers(brokers);
  const topics = topicsOf(prefix);
  const admin = await greet(address);
  try {
    await ensureTopics(admin, topics, partitions);
  } finally {
    await within(admin.disconnect());
  }
  const outage = new Outage(warn);
  const places = new Places(address, outage, topics);
  const signals = new KafkaSignals(address, outage, topics.signals);
  const members = new Set<Subscribing>();
  const watch = new Watch(places, members);
  return {
    subscribe: ({ group, kinds }, deliver) => {
      const member = new Subscribing({ address, outage, topics, store, places }, { group, kinds, deliver });
      members.add(member);
      if (watch.last) member.rise(watch.last);
      return { stop: () => member.stop().finally(() => members.delete(member)) };
    },
    groups: { reached: (group, position) => places.reached(groupOf(topics, group), position) },
    signal: signals.signal,
    listen: signals.listen,
    close: async () => {
      watch.stop();
      await signals.close();
      await places.close();
    },
  };
};
