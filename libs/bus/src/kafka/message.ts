import type { Envelope, StreamName } from '@relais/contracts';
import type { Position, Recorded } from '@relais/event-store';
import {
  Partitioners,
  type IHeaders,
  type KafkaMessage,
  type Message,
  type PartitionMetadata,
} from 'kafkajs';

/**
 * An event as it travels: keyed by its stream, the envelope as JSON. Headers say what can be known without reading it; neither
 * they nor the key hold anything personal.
 */
export const messageOf = ({ position, event }: Recorded): Message & { readonly value: string } => ({
  key: event.stream,
  value: JSON.stringify(event),
  headers: {
    id: event.id,
    position: String(position),
    tenant: event.tenant,
    schema: String(event.schema),
    trace: event.correlation,
  },
});

/** Where the store keeps the event of a message; null for what no relay has sent. */
export const positionIn = (headers: IHeaders | undefined): Position | null => {
  const position = Number(headers?.['position']?.toString());
  return Number.isSafeInteger(position) && position > 0 ? position : null;
};

export const eventIn = ({ value }: Pick<KafkaMessage, 'value'>): Envelope =>
  JSON.parse(String(value)) as Envelope;

const choose = Partitioners.DefaultPartitioner();

/** Nothing but their number is looked at for a key. */
const numbered = (count: number): PartitionMetadata[] =>
  Array.from({ length: count }, (_, partitionId) => ({
    ...{ partitionId, leader: 0, partitionErrorCode: 0, replicas: [], isr: [] },
  }));

let last: PartitionMetadata[] = [];

/** The partition of a stream among so many, the same as any client of Kafka would choose (murmur2 of the key). */
export const partitionOf = (stream: StreamName, partitions: number): number => {
  if (last.length !== partitions) last = numbered(partitions);
  return choose({ topic: '', partitionMetadata: last, message: { key: stream, value: null } });
};
