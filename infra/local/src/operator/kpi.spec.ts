import { randomUUID } from 'node:crypto';
import type { Caller } from '@relais/contracts';
import { kpiNames } from '@relais/rules';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { demoId } from '../demo/accounts.ts';
import { callerOf, deskOf } from '../matrix/callers.ts';
import { openWorld, type World } from '../matrix/world.ts';
import { inputOf } from '../testing/desk.ts';
import { kpisOf } from './kpi.ts';
import type { Operator } from './operator.ts';

jest.setTimeout(60_000);

type Fields = { readonly [name: string]: unknown };

let world: World;
let operator: Operator;
const ids: string[] = [];

const send = async (caller: Caller, field: string, input: Fields): Promise<Fields> => {
  const source = `mutation ($input: ${inputOf(field)}) { done: ${field}(input: $input) { ok ticket { id } } }`;
  const { data } = await world.ask(caller, source, { input: { commandId: randomUUID(), ...input } });
  expect(data?.['done']).toMatchObject({ ok: true });
  return data?.['done'] as Fields;
};

const nadia = deskOf('acme', 'nadia');
const opening = { kind: 'INCIDENT', channel: 'PHONE', subject: 'Plus rien ne sort' };
const solution = { code: 'SOLVED', cause: 'CONFIGURATION', remotely: true, solution: 'Vidé.' };

beforeAll(async () => {
  world = await openWorld();
  const { federation, store } = world;
  operator = { federation, store, whois: async () => null, open: true, zone: 'Europe/Paris' };
  for (const client of ['lumen', 'orfeo']) {
    const opened = await send(nadia, 'openTicket', {
      ...opening,
      clientId: demoId('client', 'acme', client),
    });
    ids.push((opened['ticket'] as { readonly id: string }).id);
  }
  await send(nadia, 'resolveTicket', { ticketId: ids[0], ...solution });
});
afterAll(() => world.close());

type Asked = Omit<Parameters<typeof kpisOf>[2], 'tenant'>;
const told = async (asked: Asked = {}, tenant = 'acme') =>
  (await kpisOf(operator, tenant, asked)) as Fields & { readonly sheets: readonly Fields[] };

describe('the KPIs that the command line is told', () => {
  it('are on one sheet: what does not apply is left out, what is not there says why', async () => {
    const { sheets, ...about } = await told();
    expect(about).toEqual({ tenant: 'acme', zone: 'Europe/Paris', asOf: null, late: false });
    expect(sheets).toEqual([
      {
        ...{
          opened: { value: 2 },
          reopened: { value: 0 },
          onHold: { value: 0 },
          ticketsClosed: { value: 0 },
        },
        responseRate: { value: null, reason: 'no-calls' },
        requestsResolved: { value: 1 },
        resolvedAtFirstContact: { value: 1, numerator: 1, denominator: 1 },
        resolvedWithoutLevel2: { value: 1, numerator: 1, denominator: 1 },
        satisfaction: { value: null, reason: 'no-surveys' },
        slaCompliance: { value: 1, numerator: 1, denominator: 1 },
        visitsAvoided: { value: null, reason: 'no-visit-category' },
        scores: { distribution: [0, 0, 0, 0, 0], mean: null, sent: 0, answered: 0, answerRate: null },
      },
    ]);
    expect(Object.keys(sheets[0] ?? {})).toEqual([...kpiNames, 'scores']);
  });

  it('are those that the graph gives to the provider’s own people', async () => {
    const { data } = await world.ask(callerOf('sofia@acme'), '{ kpis { opened { value } } }');
    expect(data).toEqual({ kpis: [{ opened: { value: 2 } }] });
  });

  it('are through the graph a client’s own, and never cut by agent for one', async () => {
    const shown = async (account: string, cut: string) =>
      world.ask(callerOf(account), `{ kpis(cut: ${cut}) { name opened { value } } }`);
    const lumen = { name: 'Lumen Matériel', opened: { value: 1 } };
    expect((await shown('claire@acme', 'CLIENT')).data).toEqual({ kpis: [lumen] });
    expect((await shown('noah@borealis', 'CLIENT')).data).toEqual({ kpis: [] });
    expect((await shown('sofia@acme', 'AGENT')).errors).toBeUndefined();
    for (const account of ['claire@acme', 'nadia@acme'])
      expect((await shown(account, 'AGENT')).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('are cut, with the names of what has one', async () => {
    const { sheets } = await told({ cut: 'client' });
    const shown = sheets.map(({ cut, name, opened }) => [cut, name, opened]);
    expect(new Set(shown)).toEqual(
      new Set([
        [demoId('client', 'acme', 'lumen'), 'Lumen Matériel', { value: 1 }],
        [demoId('client', 'acme', 'orfeo'), 'Orfeo Éditions', { value: 1 }],
      ]),
    );
    expect((await told({ cut: 'kind' })).sheets.map(({ cut }) => cut)).toEqual(['incident']);
    expect((await told({ cut: 'agent' })).sheets.map(({ cut }) => cut)).toEqual(['nadia', null]);
  });

  it('are as they stood at an instant, or at a local time of the zone', async () => {
    expect((await told({ asOf: '2026-01-01T00:00:00Z' })).sheets[0]).toMatchObject({ opened: { value: 0 } });
    expect((await told({ asOf: '2012-01-01' }))['asOf']).toBe('2011-12-31T23:00:00.000Z');
    expect((await told({ asOf: 'recorded:2012-07-01T08:30', zone: 'Europe/London' }))['asOf']).toBe(
      'recorded:2012-07-01T07:30:00.000Z',
    );
    expect((await told({ asOf: '2999-01-01T00:00:00Z' })).sheets[0]).toMatchObject({ opened: { value: 2 } });
  });

  it('are of the days that were asked for', async () => {
    expect((await told({ to: '2020-01-01' })).sheets[0]).toMatchObject({ opened: { value: 0 } });
    expect((await told({ from: '2020-01-01' })).sheets[0]).toMatchObject({ opened: { value: 2 } });
  });

  it.each([
    [{ from: 'yesterday' }, 'day-unreadable'],
    [{ from: '2020-01-02', to: '2020-01-01' }, 'period-reversed'],
    [{ asOf: 'yesterday' }, 'as-of-unreadable'],
    [{ asOf: 'revision:3' }, 'as-of-unreadable'],
    [{ zone: 'Paris' }, 'zone-unknown'],
  ])('are not told for %j: %s', async (asked, code) =>
    expect(await told(asked)).toMatchObject({ status: 400, error: { code } }),
  );

  it('are nothing yet for a provider without tickets, and unknown for one that nobody knows', async () => {
    expect((await told({}, 'borealis')).sheets[0]).toMatchObject({ opened: { value: 0 } });
    expect(await told({}, 'nowhere')).toMatchObject({ status: 404, error: { code: 'unknown' } });
  });
});
