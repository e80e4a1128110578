import { setTimeout as pause } from 'node:timers/promises';
import type { StreamKind, StreamName } from '@relais/contracts';
import type { EventStore, Position, Recorded, Subscription } from '@relais/event-store';
import type { EachBatchPayload } from 'kafkajs';
import type { Address, Outage } from './brokers.ts';
import { beat, Member } from './member.ts';
import { groupOf, type End, type Places, type Tide } from './places.ts';
import { gone, Pump } from './pump.ts';
import { Revisions } from './revisions.ts';
import type { Topics } from './topics.ts';

/** So many of the relay's steps are remembered by a member that is behind them. */
const mostTides = 100;

/** What all members of one process share. */
export type Around = {
  readonly address: Address;
  readonly outage: Outage;
  readonly topics: Topics;
  readonly store: EventStore;
  readonly places: Places;
};

type Wanted = {
  readonly group: string;
  readonly kinds: readonly StreamKind[];
  readonly deliver: (batch: readonly Recorded[], upTo: Position) => Promise<void>;
};

/** How far the partitions of a member were taken, and up to which position of the store that is. */
class Taken {
  readonly #offsets = new Map<number, number>();
  #tides: Tide[] = [];

  /** Other partitions: of what they had before nothing is known until `begin`. */
  clear(): void {
    this.#offsets.clear();
  }

  /** Everything of a partition before an offset was taken. */
  take(partition: number, next: number): void {
    this.#offsets.set(partition, Math.max(next, this.#offsets.get(partition) ?? 0));
  }

  rise(tide: Tide): void {
    this.#tides.push(tide);
    if (this.#tides.length > mostTides) this.#tides.splice(1, 1);
  }

  /** The last step of the relay whose events were all taken, as far as they lie in these partitions; null if there is no new one. */
  reached(owned: readonly number[]): Position | null {
    const mine = new Set(owned);
    const isTaken = ({ partition, high }: End) =>
      !mine.has(partition) || (this.#offsets.get(partition) ?? -1) >= high;
    const behind = this.#tides.findIndex(({ ends }) => !ends.every(isTaken));
    const passed = this.#tides.splice(0, behind < 0 ? this.#tides.length : behind);
    return passed.at(-1)?.position ?? null;
  }
}

/** One member of a group of a processor: what its partitions bring, handed on in the order of the store. */
export class Subscribing implements Subscription {
  readonly #around: Around;
  readonly #group: string;
  readonly #taken = new Taken();
  readonly #pump: Pump;
  readonly #member: Member;

  constructor(around: Around, { group, kinds, deliver }: Wanted) {
    this.#around = around;
    this.#group = groupOf(around.topics, group);
    const prefixes = kinds.map((kind) => `${kind}-`);
    this.#pump = new Pump({
      wants: (stream: StreamName) => prefixes.some((prefix) => stream.startsWith(prefix)),
      ...{ revisions: new Revisions(around.store), deliver },
      generation: () => this.#member.generation,
      owned: () => this.#member.owns,
      commit: (places) => this.#member.commit(places),
      settled: (partition, next) => {
        this.#taken.take(partition, next);
        this.#reach();
      },
    });
    this.#member = new Member({
      ...{ address: around.address, outage: around.outage, group: this.#group, topic: around.topics.events },
      ...{ fromBeginning: true, concurrency: 64, batch: this.#batch },
      joined: (partitions) => void this.#begin(partitions),
      stopping: () => this.#pump.abandon(),
    });
  }

  /** The relay has sent more. */
  rise(tide: Tide): void {
    this.#taken.rise(tide);
    this.#reach();
  }

  readonly stop = async (): Promise<void> => {
    await this.#pump.close();
    await this.#member.stop();
  };

  #reach(): void {
    const { partitions } = this.#member;
    const position = partitions && this.#taken.reached(partitions);
    if (position !== null) this.#pump.reach(position);
  }

  /** Where its partitions stand, those too that bring nothing now. */
  async #begin(partitions: readonly number[]): Promise<void> {
    const { generation } = this.#member;
    this.#taken.clear();
    const { places } = this.#around;
    const found = await Promise.all([places.committed(this.#group), places.ends()]).catch(() => null);
    if (generation !== this.#member.generation) return;
    if (!found) return this.#beginLater(partitions);
    const [committed, ends] = found;
    for (const { partition, low } of ends) this.#taken.take(partition, committed.get(partition) ?? low);
    this.#reach();
  }

  async #beginLater(partitions: readonly number[]): Promise<void> {
    await pause(beat, undefined, { ref: false });
    if (this.#member.partitions === partitions) await this.#begin(partitions);
  }

  /** Settles when the client may go on behind this batch. */
  readonly #batch = async (payload: EachBatchPayload): Promise<void> => {
    const { partition, messages } = payload.batch;
    const beats = setInterval(() => {
      payload.heartbeat().catch((error: unknown) => this.#pump.lose(error));
    }, beat);
    try {
      await this.#pump.take({ partition, messages });
      payload.resolveOffset(payload.batch.lastOffset());
    } catch (error) {
      if (!isGone(error)) throw error;
      // It is fetched again by whoever owns it now, this one perhaps.
      await pause(100);
    } finally {
      clearInterval(beats);
    }
  };
}

const isGone = (error: unknown): boolean => error instanceof Error && error.message === gone().message;
