import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  parseAsOf,
  prefixAt,
  streamOf,
  survey,
  type AsOf,
  type Role,
  type SurveyEvent,
  type TicketEvent,
} from '@relais/contracts';
import { replay } from '@relais/kernel';
import type { Asking } from '@relais/nest';
import {
  countKpis,
  instantIn,
  kpiCuts,
  kpiNames,
  ticketRecord,
  usualTerms,
  type KpiCut,
} from '@relais/rules';
import {
  acme,
  classified,
  closed,
  held,
  opened,
  openTestPorts,
  resolved,
  taken,
  terms,
  ticketHistories,
  type TestPorts,
} from '@relais/testkit';
import fc from 'fast-check';
import { Surveys } from '../surveys.ts';
import type { KpisArgs, KpiSheet } from './kpi.graph.ts';
import { Kpis } from './kpis.ts';

const asking = (role: Role, clients: readonly string[] | null = null, tenant = 'acme'): Asking => ({
  caller: { tenant, actor: 'sofia', roles: [role], level: null, clients, person: null, vendor: null },
  correlation: 'spec',
  language: 'en',
  notices: new Set(),
});
const auditor = asking('auditor');

const openKpis = async () => {
  const test = await openTestPorts();
  const surveys = new Surveys(test.ports);
  const kpis = new Kpis(test.ports, surveys);
  surveys.onApplicationBootstrap();
  kpis.onApplicationBootstrap();
  const close = async () => {
    await kpis.beforeApplicationShutdown();
    await surveys.beforeApplicationShutdown();
    await test.close();
  };
  return { test, kpis, close };
};

const values = ({ opened: began, ...sheet }: KpiSheet) =>
  Object.fromEntries(kpiNames.map((name) => [name, (name === 'opened' ? began : sheet[name]).value]));

const openedBy = (client: string): TicketEvent => ({ ...opened, data: { ...opened.data, client } });
const asked = (client: string, ticket: string): SurveyEvent => ({
  type: 'SurveySent',
  data: { ticket, client, requester: 'zoe', expiresAt: '2027-01-01T00:00:00.000Z' },
});
const scored = (score: 1 | 4 | 5): SurveyEvent => ({ type: 'SurveyAnswered', data: { score } });

