import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Position } from '@relais/event-store';
import { clientOf, type Address, type Outage } from './brokers.ts';
import { within } from './lasting.ts';
import { positionIn } from './message.ts';
import type { Places } from './places.ts';
import type { Topics } from './topics.ts';

/** How long the last messages may take to come, in ms: what is not known by then is sent again. */
const patience = 10_000;

/** The position of the last event of each partition, as far as it could be read. A relay sends each partition in the order of the store. */
export const readTails = async (
  {
    address,
    outage,
    topics,
  }: { readonly address: Address; readonly outage: Outage; readonly topics: Topics },
  places: Places,
): Promise<ReadonlyMap<number, Position>> => {
  const tails = new Map<number, Position>();
  const filled = (await places.ends()).filter(({ high, low }) => high > low);
  if (filled.length === 0) return tails;
  const consumer = clientOf(address, outage).consumer({
    ...{
      groupId: `${topics.relay}.tails.${randomUUID()}`,
      maxWaitTimeInMs: 200,
      allowAutoTopicCreation: false,
    },
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topics.events] });
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 64,
      eachMessage: async ({ partition, message }) =>
        void tails.set(partition, Math.max(positionIn(message.headers) ?? 0, tails.get(partition) ?? 0)),
    });
    for (const { partition, high } of filled)
      consumer.seek({ topic: topics.events, partition, offset: String(high - 1) });
    for (const end = Date.now() + patience; tails.size < filled.length && Date.now() < end;) await pause(20);
  } finally {
    await within(consumer.disconnect());
  }
  return tails;
};
