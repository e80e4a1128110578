import { describe, it } from '@jest/globals';
import type { TicketTaken } from '@relais/contracts';
import {
  assigned,
  at,
  closed,
  held,
  opened,
  released,
  reopened,
  resolved,
  scenario,
  taken,
} from '@relais/testkit';
import { assignment } from './assignment.decider.ts';

const { given } = scenario(assignment, {
  by: 'nadia',
  roles: ['agent'],
  level: 1,
  at: '2026-03-02T08:15:00Z',
  rules: { agentKnown: true },
});
const since = '2026-03-02T07:30:00.000Z';
const omar: TicketTaken = { type: 'TicketTaken', data: { agent: 'omar' } };
const supervisor = { by: 'lea', roles: ['supervisor'], level: null } as const;

describe('taking a ticket', () => {
  const take = { type: 'TakeTicket', data: {} } as const;

  it('gives it to who asks', () => given(opened).when(take).then(taken));
  it('grants it once', () => given(opened, taken).when(take).then());
  it('names who has it, and since when', () =>
    given(opened, at(omar, since)).when(take).refused('held-by-another', { by: 'omar', at: since }));
  it('names who was assigned just the same', () =>
    given(opened, taken, at(assigned, since))
      .when(take)
      .refused('held-by-another', { by: 'omar', at: since }));
  it('is for agents of the ticket’s level', () => {
    given(opened).when(take, { level: 2 }).refused('not-your-level');
    given(opened).when(take, { level: null }).refused('not-your-level');
  });
  it('says so whoever has it', () => given(opened, omar).when(take, { level: 2 }).refused('not-your-level'));
  it('is possible once another one has released it', () =>
    given(opened, omar, released).when(take).then(taken));
  it('is possible while the ticket waits', () => given(opened, held).when(take).then(taken));
  it('leaves a resolved and a closed ticket alone', () => {
    given(opened, resolved).when(take).refused('ticket-resolved');
    given(opened, resolved, closed).when(take).refused('ticket-closed');
  });
  it('knows no such ticket', () => given().when(take).refused('ticket-unknown'));
});

describe('releasing a ticket', () => {
  const release = { type: 'ReleaseTicket', data: {} } as const;

  it('is for its holder', () => given(opened, taken).when(release).then(released));
  it('is for a supervisor', () => given(opened, taken).when(release, supervisor).then(released));
  it('is for nobody else, and names the holder', () =>
    given(opened, at(omar, since)).when(release).refused('not-the-holder', { by: 'omar', at: since }));
  it('is granted when nobody has it', () => {
    given(opened).when(release).then();
    given(opened, taken, released).when(release).then();
  });
  it('is for who had it when it was resolved, once it is reopened', () =>
    given(opened, taken, resolved, reopened).when(release).then(released));
  it('finds nobody after it was closed and reopened', () =>
    given(opened, omar, resolved, closed, reopened).when(release).then());
  it('leaves a closed ticket alone', () =>
    given(opened, taken, resolved, closed).when(release).refused('ticket-closed'));
  it('knows no such ticket', () => given().when(release).refused('ticket-unknown'));
});

describe('assigning a ticket', () => {
  const assign = { type: 'AssignTicket', data: { agent: 'omar' } } as const;

  it('gives it to the agent who is named', () => given(opened).when(assign, supervisor).then(assigned));
  it('takes it from who has it', () => given(opened, taken).when(assign, supervisor).then(assigned));
  it('is granted to who has it', () => given(opened, omar).when(assign, supervisor).then());
  it('wants an agent of the directory', () =>
    given(opened)
      .when(assign, { ...supervisor, rules: { agentKnown: false } })
      .refused('agent-unknown'));
  it('leaves a closed ticket alone', () =>
    given(opened, resolved, closed).when(assign, supervisor).refused('ticket-closed'));
  it('knows no such ticket', () => given().when(assign, supervisor).refused('ticket-unknown'));
});
