import { Kafka, logLevel } from 'kafkajs';
import type { Stored } from './log.ts';

/** An event as the brokers have it. */
export type Relayed = {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly event: Stored;
};

const topic = 'relais.events';

const clientOf = (brokers: string): Kafka =>
  new Kafka({ clientId: 'verdict', brokers: brokers.split(','), logLevel: logLevel.NOTHING });

/** Where each partition ends that holds anything. */
const endsOf = async (kafka: Kafka): Promise<ReadonlyMap<number, number>> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const found = await admin.fetchTopicOffsets(topic);
    const ends = found.map(({ partition, low, high }) => [partition, Number(high), Number(low)] as const);
    return new Map(ends.filter(([, high, low]) => high > low).map(([partition, high]) => [partition, high]));
  } finally {
    await admin.disconnect();
  }
};

/** All that the brokers hold of the events, by a consumer of its own that keeps no place. */
export const kafkaLog = async (brokers: string): Promise<readonly Relayed[]> => {
  const kafka = clientOf(brokers);
  const left = new Map(await endsOf(kafka));
  const found: Relayed[] = [];
  if (left.size === 0) return found;
  const consumer = kafka.consumer({ groupId: `verdict-${Date.now()}`, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    setTimeout(() => reject(new Error('the brokers do not give all that they have')), 60_000).unref();
    const take = ({
      partition,
      message,
    }: {
      partition: number;
      message: { offset: string; key: Buffer | null; value: Buffer | null };
    }) => {
      const offset = Number(message.offset);
      const event = JSON.parse(String(message.value)) as Stored;
      found.push({ partition, offset, key: String(message.key), event });
      if (offset + 1 >= (left.get(partition) ?? 0)) left.delete(partition);
      if (left.size === 0) resolve();
    };
    consumer
      .run({ autoCommit: false, eachMessage: (payload) => Promise.resolve(take(payload)) })
      .catch(reject);
  });
  await consumer.disconnect();
  return found;
};

const faultsIn = (stream: readonly Relayed[]): readonly string[] => {
  const firsts = [
    ...new Map(stream.toReversed().map((one) => [one.event.revision, one])).values(),
  ].toReversed();
  const inOrder = firsts.toSorted((a, b) => a.offset - b.offset);
  const [name = '', partitions] = [stream[0]?.key, new Set(stream.map(({ partition }) => partition)).size];
  const rises = inOrder.every(
    ({ event }, place) => place === 0 || event.revision > (inOrder[place - 1]?.event.revision ?? -1),
  );
  return [
    ...(rises ? [] : [`${name} lies out of order`]),
    ...(partitions === 1 ? [] : [`${name} lies in ${partitions} partitions`]),
    ...stream
      .filter(({ key, event }) => key !== event.stream)
      .map(({ key }) => `${key} is the key of another stream`),
  ];
};

/** What is wrong with what the brokers hold: all of the log must be there, in order within each stream, and nothing else. */
export const relayFaults = (log: readonly Stored[], relayed: readonly Relayed[]): readonly string[] => {
  const there = new Set(relayed.map(({ event }) => event.hash));
  const known = new Set(log.map(({ hash }) => hash));
  const streams = Map.groupBy(relayed, ({ key }) => key);
  return [
    ...log
      .filter(({ hash }) => !there.has(hash))
      .map(({ stream, revision }) => `${stream} ${revision} was never sent`),
    ...relayed
      .filter(({ event }) => !known.has(event.hash))
      .map(({ key }) => `an event of ${key} is not in the log`),
    ...[...streams.values()].flatMap(faultsIn),
  ];
};
