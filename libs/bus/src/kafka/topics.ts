import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '@relais/kernel';
import type { Admin, ITopicConfig } from 'kafkajs';

/** The topics of one Relais. */
export type Topics = {
  /** The events, keyed by stream. */
  readonly events: string;
  /** What one process tells all others. */
  readonly signals: string;
  /** Never written to: who has its one partition is the relay that sends, and its group's place is how far that is. */
  readonly relay: string;
};

export const topicsOf = (prefix: string): Topics => ({
  events: `${prefix}.events`,
  signals: `${prefix}.signals`,
  relay: `${prefix}.relay`,
});

/** How long a new topic may take until it has its leaders, in ms. */
const patience = 15_000;

const week = 7 * 24 * 3_600_000;
const tenMinutes = 600_000;

const configOf = (settings: Readonly<Record<string, string | number>>): ITopicConfig['configEntries'] =>
  Object.entries(settings).map(([name, value]) => ({ name, value: String(value) }));

const wanted = (topics: Topics, partitions: number, brokers: number): readonly ITopicConfig[] => {
  const replicationFactor = Math.min(3, brokers);
  const sync = replicationFactor === 3 ? { 'min.insync.replicas': 2 } : {};
  const kept = { ...sync, 'cleanup.policy': 'delete' };
  const topic = (name: string, numPartitions: number, retention: number): ITopicConfig => ({
    ...{ topic: name, numPartitions, replicationFactor },
    configEntries: configOf({ ...kept, 'retention.ms': retention }) ?? [],
  });
  return [
    topic(topics.events, partitions, week),
    topic(topics.signals, 1, tenMinutes),
    topic(topics.relay, 1, week),
  ];
};

/** How many partitions the events have; null as long as a topic lacks a leader. */
const look = async (admin: Admin, { events, signals, relay }: Topics): Promise<number | null> => {
  const found = await admin.fetchTopicMetadata({ topics: [events, signals, relay] });
  const led = found.topics.every(
    ({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0),
  );
  return led ? (found.topics.find(({ name }) => name === events)?.partitions.length ?? null) : null;
};

type Failures = readonly { readonly message: string; readonly code?: number }[];

/** Another process may be making the same ones: only what can never become a topic is told. */
const reasonOf = (error: unknown): string => {
  const { errors = [], message } = error as { readonly errors?: Failures; readonly message: string };
  return errors[0]?.message ?? message;
};

/**
 * Makes the topics that are not there, and says how many partitions the events really have. Existing topics stay as they are. The Fault
 * `bus-unopenable` says why a topic cannot be.
 */
export const ensureTopics = async (admin: Admin, topics: Topics, partitions: number): Promise<number> => {
  let reason = 'it has no leader yet';
  const { brokers } = await admin.describeCluster();
  const there = new Set(await admin.listTopics());
  const absent = wanted(topics, partitions, brokers.length).filter(({ topic }) => !there.has(topic));
  if (absent.length > 0)
    await admin.createTopics({ waitForLeaders: false, topics: [...absent] }).catch((error: unknown) => {
      reason = reasonOf(error);
    });
  for (const end = Date.now() + patience; Date.now() < end; await pause(50)) {
    const found = await look(admin, topics).catch((error: unknown) => {
      reason = reasonOf(error);
      return null;
    });
    if (found !== null) return found;
  }
  throw new Fault('bus-unopenable', `a topic of ${topics.events} cannot be used: ${reason}`);
};
