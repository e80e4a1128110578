import { describe, expect, it } from '@jest/globals';
import type { ContractTerms, TicketEvent } from '@relais/contracts';
import { replay, step } from '@relais/kernel';
import { tidy } from '@relais/projections';
import { noDeadline } from '@relais/rules';
import {
  askOnAnyHistory,
  at,
  contexts,
  opened,
  scenario,
  stamped,
  taken,
  terms,
  ticketHistories,
} from '@relais/testkit';
import fc from 'fast-check';
import { dueOf, overdue } from './overdue.decider.ts';
import { overdueProjection, overdueTickets, type OverdueRow } from './overdue.projection.ts';

const slots = ([1, 2, 3, 4, 5, 6, 7] as const).map((day) => ({ day, from: '00:00', to: '24:00' }));
const signed: ContractTerms = { ...terms, calendar: { ...terms.calendar, slots } };
const termsOf = () => signed;
const byMail = {
  ...at({ ...opened, data: { ...opened.data, channel: 'mail' as const } }, '2026-03-02T08:00:00.000Z'),
  rules: { contract: 1 },
};
const call = { type: 'EscalateTicket', data: { why: 'deadline' } } as const;
const called = { type: 'TicketEscalated', data: { why: 'deadline' } } as const;

describe('calling a supervisor for a deadline', () => {
  const relais = { by: 'relais', roles: [], level: null, rules: undefined };
  const { given } = scenario(overdue(termsOf), { ...relais, at: '2026-03-02T09:00:00.000Z' });

  it('is granted at the instant that is due', () => given(byMail).when(call).then(called));
  it('is nothing at another instant', () =>
    given(byMail).when(call, { at: '2026-03-02T09:00:00.001Z' }).then());
  it('is nothing once it was done', () => given(byMail, taken).when(call).then());
  it('is nothing once it was told', () =>
    given(byMail, at(called, '2026-03-02T09:00:00.000Z')).when(call).then());
  it('is nothing for what an import alone has told', () =>
    given({ ...byMail, source: { batch: 'log', line: 2 } })
      .when(call)
      .then());
  it('is nothing without a ticket', () => given().when(call).then());
});

describe('on any history', () => {
  it('a supervisor is called, or nothing happens', () =>
    askOnAnyHistory('escalation', overdue(termsOf), fc.constant(call), contexts(fc.constant(undefined))));

  it('the rows hold what the calls are decided by, even when each is stored and read in between', () =>
    fc.assert(
      fc.property(ticketHistories, (history) => {
        const past = [byMail, ...history].map((event) => ({ ...event, rules: { contract: 1 } }));
        const events = stamped<TicketEvent>(past, { by: 'nadia', at: '2026-03-02T08:00:00.000Z' });
        const { fold } = overdueProjection({ ready: async () => undefined, of: termsOf });
        let row = fold.initial;
        for (const event of events)
          row = JSON.parse(JSON.stringify(step(fold, row, event, event))) as OverdueRow;
        const ticket = replay(overdue(termsOf).fold, events);
        expect(row).toStrictEqual(tidy(overdueTickets, { ...ticket, due: dueOf(termsOf, ticket).due }));
        if (ticket.status === 'resolved' || ticket.status === 'closed') expect(row?.due).toBe(noDeadline);
      }),
    ));
});
