import { parseStream } from '@relais/contracts';
import { openEventStore, type EventStore } from '@relais/event-store';

/** What was answered is not what the log holds: the figures are worth nothing. */
export class ProofFault extends Error {}

const countTickets = async (store: EventStore): Promise<number> => {
  const tickets = (await store.heads()).filter(({ stream }) => parseStream(stream)?.kind === 'ticket');
  return tickets.reduce((sum, { revision }) => sum + revision + 1, 0);
};

const proveChains = async (store: EventStore): Promise<void> => {
  for await (const told of store.verify())
    if (told.kind === 'damage') throw new ProofFault(`the log is damaged: ${JSON.stringify(told.damage)}`);
};

/**
 * Opens a log whose writer has ended and counts the events of tickets in it: each answered command must be there, once,
 * in chains that verify. Throws ProofFault.
 */
export const proveLog = async (folder: string, expected: number): Promise<void> => {
  const store = await openEventStore({ adapter: 'sqlite', folder });
  try {
    const kept = await countTickets(store);
    if (kept !== expected)
      throw new ProofFault(`the log holds ${kept} events of tickets, ${expected} were answered`);
    await proveChains(store);
  } finally {
    await store.close();
  }
};
