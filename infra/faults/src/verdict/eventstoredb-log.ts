import { EventStoreDBClient, START } from '@eventstore/db-client';
import type { Stored } from './log.ts';

/** The streams that are ours, by their kind. */
const ours = /^(ticket|call|person|client|product|article|survey|improvement|numbers|claim)-/;

type Read = {
  readonly event?: {
    readonly streamId: string;
    readonly type: string;
    readonly data: unknown;
    readonly metadata: unknown;
  };
};

const storedOf = ({ event }: Read): readonly Stored[] => {
  if (!event || event.type.startsWith('$') || !ours.test(event.streamId)) return [];
  const { nonce: _, ...rest } = event.metadata as { readonly nonce: string } & Stored;
  return [{ ...rest, data: event.data as Stored['data'] }];
};

/** The events of an EventStoreDB in their order: the fact is its data, the rest of the envelope its metadata. */
export const eventStoreDbLog = async (url: string): Promise<readonly Stored[]> => {
  const client = EventStoreDBClient.connectionString(url);
  try {
    const reads: Read[] = [];
    for await (const read of client.readAll({ fromPosition: START }) as AsyncIterable<Read>) reads.push(read);
    return reads.flatMap(storedOf);
  } finally {
    await client.dispose();
  }
};
