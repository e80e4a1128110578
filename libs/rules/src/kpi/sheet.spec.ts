import { describe, expect, it } from '@jest/globals';
import type { TicketEvent } from '@relais/contracts';
import { replay } from '@relais/kernel';
import {
  by,
  classified,
  opened,
  resolved,
  stamped,
  terms,
  ticketHistories,
  times,
  type Given,
} from '@relais/testkit';
import fc from 'fast-check';
import { usualTerms, type CallRecord, type SurveyRecord } from './kpis.ts';
import { always, type Period } from './period.ts';
import { ticketRecord, type TicketRecord } from './record.ts';
import { countKpis, kpiCuts, kpiNames, type KpiCut, type KpiSheet } from './sheet.ts';

const fold = ticketRecord(() => ({ ...terms, visitCategories: ['a', 'printing'] }));
const recordOf = (...past: readonly Given<TicketEvent>[]): TicketRecord =>
  replay(fold, stamped<TicketEvent>(past, { by: 'nadia', at: '2026-03-02T08:15:00.000Z' }));

type Subjects = {
  readonly tickets: readonly (readonly [TicketRecord, readonly SurveyRecord[]])[];
  readonly calls?: readonly CallRecord[];
};

const sheets = (
  { tickets, calls = [] }: Subjects,
  cut: KpiCut | null = null,
  period: Period = always,
): readonly KpiSheet[] => {
  const counting = countKpis(usualTerms(period), cut);
  for (const [ticket, surveys] of tickets) counting.ticket(ticket, surveys);
  for (const call of calls) counting.call(call);
  return counting.sheets();
};

const survey = (score: SurveyRecord['score']): SurveyRecord => ({
  sentAt: '2026-03-01T08:00:00.000Z',
  answeredAt: score === null ? null : '2026-03-02T08:00:00.000Z',
  score,
});

describe('a sheet of KPIs', () => {
  it('of nothing has counts of 0, and shares that say why they are none', () => {
    const [sheet, ...others] = sheets({ tickets: [] });
    expect(others).toEqual([]);
    expect(sheet).toEqual({
      cut: null,
      kpis: {
        ...Object.fromEntries(
          ['opened', 'reopened', 'onHold', 'ticketsClosed', 'requestsResolved'].map((name) => [
            name,
            { version: 1, value: 0 },
          ]),
        ),
        responseRate: { version: 1, value: null, reason: 'no-calls' },
        resolvedAtFirstContact: { version: 1, value: null, reason: 'no-resolved' },
        resolvedWithoutLevel2: { version: 1, value: null, reason: 'no-resolved' },
        satisfaction: { version: 1, value: null, reason: 'no-surveys' },
        slaCompliance: { version: 1, value: null, reason: 'no-deadlines' },
        visitsAvoided: { version: 1, value: null, reason: 'no-visit-category' },
      },
      scores: { distribution: [0, 0, 0, 0, 0], mean: null, sent: 0, answered: 0 },
    });
  });

  it('has each KPI, in the order in which they are shown', () =>
    expect(Object.keys(sheets({ tickets: [] })[0]?.kpis ?? {})).toEqual([...kpiNames]));

  it('tells from what a share was worked out', () => {
    const solved = recordOf(opened, resolved);
    const offered = recordOf(opened, { type: 'HandOverOffered', data: { queue: 'q' } }, resolved);
    const [sheet] = sheets({ tickets: [solved, solved, solved, offered].map((ticket) => [ticket, []]) });
    expect(sheet?.kpis.requestsResolved).toEqual({ version: 1, value: 4 });
    expect(sheet?.kpis.resolvedWithoutLevel2).toEqual({
      ...{ version: 1, value: 0.75, numerator: 3, denominator: 4 },
    });
  });

  it('tells how the scores lie beside the share of 4 and 5', () => {
    const ticket = recordOf(opened);
    const surveys = ([5, 4, 4, 1, null] as const).map(survey);
    const [sheet] = sheets({ tickets: [[ticket, surveys]] });
    expect(sheet?.kpis.satisfaction).toEqual({ version: 1, value: 0.75, numerator: 3, denominator: 4 });
    expect(sheet?.scores).toEqual({ distribution: [1, 0, 0, 2, 1], mean: 3.5, sent: 5, answered: 4 });
  });

  it('takes answers of the period, and the answer rate from what was sent in it', () => {
    const tickets = [[recordOf(opened), [survey(2), survey(null)]]] as const;
    const second = { from: '2026-03-02T00:00:00.000Z', to: null };
    const [asked] = sheets({ tickets }, null, { from: null, to: second.from });
    expect(asked?.scores).toEqual({ distribution: [0, 0, 0, 0, 0], mean: null, sent: 2, answered: 1 });
    const [heard] = sheets({ tickets }, null, second);
    expect(heard?.scores).toEqual({ distribution: [0, 1, 0, 0, 0], mean: 2, sent: 0, answered: 0 });
  });
});

