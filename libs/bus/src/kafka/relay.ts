import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore, Position, Recorded, Subscription } from '@relais/event-store';
import { greet, Outage, readBrokers, type Address } from './brokers.ts';
import type { KafkaSettings } from './kafka-bus.ts';
import { within } from './lasting.ts';
import { Member } from './member.ts';
import { messageOf, partitionOf } from './message.ts';
import { Places, relayGroup } from './places.ts';
import { Sender } from './sender.ts';
import { readTails } from './tails.ts';
import { ensureTopics, topicsOf, type Topics } from './topics.ts';

/** So many events are sent before the next ones, at most. */
const most = 4_000;

/** The longest rest between two tries, in ms. */
const longest = 5_000;

/** `active`: it is the one that sends. `standby`: another one is. */
export type RelayStanding = {
  readonly state: 'active' | 'standby' | 'stopped';
  /** Everything up to here was sent, and is known to be. */
  readonly position: Position;
};

/** A relay at work. */
export type RunningRelay = { readonly standing: () => RelayStanding; readonly stop: () => Promise<void> };

/** What a relay that sends works with. */
type Leading = {
  readonly store: EventStore;
  readonly sender: Sender;
  readonly topic: string;
  readonly partitions: number;
  readonly tails: ReadonlyMap<number, Position>;
  /** Whether it is still sure that it is the one. */
  readonly owned: () => boolean;
  /** Keeps how far it is; refused when another one has its place. */
  readonly commit: (position: Position) => Promise<void>;
};

/** Sends the store's events to their partitions as long as it is the one that does. */
class Lead {
  readonly #ended = new AbortController();
  readonly #parts: Leading;
  #queue: Recorded[] = [];
  #wake: () => void = () => undefined;
  #subscription: Subscription | null = null;
  #running: Promise<void> | null = null;

  constructor(parts: Leading) {
    this.#parts = parts;
  }

  begin(after: Position): void {
    this.#subscription = this.#parts.store.subscribe(after, this.#take);
    this.#running = this.#run();
  }

  /** What is being sent is sent; what waits is left to whoever comes next. */
  async end(): Promise<void> {
    this.#ended.abort();
    this.#wake();
    await this.#running;
    await this.#subscription?.stop();
  }

  readonly #take = async (batch: readonly Recorded[]): Promise<void> => {
    this.#queue.push(...batch);
    this.#wake();
    while (this.#queue.length >= most && !this.#ended.signal.aborted) await pause(1);
  };

  async #run(): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      if (this.#queue.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
      if (this.#parts.owned()) await this.#sendNext();
      else await pause(100);
    }
  }

  async #sendNext(): Promise<void> {
    const batch = this.#queue.splice(0, most);
    const last = batch.at(-1);
    if (!last || !(await this.#sendAll(batch))) return;
    // Where it is refused another one leads, which this one learns by itself; where the brokers are gone the next one tells more.
    await this.#parts.commit(last.position).catch(() => undefined);
  }

  /** Each partition by itself, all of them at once, until all of it is acknowledged. False: it was ended before. */
  async #sendAll(batch: readonly Recorded[]): Promise<boolean> {
    const { partitions, tails } = this.#parts;
    const byPartition = Map.groupBy(batch, ({ event }) => partitionOf(event.stream, partitions));
    const sent = [...byPartition].map(([partition, events]) => {
      const tail = tails.get(partition) ?? 0;
      return this.#send(
        partition,
        events.filter(({ position }) => position > tail),
      );
    });
    return (await Promise.all(sent)).every(Boolean);
  }

  async #send(partition: number, events: readonly Recorded[]): Promise<boolean> {
    const messages = events.map(messageOf);
    for (let failures = 0; messages.length > 0; failures += 1) {
      const failed = await this.#parts.sender.send(this.#parts.topic, partition, messages).then(
        () => false,
        () => true,
      );
      if (!failed) return true;
      const { signal } = this.#ended;
      await pause(Math.min(100 * 2 ** failures, longest), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return false;
    }
    return true;
  }
}

/** Where a relay sends to. */
type Target = {
  readonly address: Address;
  readonly outage: Outage;
  readonly topics: Topics;
  readonly partitions: number;
};

/** A member of the group of relays; the one that owns the group's only partition leads. */
class Relay {
  readonly #store: EventStore;
  readonly #target: Target;
  readonly #places: Places;
  readonly #sender: Sender;
  readonly #member: Member;
  #lead: Lead | null = null;
  #changing: Promise<void> = Promise.resolve();
  #position: Position = 0;
  #stopped = false;

  constructor(store: EventStore, target: Target) {
    const { address, outage, topics } = target;
    this.#store = store;
    this.#target = target;
    this.#places = new Places(address, outage, topics);
    this.#sender = new Sender(address, outage);
    this.#member = new Member({
      ...{ address, outage, group: relayGroup(topics), topic: topics.relay, fromBeginning: true },
      joined: (owned) => this.#change(() => (owned.length > 0 ? this.#begin() : Promise.resolve())),
      left: () => this.#change(() => Promise.resolve()),
    });
  }

  readonly standing = (): RelayStanding => {
    const active = this.#lead ? 'active' : 'standby';
    return { state: this.#stopped ? 'stopped' : active, position: this.#position };
  };

  readonly stop = async (): Promise<void> => {
    this.#change(() => Promise.resolve());
    await this.#changing;
    this.#stopped = true;
    await this.#member.stop();
    await this.#changing;
    await this.#sender.close();
    await this.#places.close();
  };

  /** One change after the other: the lead that was ends before another one begins. */
  #change(next: () => Promise<void>): void {
    const lead = this.#lead;
    this.#lead = null;
    const ending = lead?.end();
    this.#changing = this.#changing.then(() => ending).then(next);
  }

  async #begin(): Promise<void> {
    const { generation } = this.#member;
    for (let failures = 0; generation === this.#member.generation && !this.#stopped; failures += 1) {
      const begun = await this.#tryLead(generation).then(
        () => true,
        () => false,
      );
      if (begun) return;
      await pause(Math.min(100 * 2 ** failures, longest), undefined, { ref: false });
    }
  }

  async #tryLead(generation: number): Promise<void> {
    const tails = await readTails(this.#target, this.#places);
    const after = (await this.#places.relayed()) ?? 0;
    const isCurrent = () => generation === this.#member.generation && !this.#stopped;
    if (!isCurrent()) return;
    this.#position = after;
    this.#lead = new Lead({
      ...{ store: this.#store, sender: this.#sender, tails },
      ...{ topic: this.#target.topics.events, partitions: this.#target.partitions },
      owned: () => this.#member.owns,
      commit: async (position) => {
        if (!isCurrent()) return;
        await this.#member.commit([{ partition: 0, offset: '0', metadata: String(position) }]);
        this.#position = position;
      },
    });
    this.#lead.begin(after);
  }
}

/**
 * Sends everything that the store has to Kafka, and goes on as it grows. Any number may run: one of them sends, the others wait. What is
 * sent twice, after a failure or by one that does not know yet that it was replaced, is left out by whoever reads. Fault: `bus-unopenable`.
 */
export const runRelay = async (settings: KafkaSettings): Promise<RunningRelay> => {
  const address = readBrokers(settings.brokers);
  const topics = topicsOf(settings.prefix ?? 'relais');
  const admin = await greet(address);
  try {
    const partitions = await ensureTopics(admin, topics, settings.partitions ?? 64);
    const outage = new Outage(settings.warn ?? (() => undefined));
    return new Relay(settings.store, { address, outage, topics, partitions });
  } finally {
    await within(admin.disconnect());
  }
};
