import { describe, it } from '@jest/globals';
import { closed, held, opened, reopened, resolved, scenario, sealedAs } from '@relais/testkit';
import { resolution, type ResolveTicket } from './resolution.decider.ts';

const { given } = scenario(resolution, {
  by: 'nadia',
  roles: ['agent'],
  level: 1,
  at: '2026-03-02T08:15:00Z',
  rules: undefined,
});

describe('resolving a ticket', () => {
  const data: ResolveTicket['data'] = { code: 'solved', cause: 'configuration', remotely: true };
  const resolve: ResolveTicket = { type: 'ResolveTicket', data };

  it('keeps how it was solved, and what had caused it', () => given(opened).when(resolve).then(resolved));
  it('keeps the solution in words', () => {
    const solution = sealedAs('A new driver');
    given(opened)
      .when({ type: 'ResolveTicket', data: { ...data, solution } })
      .then({ type: 'TicketResolved', data: { ...data, solution } });
  });
  it('is possible while the ticket waits', () => given(opened, held).when(resolve).then(resolved));
  it('is possible again once it is reopened', () =>
    given(opened, resolved, reopened).when(resolve).then(resolved));
  it('resolves it once', () => given(opened, resolved).when(resolve).refused('ticket-resolved'));
  it('leaves a closed ticket alone', () =>
    given(opened, resolved, closed).when(resolve).refused('ticket-closed'));
  it('knows no such ticket', () => given().when(resolve).refused('ticket-unknown'));
});

describe('closing a ticket', () => {
  const close = { type: 'CloseTicket', data: {} } as const;

  it('ends its life', () => given(opened, resolved).when(close).then(closed));
  it('wants it resolved first', () => {
    given(opened).when(close).refused('ticket-open');
    given(opened, held).when(close).refused('ticket-on-hold');
    given(opened, resolved, reopened).when(close).refused('ticket-open');
  });
  it('closes it once', () => given(opened, resolved, closed).when(close).refused('ticket-closed'));
  it('knows no such ticket', () => given().when(close).refused('ticket-unknown'));
});