describe('a cut', () => {
  const tickets = [
    recordOf({ ...opened, data: { ...opened.data, client: 'b' } }, { ...classified }, by(resolved, 'omar')),
    recordOf({ ...opened, data: { ...opened.data, client: 'a' } }),
    recordOf({ ...opened, data: { number: 'R-1', kind: 'request', client: 'a', queue: 'a-1' } }),
  ].map((ticket) => [ticket, []] as const);

  it.each([
    ['client', { a: 2, b: 1 }],
    ['product', { printer: 2, null: 1 }],
    ['agent', { omar: 1, null: 2 }],
    ['priority', { 3: 1, null: 2 }],
    ['kind', { incident: 2, request: 1 }],
  ] as const)('by %s gives a sheet for each, in order, what has none last', (cut, expected) =>
    expect(sheets({ tickets }, cut).map((sheet) => [String(sheet.cut), sheet.kpis.opened.value])).toEqual(
      Object.entries(expected),
    ),
  );

  it('shows no sheet of what nothing happened to in the period', () =>
    expect(sheets({ tickets }, 'client', { from: '2026-03-03T00:00:00.000Z', to: null })).toEqual([]));

  it('puts calls down to their client', () => {
    const rang = {
      offeredAt: '2026-03-02T08:00:00.000Z',
      answeredAt: '2026-03-02T08:00:09.000Z',
      abandonedAt: null,
    };
    const told = sheets(
      {
        tickets: [],
        calls: [
          { ...rang, client: 'a' },
          { ...rang, client: 'b', answeredAt: null, abandonedAt: '2026-03-02T08:00:30.000Z' },
        ],
      },
      'client',
    );
    expect(told.map(({ cut, kpis }) => [cut, kpis.responseRate.value])).toEqual([
      ['a', 1],
      ['b', 0],
    ]);
  });
});

const someTickets = fc
  .array(
    fc.tuple(
      ticketHistories.map((history) => recordOf(...history)),
      fc.array(
        fc.record({
          sentAt: times,
          answeredAt: times,
          score: fc.constantFrom<SurveyRecord['score']>(1, 3, 4, 5),
        }),
        { maxLength: 2 },
      ),
    ),
    { maxLength: 12 },
  )
  .map((tickets): Subjects => ({ tickets }));
const ends = fc.option(times);
const periods = fc
  .tuple(ends, ends)
  .map(([from, to]): Period =>
    from !== null && to !== null && from > to ? { from: to, to: from } : { from, to },
  );

describe('the KPIs of any tickets in any period', () => {
  it('never say more than there is: a share lies between 0 and 1, and none is said to be of nothing', () =>
    fc.assert(
      fc.property(someTickets, periods, (subjects, period) => {
        const [sheet] = sheets(subjects, null, period);
        const {
          opened: began,
          requestsResolved,
          resolvedAtFirstContact,
          resolvedWithoutLevel2,
          ...rest
        } = sheet!.kpis;
        expect(began.value).toBeLessThanOrEqual(subjects.tickets.length);
        for (const share of [
          resolvedAtFirstContact,
          resolvedWithoutLevel2,
          rest.satisfaction,
          rest.slaCompliance,
          rest.visitsAvoided,
        ]) {
          expect(share.value === null).toBe(share.reason !== undefined);
          expect(share.numerator ?? 0).toBeLessThanOrEqual(share.denominator ?? 0);
          if (share.value !== null) expect(share.value).toBe(share.numerator! / share.denominator!);
        }
        expect(resolvedWithoutLevel2.denominator ?? 0).toBe(requestsResolved.value);
        expect(resolvedAtFirstContact.numerator ?? 0).toBeLessThanOrEqual(
          resolvedWithoutLevel2.numerator ?? 0,
        );
      }),
    ));

  it.each(kpiCuts)('add up to the whole when they are cut by %s', (cut) =>
    fc.assert(
      fc.property(someTickets, periods, (subjects, period) => {
        const [whole] = sheets(subjects, null, period);
        const parts = sheets(subjects, cut, period);
        expect(new Set(parts.map((part) => part.cut)).size).toBe(parts.length);
        for (const name of kpiNames) {
          const { denominator, numerator, value } = whole!.kpis[name];
          const sum = (of: 'value' | 'numerator' | 'denominator'): number =>
            parts.reduce((total, { kpis }) => total + (kpis[name][of] ?? 0), 0);
          if (denominator === undefined) expect([name, sum('value')]).toEqual([name, value ?? 0]);
          else expect([name, sum('numerator'), sum('denominator')]).toEqual([name, numerator, denominator]);
        }
        const answers = parts.map(({ scores }) => scores.distribution.reduce((a, b) => a + b, 0));
        expect(answers.reduce((a, b) => a + b, 0)).toBe(
          whole!.scores.distribution.reduce((a, b) => a + b, 0),
        );
      }),
    ),
  );

  it('of a longer period are never fewer, where they count what happened in it', () =>
    fc.assert(
      fc.property(someTickets, periods, (subjects, period) => {
        const [part, all] = [sheets(subjects, null, period)[0], sheets(subjects)[0]];
        for (const name of ['opened', 'reopened', 'onHold', 'ticketsClosed'] as const)
          expect(part!.kpis[name].value).toBeLessThanOrEqual(all!.kpis[name].value!);
      }),
    ));

  it('do not depend on the order in which the tickets are counted', () =>
    fc.assert(
      fc.property(someTickets, periods, (subjects, period) => {
        const turned = { tickets: subjects.tickets.toReversed() };
        for (const cut of [null, ...kpiCuts])
          expect(sheets(turned, cut, period)).toEqual(sheets(subjects, cut, period));
      }),
    ));
});
