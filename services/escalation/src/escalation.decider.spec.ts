import { describe, it } from '@jest/globals';
import type { TicketEscalated } from '@relais/contracts';
import { closed, held, opened, resolved, scenario, sealedAs } from '@relais/testkit';
import { escalation } from './escalation.decider.ts';

describe('escalating a ticket', () => {
  const { given } = scenario(escalation, {
    by: 'nadia',
    roles: ['agent'],
    level: 1,
    at: '2026-03-02T08:15:00Z',
    rules: undefined,
  });
  const escalated: TicketEscalated = {
    type: 'TicketEscalated',
    data: { why: 'angry-caller', note: sealedAs('Third call today') },
  };
  const escalate = { type: 'EscalateTicket', data: escalated.data } as const;

  it('calls a supervisor', () => given(opened).when(escalate).then(escalated));
  it('calls again when it happens again', () => given(opened, escalated).when(escalate).then(escalated));
  it('is possible while the ticket waits', () => given(opened, held).when(escalate).then(escalated));
  it('leaves a resolved and a closed ticket alone', () => {
    given(opened, resolved).when(escalate).refused('ticket-resolved');
    given(opened, closed).when(escalate).refused('ticket-closed');
  });
  it('knows no such ticket', () => given().when(escalate).refused('ticket-unknown'));
});
