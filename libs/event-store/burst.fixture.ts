import { v5 } from 'uuid';
import { streamOf, type Caller, type TicketEvent, type TicketTaken } from '@relais/contracts';
import { Commands, openEventStore } from '@relais/event-store';
import type { Command, Decider } from '@relais/kernel';

// Handles commands as fast as it can and names each one that was acknowledged, until it is killed:
//   node burst.fixture.ts FOLDER          32 writers on 16 streams, for ever
//   node burst.fixture.ts FOLDER COUNT    the same commands again, the first COUNT of each writer, then ends

const [folder = '', count = 'Infinity'] = process.argv.slice(2);
const writers = 32;
const streams = 16;

const taking: Decider<Command<'Take', { readonly agent: string }>, null, TicketEvent, TicketTaken, never> = {
  fold: { initial: null, evolve: {} },
  decide: {
    Take: (_, { agent }) => [
      { type: 'TicketTaken', data: { agent } },
      { type: 'TicketTaken', data: { agent } },
    ],
  },
};
const caller: Caller = {
  tenant: 'acme',
  actor: 'nadia',
  roles: ['agent'],
  level: 1,
  clients: null,
  person: null,
  vendor: null,
};

const store = await openEventStore({ adapter: 'sqlite', folder });
const service = new Commands({ store, service: 'triage', clock: () => new Date().toISOString() });

const write = async (writer: number): Promise<void> => {
  for (let n = 0; n < Number(count); n += 1) {
    const commandId = v5(`${writer} ${n}`, v5.URL);
    const { revision } = await service.handle(taking, {
      ...{ commandId, caller, correlation: 'burst' },
      stream: streamOf('ticket', 'acme', String(writer % streams)),
      command: { type: 'Take', data: { agent: `${writer}` } },
    });
    process.stdout.write(`${writer} ${n} ${commandId} ${revision}\n`);
  }
};

process.stdout.write('ready\n');
await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
await store.close();
