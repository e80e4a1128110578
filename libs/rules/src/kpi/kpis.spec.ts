import { describe, expect, it } from '@jest/globals';
import type { HoldReason, MessageReceived, TicketEvent, VisitDone } from '@relais/contracts';
import { replay } from '@relais/kernel';
import {
  at,
  classified,
  closed,
  held,
  offered,
  opened,
  reopened,
  resolved,
  resumed,
  returned,
  sealedAs,
  stamped,
  taken,
  terms,
  type Given,
} from '@relais/testkit';
import {
  callKpis,
  surveyKpis,
  ticketKpis,
  usualTerms,
  type CallRecord,
  type SurveyRecord,
  type Verdict,
} from './kpis.ts';
import { ticketRecord } from './record.ts';

const fold = ticketRecord(() => ({ ...terms, visitCategories: ['printing'] }));
const march = usualTerms({ from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' });

type Past = readonly Given<TicketEvent>[];

/** All happened on 2 March, a minute apart, but for what says otherwise. */
const recordOf = (...past: Past) =>
  replay(fold, stamped<TicketEvent>(past, { by: 'nadia', at: '2026-03-02T08:15:00.000Z' }));

const verdicts = (
  name: keyof typeof ticketKpis,
  rows: readonly (readonly [string, Past, Verdict])[],
): void => {
  it.each(rows)('%s', (_, past, verdict) =>
    expect(ticketKpis[name].judge(recordOf(...past), march)).toBe(verdict),
  );
};

const day = (date: string, time = '08:00:00'): string => `2026-${date}T${time}.000Z`;
const holdFor = (reason: HoldReason) => ({ ...held, data: { for: reason } });
const message: MessageReceived = {
  type: 'MessageReceived',
  data: { channel: 'mail', text: sealedAs('Any news?') },
};
const defect = { type: 'DefectRaised', data: { defect: 'd1' } } as const;
const visit = { type: 'VisitScheduled', data: { visit: 'v1' } } as const;
const visited: VisitDone = { type: 'VisitDone', data: { visit: 'v1', outcome: 'solved' } };

describe('tickets opened', () =>
  verdicts('opened', [
    ['in the period', [opened], true],
    ['at its first instant', [at(opened, day('03-01', '00:00:00'))], true],
    ['before it', [at(opened, '2026-02-28T23:59:59.999Z')], false],
    ['at its end, which is not in it', [at(opened, day('04-01', '00:00:00'))], false],
  ]));

describe('tickets reopened', () =>
  verdicts('reopened', [
    ['in the period', [opened, resolved, reopened], true],
    ['more than once is still one ticket', [opened, resolved, reopened, resolved, reopened], true],
    ['never', [opened, resolved], false],
    ['later', [opened, resolved, at(reopened, day('04-02'))], false],
  ]));

describe('tickets put on hold', () =>
  verdicts('onHold', [
    ['for the requester', [opened, held], true],
    ['for the vendor', [opened, holdFor('vendor')], true],
    ['and resumed since', [opened, held, resumed], true],
    [
      'before the period, though they wait on in it',
      [at(opened, day('02-01')), at(held, day('02-02'))],
      false,
    ],
    ['never', [opened, taken], false],
  ]));

describe('tickets closed', () =>
  verdicts('ticketsClosed', [
    ['in the period', [opened, resolved, closed], true],
    ['and reopened since', [opened, resolved, closed, reopened], true],
    ['without ever being resolved', [opened, closed], true],
    [
      'before the period, and once more in it',
      [at(opened, day('02-01')), at(closed, day('02-02')), closed],
      false,
    ],
    [
      'before the period, reopened and closed in it',
      [at(opened, day('02-01')), at(closed, day('02-02')), reopened, closed],
      true,
    ],
    ['not', [opened, resolved], false],
  ]));

describe('requests resolved', () =>
  verdicts('requestsResolved', [
    ['in the period', [opened, resolved], true],
    ['twice count as one', [opened, resolved, resolved], true],
    ['not yet', [opened, taken], false],
    ['and closed without a resolution do not count', [opened, closed], false],
    ['before the period', [at(opened, day('02-01')), at(resolved, day('02-02'))], false],
    ['undone within the hour', [opened, resolved, reopened], false],
    [
      'undone after seven days to the millisecond',
      [opened, at(resolved, day('03-02')), at(reopened, day('03-09'))],
      false,
    ],
    [
      'undone a millisecond after seven days',
      [opened, at(resolved, day('03-02')), at(reopened, '2026-03-09T08:00:00.001Z')],
      true,
    ],
    ['undone, and resolved again in the period', [opened, resolved, reopened, resolved], true],
    [
      'undone, and resolved again after the period',
      [opened, at(resolved, day('03-30')), at(reopened, day('04-02')), at(resolved, day('04-03'))],
      false,
    ],
    [
      'undone within seven days, though that was after the period',
      [opened, at(resolved, day('03-30')), at(reopened, day('04-02'))],
      false,
    ],
    [
      'before the period and reopened in it',
      [at(opened, day('02-01')), at(resolved, day('02-27')), at(reopened, day('03-02'))],
      false,
    ],
  ]));

describe('requests resolved under another rule', () => {
  const after = (days: number): Verdict =>
    ticketKpis.requestsResolved.judge(
      recordOf(opened, at(resolved, day('03-02')), at(reopened, day('03-05'))),
      {
        ...march,
        undoneWithinDays: days,
      },
    );

  it('stand when they were undone later than it says', () => {
    expect([after(2), after(3), after(4)]).toEqual([true, false, false]);
  });
});

describe('requests resolved at first contact', () =>
  verdicts('resolvedAtFirstContact', [
    ['by the agent who took the call', [opened, taken, resolved], true],
    ['are a share of those that were resolved', [opened, taken], null],
    ['are a share of those that stayed resolved', [opened, resolved, reopened], null],
    ['a message of the requester is a second contact', [opened, message, resolved], false],
    ['so is one that comes after the resolution', [opened, resolved, message], false],
    [
      'what is said to the requester is none',
      [opened, { type: 'MessageSent', data: message.data }, resolved],
      true,
    ],
    ['waiting for the requester is no first contact', [opened, held, resumed, resolved], false],
    [
      'waiting for the client is not waiting for the requester',
      [opened, holdFor('client'), resumed, resolved],
      true,
    ],
    ['nor is waiting for the vendor', [opened, holdFor('vendor'), resumed, resolved], true],
    ['offered to level 2', [opened, offered, resolved], false],
    ['offered to level 2 and given back', [opened, offered, returned, resolved], false],
    ['a defect was raised', [opened, defect, resolved], false],
    ['a visit was scheduled', [opened, visit, resolved], false],
    ['reopened before, and resolved since', [opened, resolved, reopened, resolved], false],
    ['reopened ever after', [opened, resolved, at(reopened, day('05-01'))], false],
  ]));

describe('requests resolved without level 2', () =>
  verdicts('resolvedWithoutLevel2', [
    ['however often the requester came', [opened, message, held, message, resolved], true],
    ['offered to level 2', [opened, offered, resolved], false],
    ['a defect was raised', [opened, defect, resolved], false],
    ['a visit was scheduled', [opened, visit, resolved], false],
    [
      'a supervisor was called, which is no hand-over',
      [opened, { type: 'TicketEscalated', data: { why: 'validation' } }, resolved],
      true,
    ],
    ['not resolved', [opened, offered], null],
  ]));

describe('deadlines kept', () => {
  const contracted = { ...opened, rules: { contract: 1 } };
  verdicts('slaCompliance', [
    ['in time', [contracted, resolved], true],
    ['too late', [at(contracted, day('03-02')), at(resolved, day('03-30'))], false],
    ['of tickets without deadlines', [opened, resolved], null],
    ['of tickets that are not resolved yet', [contracted, taken], null],
    ['of tickets resolved later', [contracted, at(resolved, day('04-01'))], null],
  ]);
});

describe('visits avoided', () => {
  const contracted = { ...opened, rules: { contract: 1 } };
  const onSite = { ...resolved, data: { ...resolved.data, remotely: false } };
  verdicts('visitsAvoided', [
    ['solved at a distance', [contracted, classified, resolved], true],
    ['solved on site', [contracted, classified, onSite], false],
    ['solved at a distance after a visit', [contracted, classified, visit, visited, resolved], false],
    ['the visit was scheduled and not needed', [contracted, classified, visit, resolved], true],
    [
      'of a category that needs none',
      [contracted, { ...classified, data: { ...classified.data, category: 'billing' } }, resolved],
      null,
    ],
    ['of no category', [contracted, resolved], null],
    ['not resolved', [contracted, classified], null],
    ['resolved later', [contracted, classified, at(resolved, day('04-01'))], null],
  ]);
});

describe('satisfaction', () => {
  const answered = (score: SurveyRecord['score'], answeredAt: string | null = day('03-02')): Verdict =>
    surveyKpis.satisfaction.judge({ sentAt: day('02-27'), answeredAt, score }, march);

  it('is a 4 or a 5', () =>
    expect(([1, 2, 3, 4, 5] as const).map((score) => answered(score))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]));
  it('is judged by when the requester answered, not by when they were asked', () => {
    expect(answered(5, day('04-01', '00:00:00'))).toBeNull();
    expect(answered(null, null)).toBeNull();
  });
});

describe('the response rate', () => {
  const call = (rest: Partial<CallRecord>): Verdict =>
    callKpis.responseRate.judge(
      { client: 'acme', offeredAt: day('03-02'), answeredAt: null, abandonedAt: null, ...rest },
      march,
    );

  it('counts what was answered', () => expect(call({ answeredAt: day('03-02', '08:00:40') })).toBe(true));
  it('counts against it who gave up after five seconds', () => {
    expect(call({ abandonedAt: day('03-02', '08:00:05') })).toBe(false);
    expect(call({ abandonedAt: '2026-03-02T08:00:04.999Z' })).toBeNull();
  });
  it('leaves out what still rings', () => expect(call({})).toBeNull());
  it('is of the calls offered in the period', () =>
    expect(call({ offeredAt: '2026-02-28T23:59:50.000Z', answeredAt: day('03-01', '00:00:10') })).toBeNull());
});
