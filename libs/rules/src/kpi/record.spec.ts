import { describe, expect, it } from '@jest/globals';
import { ticket, type MessageReceived, type TicketEvent, type VisitDone } from '@relais/contracts';
import { replay, step } from '@relais/kernel';
import {
  at,
  by,
  classified,
  closed,
  frozen,
  held,
  offered,
  opened,
  resolved,
  reopened,
  sealedAs,
  stamped,
  taken,
  terms,
  ticketHistories,
  type Given,
} from '@relais/testkit';
import fc from 'fast-check';
import { agentOf, ticketRecord, type TicketRecord } from './record.ts';

const fold = ticketRecord((_, client, version) =>
  client === 'acme' && version === 2 ? { ...terms, visitCategories: ['printing'] } : null,
);
const now = { by: 'nadia', at: '2026-03-02T12:00:00.000Z' };
const recordOf = (...past: readonly Given<TicketEvent>[]): TicketRecord =>
  replay(fold, stamped<TicketEvent>(past, now));

/** Monday the second of March 2026, when the line is open from 8 to 18 in Paris. */
const monday = (time: string): string => `2026-03-02T${time}:00.000Z`;
const underContract = { ...opened, rules: { contract: 2 } };
const message: MessageReceived = {
  type: 'MessageReceived',
  data: { channel: 'mail', text: sealedAs('Any news?') },
};
const visited: VisitDone = { type: 'VisitDone', data: { visit: 'v1', outcome: 'solved' } };

describe('the record of a ticket', () => {
  it('tells when each thing happened that a KPI may count', () =>
    expect(
      recordOf(
        at(opened, monday('08:00')),
        at(held, monday('09:00')),
        at(message, monday('10:00')),
        at(offered, monday('11:00')),
        by(at(resolved, monday('12:00')), 'lena'),
        at(reopened, monday('13:00')),
        by(at(resolved, monday('14:00')), 'omar'),
        at(closed, monday('15:00')),
      ),
    ).toMatchObject({
      openedAt: monday('08:00'),
      contacts: 2,
      holds: [{ at: monday('09:00'), for: 'requester' }],
      handedOverAt: monday('11:00'),
      resolutions: [
        { at: monday('12:00'), by: 'lena', remotely: true, undoneAt: monday('13:00') },
        { at: monday('14:00'), by: 'omar', remotely: true, undoneAt: null },
      ],
      reopenings: [monday('13:00')],
      closings: [monday('15:00')],
      visitedAt: null,
    }));

  it('keeps the first opening, hand-over and visit, and the last classification', () =>
    expect(
      recordOf(
        at(opened, monday('08:00')),
        at(opened, monday('08:30')),
        classified,
        { ...classified, data: { ...classified.data, category: 'network', priority: 1 } },
        at(offered, monday('09:00')),
        at(offered, monday('10:00')),
        at(visited, monday('11:00')),
        at(visited, monday('12:00')),
      ),
    ).toMatchObject({
      openedAt: monday('08:00'),
      category: 'network',
      priority: 1,
      handedOverAt: monday('09:00'),
      visitedAt: monday('11:00'),
    }));

  it.each([
    ['DefectRaised', { type: 'DefectRaised', data: { defect: 'd1' } }],
    ['VisitScheduled', { type: 'VisitScheduled', data: { visit: 'v1' } }],
  ] as const)('takes %s for a hand-over', (_, event) =>
    expect(recordOf(opened, at(event, monday('09:00'))).handedOverAt).toBe(monday('09:00')),
  );

  it('takes a resolution after a resolution for one more, and a closing of what is closed for none', () => {
    const { resolutions, closings } = recordOf(opened, resolved, resolved, closed, closed, reopened);
    expect(resolutions).toHaveLength(2);
    expect(closings).toHaveLength(1);
    expect(resolutions.every(({ undoneAt }) => undoneAt !== null)).toBe(true);
  });

  it('does not undo again what was undone', () =>
    expect(
      recordOf(opened, at(resolved, monday('08:10')), at(reopened, monday('08:20')), resolved, reopened)
        .resolutions[0]?.undoneAt,
    ).toBe(monday('08:20')));

  it('tells a reopening from a resolution of the same instant by what came first', () => {
    const noon = monday('12:00');
    const undone = recordOf(opened, resolved, at(resolved, noon), at(reopened, noon));
    const standing = recordOf(opened, resolved, at(reopened, noon), at(resolved, noon));
    expect(undone.resolutions.at(-1)?.undoneAt).toBe(noon);
    expect(standing.resolutions.at(-1)?.undoneAt).toBeNull();
  });

  it('is put down to who resolved it last, or to who has it', () => {
    expect(agentOf(recordOf(opened))).toBeNull();
    expect(agentOf(recordOf(opened, taken))).toBe('nadia');
    expect(agentOf(recordOf(opened, taken, by(resolved, 'lena'), by(resolved, 'omar'), closed))).toBe('omar');
  });
});

