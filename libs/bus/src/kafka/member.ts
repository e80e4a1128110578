import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '@relais/kernel';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { clientOf, type Address, type Outage } from './brokers.ts';
import { within } from './lasting.ts';

/** A member is taken for dead that long after its last sign, in ms: a broker finds that out after 10 s. */
const session = 10_000;

/** How often a member shows that it lives, in ms. */
export const beat = 1_000;

/** A client that shows nothing for so long is replaced, in ms: it can stop without a word. */
const silence = 30_000;

/** Where a partition is to be read on from, as it is committed. */
export type Place = { readonly partition: number; readonly offset: string; readonly metadata?: string };

/** What a member is told. */
export type Role = {
  readonly address: Address;
  readonly outage: Outage;
  readonly group: string;
  readonly topic: string;
  /** Whether a group that has no place yet begins with the oldest message; otherwise with those to come. */
  readonly fromBeginning: boolean;
  readonly concurrency?: number;
  /** These partitions are its own from now on, whatever it had before. */
  readonly joined?: (partitions: readonly number[]) => void;
  /** Nothing is its own any more, until it has joined again. */
  readonly left?: () => void;
  /** It has asked for messages, and was answered. */
  readonly fetched?: () => void;
  readonly batch?: (payload: EachBatchPayload) => Promise<void>;
  /** Called by `stop` once no message comes any more, so that what waits can be given up. */
  readonly stopping?: () => void;
};

/** A member of a group: one client after the other, whatever becomes of them. */
export class Member {
  readonly #role: Role;
  readonly #watch: NodeJS.Timeout;
  #consumer: Consumer | null = null;
  #stopped = false;
  #seen = performance.now();
  #failures = 0;
  /** Changes whenever partitions may have changed hands: what began under another one is not committed. */
  generation = 0;
  partitions: readonly number[] | null = null;

  constructor(role: Role) {
    this.#role = role;
    this.#watch = setInterval(() => this.#look(), beat).unref();
    this.#begin();
  }

  /** Whether anything is sure to be its own: after a session without a sign another may have its place. */
  get owns(): boolean {
    return this.partitions !== null && this.#age < session;
  }

  /** How long ago it last showed to a broker that it lives, in ms. */
  get #age(): number {
    return performance.now() - this.#seen;
  }

  /** Commits with the generation of the group; one that has been left behind is refused. */
  async commit(places: readonly Place[]): Promise<void> {
    const { topic, group } = this.#role;
    const consumer = this.#consumer;
    const { generation } = this;
    if (!consumer || !this.partitions) throw new Fault('bus-unowned', `${group} has nothing of its own now`);
    await consumer.commitOffsets(places.map((place) => ({ topic, ...place })));
    // The client answers nothing, and not with an error, once it is being stopped.
    if (generation !== this.generation || consumer !== this.#consumer)
      throw new Fault('bus-unowned', `${group} has begun anew meanwhile`);
  }

  /** Leaves the group. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#watch);
    await this.#leave();
  }

  #look(): void {
    if (this.#age > silence) this.#again();
  }

  #begin(): void {
    this.#seen = performance.now();
    const consumer = this.#make();
    this.#consumer = consumer;
    this.#listen(consumer);
    this.#run(consumer).catch(() => this.#failed(consumer));
  }

  #make(): Consumer {
    const { address, outage, group } = this.#role;
    return clientOf(address, outage).consumer({
      ...{ groupId: group, sessionTimeout: session, heartbeatInterval: beat, rebalanceTimeout: 30_000 },
      ...{ maxWaitTimeInMs: 200, maxBytesPerPartition: 262_144, maxBytes: 4_194_304 },
      allowAutoTopicCreation: false,
    });
  }

  async #run(consumer: Consumer): Promise<void> {
    const { topic, fromBeginning, concurrency = 1, batch = () => Promise.resolve() } = this.#role;
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning });
    const settings = {
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: concurrency,
    };
    await consumer.run({ ...settings, eachBatch: batch });
  }

  #listen(consumer: Consumer): void {
    const { CRASH, FETCH, GROUP_JOIN, HEARTBEAT, REBALANCING } = consumer.events;
    const mine =
      <Event>(heard: (event: Event) => void) =>
      (event: Event): void => {
        if (this.#consumer === consumer) heard(event);
      };
    const sign = (): void => {
      this.#seen = performance.now();
      this.#failures = 0;
    };
    consumer.on(HEARTBEAT, mine(sign));
    consumer.on(
      FETCH,
      mine(() => {
        this.#role.outage.up();
        this.#role.fetched?.();
      }),
    );
    consumer.on(
      GROUP_JOIN,
      mine(({ payload }: { readonly payload: { readonly memberAssignment: Record<string, number[]> } }) => {
        sign();
        this.#take(payload.memberAssignment[this.#role.topic] ?? []);
      }),
    );
    consumer.on(
      REBALANCING,
      mine(() => this.#lose()),
    );
    consumer.on(
      CRASH,
      mine(({ payload }: { readonly payload: { readonly restart: boolean } }) => {
        this.#lose();
        if (!payload.restart) this.#again();
      }),
    );
  }

  #take(partitions: readonly number[]): void {
    this.generation += 1;
    this.partitions = partitions;
    this.#role.joined?.(partitions);
  }

  #lose(): void {
    this.generation += 1;
    this.partitions = null;
    this.#role.left?.();
  }

  #failed(consumer: Consumer): void {
    if (this.#consumer === consumer) this.#again();
  }

  /** A new client in the place of one that said or showed that it will not go on. */
  #again(): void {
    void this.#leave();
    if (this.#stopped) return;
    this.#seen = performance.now();
    this.#failures += 1;
    const rest = Math.min(100 * 2 ** this.#failures, 5_000);
    void pause(rest, undefined, { ref: false }).then(() => {
      if (!this.#stopped && !this.#consumer) this.#begin();
    });
  }

  async #leave(): Promise<void> {
    const left = this.#consumer;
    this.#consumer = null;
    const ending = left?.disconnect();
    this.#lose();
    this.#role.stopping?.();
    if (ending) await within(ending);
  }
}