describe('the KPIs of a tenant', () => {
  let test: TestPorts;
  let kpis: Kpis;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ test, kpis, close } = await openKpis());
    await test.given(
      acme('client', 'lumen'),
      [
        { type: 'ClientRegistered', data: { name: 'Lumen', queue: 'lumen-1' } },
        { type: 'ContractSigned', data: { ...terms, visitCategories: ['printing'] } },
      ],
      { client: 'lumen' },
    );
    await test.given(acme('product', 'printer'), [
      { type: 'ProductRegistered', data: { vendor: 'lumen', name: 'L200', versions: [] } },
    ]);
    const lumens = [openedBy('lumen'), classified, taken, resolved, closed] as const;
    await test.given(acme('ticket', 't1'), lumens, { client: 'lumen', rules: { contract: 1 } });
    await test.given(acme('survey', 's1'), [asked('lumen', 't1'), scored(5)], { client: 'lumen' });
    test.now('2026-03-02T23:30:00.000Z');
    await test.given(acme('ticket', 't2'), [openedBy('orfeo'), held, resolved], {
      client: 'orfeo',
      by: 'omar',
    });
    await test.given(acme('survey', 's2'), [asked('orfeo', 't2'), scored(1)], { client: 'orfeo' });
    await test.given(streamOf('ticket', 'borealis', 't3'), [openedBy('fjord')], { client: 'fjord' });
  });
  afterAll(() => close());

  it('are all on one sheet', async () => {
    const [sheet, ...others] = await kpis.sheets(auditor, {});
    expect(others).toEqual([]);
    expect(values(sheet!)).toEqual({
      ...{ opened: 2, reopened: 0, onHold: 1, responseRate: null, ticketsClosed: 1, requestsResolved: 2 },
      ...{ resolvedAtFirstContact: 0.5, resolvedWithoutLevel2: 1, satisfaction: 0.5 },
      ...{ slaCompliance: 1, visitsAvoided: 1 },
    });
    expect(sheet?.responseRate).toEqual({
      ...{ version: 1, value: null, reason: 'no-calls', numerator: null, denominator: null },
    });
    expect(sheet?.scores).toEqual({
      distribution: [1, 0, 0, 0, 1],
      mean: 3,
      sent: 2,
      answered: 2,
      answerRate: 1,
    });
    expect(auditor.notices).toEqual(new Set());
  });

  it('are cut by client, with its name', async () => {
    const sheets = await kpis.sheets(auditor, { cut: 'client' });
    expect(
      await Promise.all(sheets.map(async ({ cut, name, opened: { value } }) => [cut, await name, value])),
    ).toEqual([
      ['lumen', 'Lumen', 1],
      ['orfeo', null, 1],
    ]);
  });

  it.each([
    ['product', [['printer', 'L200']]],
    [
      'agent',
      [
        ['nadia', null],
        ['omar', null],
      ],
    ],
    [
      'priority',
      [
        ['3', null],
        [null, null],
      ],
    ],
    ['kind', [['incident', null]]],
  ] as const)('are cut by %s', async (cut, expected) => {
    const sheets = await kpis.sheets(auditor, { cut });
    expect(await Promise.all(sheets.map(async (sheet) => [sheet.cut, await sheet.name]))).toEqual(expected);
  });

  it('begin a day at its midnight in the provider’s zone, or in the one that is asked for', async () => {
    const began = async (args: KpisArgs) => (await kpis.sheets(auditor, args))[0]?.opened.value;
    // Half past eleven in the evening of London is the next day in Paris.
    expect(await began({ from: '2026-03-03' })).toBe(1);
    expect(await began({ from: '2026-03-03', zone: 'Europe/London' })).toBe(0);
    expect(await began({ to: '2026-03-03' })).toBe(1);
    expect(await began({ from: '2026-03-02', to: '2026-03-04' })).toBe(2);
    expect(await began({ from: '2026-03-02', to: '2026-03-02' })).toBe(0);
  });

  it.each([
    [{ zone: 'Paris' }, 'zone-unknown'],
    [{ from: '2026-03-03', to: '2026-03-02' }, 'period-reversed'],
    [{ asOf: 'revision:3' }, 'as-of-unreadable'],
  ])('are not counted for %j: %s', async (args, code) =>
    expect(kpis.sheets(auditor, args)).rejects.toMatchObject({ code }),
  );

  it('are another tenant’s for that tenant', async () => {
    const [sheet] = await kpis.sheets(asking('auditor', null, 'borealis'), {});
    expect(sheet?.opened.value).toBe(1);
    expect(sheet?.scores.sent).toBe(0);
  });

  it.each(['client', 'supervisor'] as const)(
    'are its own for a %s that is bound to a client',
    async (role) => {
      const own = await kpis.sheets(asking(role, ['orfeo']), { cut: 'client' });
      expect(own.map(({ cut, opened: { value }, satisfaction }) => [cut, value, satisfaction.value])).toEqual(
        [['orfeo', 1, 0]],
      );
      const [nobodys] = await kpis.sheets(asking(role, []), {});
      expect(nobodys?.opened.value).toBe(0);
    },
  );

  it('are nothing for a client’s account that belongs to none', async () =>
    expect((await kpis.sheets(asking('client'), {}))[0]?.opened.value).toBe(0));

  it('by agent are for those who answer for agents', async () => {
    for (const role of ['supervisor', 'auditor', 'admin'] as const)
      expect(await kpis.sheets(asking(role), { cut: 'agent' })).toHaveLength(2);
    for (const role of ['agent', 'editor', 'integration', 'client'] as const)
      await expect(kpis.sheets(asking(role, ['lumen']), { cut: 'agent' })).rejects.toMatchObject({
        extensions: { code: 'FORBIDDEN' },
      });
  });

  it('show what was written a moment ago', async () => {
    for (let nth = 3; nth < 23; nth += 1) {
      await test.given(acme('ticket', `new-${nth}`), [openedBy('lumen')], { client: 'lumen' });
      expect((await kpis.sheets(auditor, {}))[0]?.opened.value).toBe(nth);
    }
  });
});

type Days = readonly [from: string, to: string];
const periods: readonly Days[] = [
  ['2026-01-01', '2027-01-01'],
  ['2026-05-01', '2026-09-01'],
];

