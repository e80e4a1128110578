import { describe, it } from '@jest/globals';
import type { TicketReopened } from '@relais/contracts';
import { at, closed, held, opened, resolved, scenario, sealedAs } from '@relais/testkit';
import { ticketReopening } from './reopening.decider.ts';

describe('reopening a ticket', () => {
  const { given } = scenario(ticketReopening, {
    by: 'nadia',
    roles: ['agent'],
    level: 1,
    at: '2026-03-31T08:00:00.000Z',
    rules: undefined,
  });
  const reason = sealedAs('It is silent again');
  const reopen = { type: 'ReopenTicket', data: { why: 'asked', reason } } as const;
  const reopened: TicketReopened = { type: 'TicketReopened', data: { why: 'asked', reason } };

  it('works on a resolved ticket again', () => given(opened, resolved).when(reopen).then(reopened));
  it('works on a closed ticket again', () => given(opened, resolved, closed).when(reopen).then(reopened));
  it('does so to the last moment of the thirtieth day', () =>
    given(opened, resolved, at(closed, '2026-03-01T08:00:00.000Z')).when(reopen).then(reopened));
  it('comes too late after that, and says since when it is closed', () =>
    given(opened, resolved, at(closed, '2026-03-01T07:59:59.999Z'))
      .when(reopen)
      .refused('too-late', { at: '2026-03-01T07:59:59.999Z' }));
  it('counts from the latest closing', () =>
    given(
      ...[opened, resolved, at(closed, '2025-03-01T08:00:00.000Z')],
      ...[at(reopened, '2025-03-02T08:00:00.000Z'), resolved, at(closed, '2026-03-30T08:00:00.000Z')],
    )
      .when(reopen)
      .then(reopened));
  it('counts nothing while the ticket is merely resolved', () =>
    given(opened, at(resolved, '2020-01-01T00:00:00.000Z')).when(reopen).then(reopened));
  it('does so for who is dissatisfied, with or without a word of theirs', () => {
    for (const data of [{ why: 'dissatisfied' }, { why: 'dissatisfied', reason }] as const)
      given(opened, resolved, closed)
        .when({ type: 'ReopenTicket', data })
        .then({ type: 'TicketReopened', data });
  });
  it('has nothing to reopen while it is open or on hold', () => {
    given(opened).when(reopen).refused('ticket-open');
    given(opened, held).when(reopen).refused('ticket-on-hold');
  });
  it('grants it once', () => given(opened, resolved, reopened).when(reopen).refused('ticket-open'));
  it('knows no such ticket', () => given().when(reopen).refused('ticket-unknown'));
});
