import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Caller, ContractTerms, TicketEvent } from '@relais/contracts';
import { subgraph, type Asking, type Subgraph } from '@relais/nest';
import {
  acme,
  classified,
  held,
  opened,
  openTestPorts,
  resolved,
  taken,
  terms,
  type TestPorts,
} from '@relais/testkit';
import { graphql, type ExecutionResult } from 'graphql';
import { triage } from './triage.module.ts';

// A whole service is started, on whatever else the machine is doing.
jest.setTimeout(60_000);

const nadia: Caller = {
  ...{ tenant: 'acme', actor: 'nadia', roles: ['agent'], level: 1 },
  ...{ clients: null, person: null, vendor: null },
};
const claire: Caller = { ...nadia, actor: 'claire', roles: ['client'], level: null, clients: ['acme'] };
const zoe: Caller = { ...claire, actor: 'zoe', roles: ['requester'], person: 'zoe' };

/** Open from 8 to 18 in Paris from Monday to Friday. */
const signed: ContractTerms = {
  ...terms,
  calendar: {
    ...terms.calendar,
    slots: ([1, 2, 3, 4, 5] as const).map((day) => ({ day, from: '08:00', to: '18:00' })),
  },
};
const on = (time: string): string => `2026-03-${time}:00.000Z`;
const byMail = { ...opened, data: { ...opened.data, channel: 'mail' as const } };

let test: TestPorts;
let service: Subgraph;

const happens = async (
  ticket: string,
  time: string,
  event: TicketEvent,
  contract?: number,
): Promise<void> => {
  test.now(on(time));
  const rules = contract === undefined ? {} : { rules: { contract } };
  await test.given(acme('ticket', ticket), [event], { client: 'acme', ...rules });
};

beforeEach(async () => {
  test = await openTestPorts(on('01T08:00'));
  await test.given(acme('client', 'acme'), [
    { type: 'ClientRegistered', data: { name: 'Acme', queue: 'acme-1' } },
    { type: 'ContractSigned', data: signed },
  ]);
  service = await subgraph(triage, test.ports);
});
afterEach(async () => {
  await service.close();
  await test.close();
});

const ask = async (caller: Caller, source: string): Promise<ExecutionResult> => {
  await test.ports.processors.get('queue')?.caughtUp?.(await test.ports.store.head());
  const contextValue: Asking = { caller, correlation: 'spec', language: 'en', notices: new Set() };
  return graphql({ schema: service.schema, source, contextValue });
};

const both = '{ response { dueAt metAt missed } resolution { dueAt metAt missed } }';
const ofTicket = async (id: string, asOf: string | null = null): Promise<unknown> => {
  const { data, errors } = await ask(
    nadia,
    `{ ticket(id: "${id}", asOf: ${JSON.stringify(asOf)}) { deadlines ${both} } }`,
  );
  expect(errors).toBeUndefined();
  return (data?.['ticket'] as { readonly deadlines: unknown } | null)?.deadlines;
};

describe('the deadlines of a ticket', () => {
  beforeEach(async () => {
    await happens('t1', '02T09:00', byMail, 1);
    await happens('t1', '02T09:30', classified);
  });

  it('are those of the contract that was pinned, whatever was signed since', async () => {
    const sooner = { ...signed, targets: { ...signed.targets, 3: { response: 1, resolution: 2 } } };
    await test.given(acme('client', 'acme'), [{ type: 'ContractSigned', data: sooner }]);
    expect(await ofTicket('t1')).toEqual({
      response: { dueAt: on('02T10:00'), metAt: null, missed: false },
      resolution: { dueAt: on('02T17:00'), metAt: null, missed: false },
    });
    await happens('t2', '02T09:30', byMail, 2);
    expect(await ofTicket('t2')).toMatchObject({ resolution: { dueAt: on('02T09:32') } });
  });

  it('are missed once they have passed, and were not before', async () => {
    await happens('t1', '02T10:30', taken);
    test.now(on('02T17:01'));
    expect(await ofTicket('t1')).toMatchObject({
      response: { metAt: on('02T10:30'), missed: true },
      resolution: { metAt: null, missed: true },
    });
    for (const asOf of [on('02T10:00'), `recorded:${on('02T10:00')}`, 'revision:1'])
      expect(await ofTicket('t1', asOf)).toMatchObject({
        response: { dueAt: on('02T10:00'), metAt: null, missed: false },
        resolution: { missed: false },
      });
    expect(await ofTicket('t1', on('02T10:01'))).toMatchObject({ response: { metAt: null, missed: true } });
  });

  it('stand while it waits for the requester', async () => {
    await happens('t1', '02T09:40', held);
    expect(await ofTicket('t1')).toMatchObject({ response: { dueAt: null }, resolution: { dueAt: null } });
  });

  it('are none without a contract', async () => {
    await happens('t2', '02T09:30', byMail);
    expect(await ofTicket('t2')).toBeNull();
  });

  it('are shown to the client, not to the requester', async () => {
    const source = '{ ticket(id: "t1") { deadlines { response { dueAt } } } }';
    expect((await ask(claire, source)).data?.['ticket']).toMatchObject({
      deadlines: { response: { dueAt: on('02T10:00') } },
    });
    const told = await ask(zoe, source);
    expect(told.data?.['ticket']).toMatchObject({ deadlines: null });
    expect(told.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('the lists of tickets', () => {
  type Node = { readonly id: string; readonly deadlines: unknown };
  const list = async (asOf: string | null = null): Promise<readonly Node[]> => {
    const source = `{ tickets(order: DEADLINE_FIRST, asOf: ${JSON.stringify(asOf)}) { nodes { id deadlines ${both} } } }`;
    const { data, errors } = await ask(nadia, source);
    expect(errors).toBeUndefined();
    return (data as { readonly tickets: { readonly nodes: readonly Node[] } }).tickets.nodes;
  };
  const ids = async (asOf?: string): Promise<readonly string[]> => (await list(asOf)).map(({ id }) => id);

  beforeEach(async () => {
    await happens('imported', '02T08:00', byMail);
    await happens('waiting', '02T08:00', byMail, 1);
    await happens('waiting', '02T08:10', held);
    await happens('done', '02T08:20', byMail, 1);
    await happens('done', '02T08:30', resolved);
    await happens('later', '02T09:00', byMail, 1);
    await happens('sooner', '02T09:10', { ...byMail, data: { ...byMail.data, channel: 'phone' } }, 1);
    await happens('sooner', '02T09:20', { ...classified, data: { ...classified.data, priority: 1 } });
    await happens('later', '02T09:30', taken);
  });

  it('have first what falls due first, and last what nothing is owed for', async () =>
    expect(await ids()).toStrictEqual(['sooner', 'later', 'imported', 'waiting', 'done']));

  it('were ordered by what was owed then', async () =>
    expect(await ids(on('02T09:15'))).toStrictEqual(['later', 'sooner', 'imported', 'waiting', 'done']));

  it('show the deadlines that the tickets themselves show', async () => {
    for (const { id, deadlines } of await list()) expect(deadlines).toStrictEqual(await ofTicket(id));
  });
});
