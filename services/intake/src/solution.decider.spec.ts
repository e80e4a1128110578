import { describe, it } from '@jest/globals';
import {
  closed,
  confirmed,
  contested,
  held,
  opened,
  reopened,
  resolved,
  scenario,
  sealedAs,
} from '@relais/testkit';
import { solution } from './solution.decider.ts';

const { given } = scenario(solution, {
  by: 'zoe',
  roles: ['requester'],
  level: null,
  at: '2026-03-02T08:15:00Z',
  rules: undefined,
});

describe('confirming a solution', () => {
  const confirm = { type: 'ConfirmSolution', data: {} } as const;

  it('keeps the requester’s word', () => given(opened, resolved).when(confirm).then(confirmed));
  it('keeps a comment', () => {
    const data = { comment: sealedAs('Thank you') };
    given(opened, resolved).when({ type: 'ConfirmSolution', data }).then({ type: 'SolutionConfirmed', data });
  });
  it('grants it once', () => given(opened, resolved, confirmed).when(confirm).then());
  it('asks again after the ticket was reopened and resolved anew', () =>
    given(opened, resolved, confirmed, reopened, resolved).when(confirm).then(confirmed));
  it('asks again after an imported second resolution', () =>
    given(opened, resolved, confirmed, resolved).when(confirm).then(confirmed));
  it('asks again after an imported change of mind', () =>
    given(opened, resolved, confirmed, contested).when(confirm).then(confirmed));
  it('wants a solution first', () => {
    given(opened).when(confirm).refused('ticket-open');
    given(opened, held).when(confirm).refused('ticket-on-hold');
  });
  it('leaves a closed ticket alone', () =>
    given(opened, resolved, closed).when(confirm).refused('ticket-closed'));
  it('knows no such ticket', () => given().when(confirm).refused('ticket-unknown'));
});

describe('contesting a solution', () => {
  const contest = { type: 'ContestSolution', data: contested.data } as const;

  it('keeps the requester’s word and works on the ticket again', () =>
    given(opened, resolved).when(contest).then(contested, reopened));
  it('allows a change of mind', () =>
    given(opened, resolved, confirmed).when(contest).then(contested, reopened));
  it('grants it once', () =>
    given(opened, resolved, contested, reopened).when(contest).refused('ticket-open'));
  it('leaves a closed ticket alone', () =>
    given(opened, resolved, closed).when(contest).refused('ticket-closed'));
  it('knows no such ticket', () => given().when(contest).refused('ticket-unknown'));
});
