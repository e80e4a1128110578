import { randomUUID } from 'node:crypto';
import {
  noHash,
  streamOf,
  type Caller,
  type Envelope,
  type StreamName,
  type TicketReleased,
  type TicketTaken,
} from '@relais/contracts';
import { Commands, noStream, stamp, type EventStore, type Handled, type Recorded } from '@relais/event-store';
import { refuse, type Command, type Decider } from '@relais/kernel';

/** A stream that nothing else writes to, also where the engine is shared with other runs. */
export const freshStream = (tenant = `t${randomUUID()}`): StreamName =>
  streamOf('ticket', tenant, randomUUID());

const afterNothing = { revision: noStream, hash: noHash, recordedAt: '' };

/** The events of one command, chained to the event before them, or to nothing; `data` gives one event each. */
export const written = (
  stream: StreamName,
  before: Envelope | null,
  data: readonly unknown[],
  commandId: string = randomUUID(),
): readonly Envelope[] =>
  stamp(
    'intake',
    before ?? afterNothing,
    data.map((one) => ({ type: 'NoteAdded', data: one })),
    { stream, commandId, caller: { actor: 'nadia' }, correlation: 'suite', now: '2026-03-02T08:15:00.000Z' },
  );

/** So many small events. */
export const notes = (count: number): readonly unknown[] =>
  Array.from({ length: count }, (_, place) => ({ place }));

/** Appends so many events, one command each, to the end of a stream. */
export const grow = async (store: EventStore, stream: StreamName, count: number): Promise<void> => {
  const [last] = await store.read(stream, { backwards: true, limit: 1 });
  let before = last?.event ?? null;
  for (let n = 0; n < count; n += 1) {
    const [event] = written(stream, before, [{ n }]);
    if (!event) throw new Error('nothing was written');
    await store.append(stream, before?.revision ?? noStream, [event]);
    before = event;
  }
};

export const eventsOf = (found: readonly Recorded[]): readonly Envelope[] => found.map(({ event }) => event);
export const revisionsOf = (found: readonly Recorded[]): readonly number[] =>
  found.map(({ event }) => event.revision);

type Take = Command<'Take', { readonly agent: string }> | Command<'Release', { readonly times: number }>;

/** How often a ticket has changed hands: small, and its answers depend on the whole past. */
export const hands: Decider<
  Take,
  number,
  TicketTaken | TicketReleased,
  TicketTaken | TicketReleased,
  'worn-out'
> = {
  fold: { initial: 0, evolve: { TicketTaken: (n) => n + 1, TicketReleased: (n) => n + 1 } },
  decide: {
    Take: (n, { agent }) => (n >= 1_000 ? refuse('worn-out') : [{ type: 'TicketTaken', data: { agent } }]),
    Release: (_, { times }) => Array.from({ length: times }, () => ({ type: 'TicketReleased', data: {} })),
  },
};

const callerOf = (stream: StreamName): Caller => ({
  tenant: /-(.+)\./.exec(stream)?.[1] ?? '',
  actor: 'nadia',
  roles: ['agent'],
  level: 1,
  clients: null,
  person: null,
  vendor: null,
});

/** A service of its own on a store: what it has read, no other one has. */
export const serviceOn = (store: EventStore): Commands<'triage'> =>
  new Commands({ store, service: 'triage', clock: () => new Date().toISOString() });

/** Takes a ticket, by one service. */
export const take = (
  service: Commands<'triage'>,
  stream: StreamName,
  commandId: string = randomUUID(),
): Promise<Handled<'worn-out'>> =>
  service.handle(hands, {
    stream,
    commandId,
    command: { type: 'Take', data: { agent: 'nadia' } },
    caller: callerOf(stream),
    correlation: 'suite',
  });

/** Releases a ticket so many times in one command. */
export const release = (
  service: Commands<'triage'>,
  stream: StreamName,
  times: number,
  commandId: string = randomUUID(),
): Promise<Handled<'worn-out'>> =>
  service.handle(hands, {
    stream,
    commandId,
    command: { type: 'Release', data: { times } },
    caller: callerOf(stream),
    correlation: 'suite',
  });
