import type { Position } from '@relais/event-store';
import type { Admin } from 'kafkajs';
import { clientOf, type Address, type Outage } from './brokers.ts';
import { Lasting } from './lasting.ts';
import type { Topics } from './topics.ts';

/** What the relay has sent, and where each partition ended afterwards: everything up to `position` lies below `ends`. */
export type Tide = { readonly position: Position; readonly ends: readonly End[] };

/** Of one partition: the offset after its last message, and that of the oldest which is still kept. */
export type End = { readonly partition: number; readonly high: number; readonly low: number };

/** The group of relays. */
export const relayGroup = ({ relay }: Topics): string => relay;

/** The group of a processor. */
export const groupOf = ({ events }: Topics, name: string): string => `${events}.${name}`;

/** Where the groups are, asked of the brokers. */
export class Places {
  readonly #admins: Lasting<Admin>;
  readonly #topics: Topics;

  constructor(address: Address, outage: Outage, topics: Topics) {
    this.#admins = new Lasting(() => clientOf(address, outage).admin());
    this.#topics = topics;
  }

  /** How far the relay is in the store; null before there ever was one. */
  async relayed(): Promise<Position | null> {
    const { relay } = this.#topics;
    const [place] = await this.#admins.use(async (admin) => {
      const [topic] = await admin.fetchOffsets({ groupId: relayGroup(this.#topics), topics: [relay] });
      return topic?.partitions ?? [];
    });
    const position = Number(place?.metadata ?? Number.NaN);
    return Number.isSafeInteger(position) ? position : null;
  }

  /** Where the events' partitions end. */
  async ends(): Promise<readonly End[]> {
    const found = await this.#admins.use((admin) => admin.fetchTopicOffsets(this.#topics.events));
    return found.map(({ partition, high, low }) => ({ partition, high: Number(high), low: Number(low) }));
  }

  /** Where a group goes on in each partition; a partition of which it never settled anything is missing. */
  async committed(group: string): Promise<ReadonlyMap<number, number>> {
    const { events } = this.#topics;
    const [topic] = await this.#admins.use((admin) =>
      admin.fetchOffsets({ groupId: group, topics: [events] }),
    );
    const known = (topic?.partitions ?? []).filter(({ offset }) => Number(offset) >= 0);
    return new Map(known.map(({ partition, offset }) => [partition, Number(offset)]));
  }

  /** Whether a group has settled everything up to a position. */
  async reached(group: string, position: Position): Promise<boolean> {
    const relayed = await this.relayed();
    if (relayed === null || relayed < position) return false;
    const ends = await this.ends();
    const places = await this.committed(group);
    return ends.every(({ partition, high, low }) => high === low || (places.get(partition) ?? 0) >= high);
  }

  async close(): Promise<void> {
    await this.#admins.close();
  }
}