describe('the deadlines in a record', () => {
  const inTime = (...past: readonly Given<TicketEvent>[]): unknown =>
    recordOf(...past).resolutions.map((resolution) => resolution.inTime);
  const portal = { ...underContract, data: { ...opened.data, channel: 'portal' } } as const;

  it('are none without a contract', () => {
    expect(inTime(opened, resolved)).toEqual([null]);
    expect(inTime({ ...opened, rules: { contract: 9 } }, resolved)).toEqual([null]);
  });

  it('are kept when the first response and the resolution come before them', () => {
    const past = [at(portal, monday('08:00')), at(taken, monday('08:50'))];
    expect(inTime(...past, at(resolved, monday('15:00')))).toEqual([true]);
    expect(inTime(...past, at(resolved, monday('16:00')))).toEqual([true]);
    expect(inTime(...past, at(resolved, monday('16:01')))).toEqual([false]);
  });

  it('are not kept when the first response alone was late', () =>
    expect(
      inTime(at(portal, monday('08:00')), at(taken, monday('09:01')), at(resolved, monday('09:30'))),
    ).toEqual([false]));

  it('are judged at each resolution anew', () =>
    expect(
      inTime(
        at(portal, monday('08:00')),
        at(taken, monday('08:10')),
        at(resolved, monday('10:00')),
        at(reopened, monday('10:30')),
        at(resolved, monday('16:45')),
      ),
    ).toEqual([true, false]));
});

describe('the category in a record', () => {
  const named = (category: string) => ({ ...classified, data: { ...classified.data, category } });

  it('usually needs a visit as the pinned contract says', () => {
    expect(recordOf(underContract, named('printing')).usuallyVisited).toBe(true);
    expect(recordOf(underContract, named('billing')).usuallyVisited).toBe(false);
    expect(recordOf(underContract, named('printing'), named('billing')).usuallyVisited).toBe(false);
    expect(recordOf(opened, named('printing')).usuallyVisited).toBe(false);
  });
});

describe('any history of a ticket', () => {
  it('gives a record that is plain data, that the ticket’s own fold agrees with, and that never loses what happened', () =>
    fc.assert(
      fc.property(ticketHistories, (history) => {
        const events = stamped<TicketEvent>(history, now);
        let record: TicketRecord = fold.initial;
        for (const event of events) {
          const next = step(fold, frozen(record), event, event);
          for (const kept of ['holds', 'resolutions', 'reopenings', 'closings'] as const)
            expect(next[kept].length).toBeGreaterThanOrEqual(record[kept].length);
          expect(next.contacts).toBeGreaterThanOrEqual(record.contacts);
          record = JSON.parse(JSON.stringify(next)) as TicketRecord;
          expect(record).toStrictEqual(next);
        }
        expect(record).toMatchObject(replay(ticket, events));
      }),
    ));
});
