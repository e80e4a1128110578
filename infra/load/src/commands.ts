import { randomUUID } from 'node:crypto';
import { idOf, streamOf, type Sealed, type StreamName } from '@relais/contracts';
import { Commands, openEventStore, type EventStore } from '@relais/event-store';
import { agent, desk, type DeskCommand } from './desk.ts';
import { drive, forEach, ownOf, type Driven } from './drive.ts';
import { proveLog } from './log-proof.ts';
import { boxes, inTurn } from './samples.ts';
import { tickets, type Settings } from './settings.ts';

const sealed = (stream: StreamName, turn: number): Sealed => ({ kid: stream, box: inTurn(boxes, turn) });

const openingOf = (stream: StreamName, place: number): DeskCommand => ({
  type: 'OpenTicket',
  data: {
    number: `R-${place}`,
    kind: 'incident',
    channel: 'phone',
    subject: sealed(stream, place),
    client: idOf('client', agent.tenant, 'load'),
    queue: 'load-1',
  },
});

const deskOf = (store: EventStore) => {
  const commands = new Commands({ store, service: 'intake', clock: () => new Date().toISOString() });
  return async (stream: StreamName, command: DeskCommand): Promise<void> => {
    const commandId = randomUUID();
    const correlation = commandId.replaceAll('-', '');
    const belonging = ({ client }: { readonly client: string | null }) => ({ client });
    const wish = { stream, command, commandId, correlation, caller: agent, belonging };
    const handled = await commands.handle(desk, wish);
    if (!handled.ok || handled.events.length !== 1)
      throw new Error(`${command.type} wrote nothing on ${stream}`);
  };
};

const measure = async (store: EventStore, { callers, seconds }: Settings) => {
  const handle = deskOf(store);
  const streams = Array.from({ length: tickets }, () => streamOf('ticket', agent.tenant, randomUUID()));
  await forEach(tickets, callers, (place) =>
    handle(inTurn(streams, place), openingOf(inTurn(streams, place), place)),
  );
  const own = ownOf(tickets, callers);
  const call = (caller: number, turn: number): Promise<void> => {
    const { place, round } = own(caller, turn);
    const stream = inTurn(streams, place);
    const data = { text: sealed(stream, place + round) };
    return handle(stream, { type: round % 2 === 0 ? 'AddNote' : 'ReceiveMessage', data });
  };
  const warm = await drive(callers, seconds / 3, call);
  const driven = await drive(callers, seconds, call);
  return { driven, written: tickets + warm.count + driven.count };
};

/** Commands through `handle` on an event store of an empty folder, in this very process. */
export const driveCommands = async (folder: string, settings: Settings): Promise<Driven> => {
  const store = await openEventStore({ adapter: 'sqlite', folder });
  try {
    const { driven, written } = await measure(store, settings);
    await store.close();
    await proveLog(folder, written);
    return driven;
  } finally {
    await store.close();
  }
};