/** Without what the graph gives as null. */
const given = (value: object) =>
  Object.fromEntries(Object.entries(value).filter(([key, of]) => key === 'value' || of !== null));

/** Events of a ticket in any order, after an opening; it belongs to the client to the end. */
const samples = fc.sample(ticketHistories, { numRuns: 24, seed: 5 }).map((history, nth) => {
  const client = ['a', 'b', 'c'][nth % 3]!;
  const first = { ...openedBy(client), by: 'nadia', happenedAt: '2026-01-01T00:00:00.000Z' };
  return { id: `t${nth}`, client, day: 1 + (nth % 9), history: [first, ...history] };
});
type Sample = (typeof samples)[number];

const tell = async (test: TestPorts, { id, client, day, history }: Sample): Promise<void> => {
  for (const [place, { by, happenedAt, type, data }] of history.entries()) {
    test.now(`2026-${String(1 + (place % 12)).padStart(2, '0')}-0${day}T08:00:00.000Z`);
    await test.given(acme('ticket', id), [{ type, data } as TicketEvent], { client, by, happenedAt });
  }
  test.now(`2026-06-0${day}T10:00:00.000Z`);
  await test.given(acme('survey', id), [asked(client, id)], { client });
  test.now(`2026-08-0${day}T10:00:00.000Z`);
  if (day % 2 === 0) await test.given(acme('survey', id), [scored(day % 3 === 0 ? 1 : 4)], { client });
};

describe('the KPIs of any past instant', () => {
  let test: TestPorts;
  let kpis: Kpis;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ test, kpis, close } = await openKpis());
    for (const sample of samples) await tell(test, sample);
  });
  afterAll(() => close());

  const at = async <E extends TicketEvent | SurveyEvent>(
    kind: 'ticket' | 'survey',
    id: string,
    asOf: AsOf | null,
  ) => prefixAt(await test.ports.histories.of<E>(acme(kind, id)), asOf);

  /** Every stream read from its beginning to the instant, and counted anew. */
  const replayed = async (asOf: AsOf | null, cut: KpiCut | null, [from, to]: Days) => {
    const zone = 'Europe/Paris';
    const counting = countKpis(usualTerms({ from: instantIn(zone, from), to: instantIn(zone, to) }), cut);
    for (const { id } of samples) {
      const { sentAt, answeredAt, score } = replay(survey, await at<SurveyEvent>('survey', id, asOf));
      const record = replay(
        ticketRecord(() => null),
        await at<TicketEvent>('ticket', id, asOf),
      );
      if (record.openedAt) counting.ticket(record, sentAt ? [{ sentAt, answeredAt, score }] : []);
    }
    return counting
      .sheets()
      .map((sheet) => ({ ...sheet, cut: sheet.cut === null ? null : String(sheet.cut) }));
  };

  /** The graph's sheets as the rules give them. */
  const counted = async (asked: KpisArgs) =>
    (await kpis.sheets(auditor, asked)).map((sheet) => ({
      cut: sheet.cut,
      kpis: Object.fromEntries(kpiNames.map((name) => [name, given(sheet[name])])),
      scores: sheet.scores,
    }));

  const pasts = [
    ...['2026-01-01T00:00:00.000Z', '2026-03-02T08:00:00.000Z', '2026-07-15T12:00:00.000Z'],
    ...['2026-01-03T08:00:00.000Z', '2026-06-05T10:00:00.000Z', '2026-11-30T00:00:00.000Z'].map(
      (instant) => `recorded:${instant}`,
    ),
  ];

  it.each([null, ...pasts])('agree with a full replay as of %s, whole and by each cut', async (asOf) => {
    const all = [null, ...kpiCuts].flatMap((cut) => periods.map((days) => ({ cut, days })));
    for (const { cut, days } of all) {
      const [from, to] = days;
      const expected = await replayed(asOf === null ? null : parseAsOf(asOf), cut, days);
      expect(await counted({ asOf, cut, from, to })).toMatchObject(expected);
      expect(await counted({ asOf, cut, from, to })).toHaveLength(expected.length);
    }
  });

  it('differ, for a spec that saw no difference would prove nothing', async () => {
    const seen = new Set<string>();
    for (const asOf of [pasts[0]!, pasts[2]!, null]) seen.add(JSON.stringify(await counted({ asOf })));
    expect(seen.size).toBe(3);
  });
});
