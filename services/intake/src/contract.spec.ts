import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Caller } from '@relais/contracts';
import { subgraph, type Asking, type Subgraph } from '@relais/nest';
import { openTestPorts, type TestPorts } from '@relais/testkit';
import { graphql } from 'graphql';
import { intake } from './intake.module.ts';

// A whole service is started, on whatever else the machine is doing.
jest.setTimeout(60_000);

type Fields = { readonly [name: string]: unknown };

const sofia: Caller = {
  ...{ tenant: 'acme', actor: 'sofia', roles: ['supervisor'], level: null },
  ...{ clients: null, person: null, vendor: null },
};

const row = { high: 1, medium: 2, low: 3 };
const calendar = {
  zone: 'Europe/Paris',
  slots: [
    { day: 1, from: '08:00', to: '12:00' },
    { day: 1, from: '14:00', to: '24:00' },
  ],
  holidays: ['2026-07-14'],
};
const targets = [5, 3, 1, 2, 4].map((priority) => ({
  priority,
  response: priority * 10,
  resolution: priority * 60,
}));
const terms = {
  ...{ products: [], calendar, targets, matrix: { high: row, medium: row, low: row } },
  ...{ clockStops: ['REQUESTER', 'VENDOR'], languages: ['FR'], channels: ['PHONE'], quietDays: 5 },
};

let test: TestPorts;
let service: Subgraph;
let clientId: string;

const ask = async (caller: Caller, source: string, variableValues: Fields = {}): Promise<Fields> => {
  const contextValue: Asking = { caller, correlation: 'spec', language: 'en', notices: new Set() };
  const { data, errors } = await graphql({ schema: service.schema, source, variableValues, contextValue });
  expect(errors).toBeUndefined();
  return data as Fields;
};

const shape =
  'contract { version calendar { zone slots { day from to } holidays } targets { priority response resolution } clockStops visitCategories }';

const sign = async (other: Fields = {}): Promise<void> => {
  const input = { commandId: randomUUID(), clientId, terms: { ...terms, ...other } };
  const source = 'mutation ($input: SignContractInput!) { signContract(input: $input) { ok } }';
  expect(await ask(sofia, source, { input })).toEqual({ signContract: { ok: true } });
};

const contractFor = async (caller: Caller): Promise<unknown> => {
  const { client } = await ask(caller, `query ($id: ID!) { client(id: $id) { ${shape} } }`, { id: clientId });
  return (client as { readonly contract: unknown }).contract;
};

beforeEach(async () => {
  test = await openTestPorts();
  service = await subgraph(intake, test.ports);
  const input = { commandId: randomUUID(), name: 'Lumen', queue: 'lumen-1' };
  const source =
    'mutation ($input: RegisterClientInput!) { registerClient(input: $input) { client { id } } }';
  const { registerClient } = await ask(sofia, source, { input });
  clientId = (registerClient as { readonly client: { readonly id: string } }).client.id;
});
afterEach(async () => {
  await service.close();
  await test.close();
});

describe('the terms of a contract', () => {
  const inOrder = targets.toSorted((a, b) => a.priority - b.priority);

  it('are read as they were signed, the targets by priority', async () => {
    await sign({ visitCategories: ['cabling', 'printing'] });
    expect(await contractFor(sofia)).toEqual({
      ...{ version: 1, calendar, targets: inOrder, clockStops: ['REQUESTER', 'VENDOR'] },
      visitCategories: ['cabling', 'printing'],
    });
  });

  it('name no category that usually needs a visit unless they are told', async () => {
    await sign();
    expect(await contractFor(sofia)).toMatchObject({ visitCategories: [] });
  });

  it('are the client’s to know; its requesters learn when the line is open, and no more', async () => {
    await sign({ visitCategories: ['cabling'] });
    const claire: Caller = { ...sofia, actor: 'claire', roles: ['client'], clients: [clientId] };
    expect(await contractFor(claire)).toMatchObject({ targets: inOrder, visitCategories: ['cabling'] });
    expect(await contractFor({ ...claire, actor: 'zoe', roles: ['requester'], person: 'zoe' })).toEqual({
      ...{ version: 1, calendar, targets: null, clockStops: null, visitCategories: null },
    });
  });
});
