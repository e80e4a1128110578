import { describe, it } from '@jest/globals';
import type { VisitCancelled, VisitDone, VisitScheduled } from '@relais/contracts';
import { closed, held, opened, resolved, scenario, sealedAs } from '@relais/testkit';
import { visit } from './visit.decider.ts';

const { given } = scenario(visit, {
  by: 'lena',
  roles: ['agent'],
  level: 2,
  at: '2026-03-02T08:15:00Z',
  rules: undefined,
});
const window = { from: '2026-03-03T08:00:00.000Z', to: '2026-03-03T10:00:00.000Z' };
const scheduled: VisitScheduled = { type: 'VisitScheduled', data: { visit: 'v1', ...window } };
const cancelled: VisitCancelled = {
  type: 'VisitCancelled',
  data: { visit: 'v1', reason: sealedAs('It works again') },
};
const done: VisitDone = { type: 'VisitDone', data: { visit: 'v1', outcome: 'solved' } };

describe('scheduling a visit', () => {
  const schedule = (id: string, other = {}) =>
    ({ type: 'ScheduleVisit', data: { visit: id, ...window, ...other } }) as const;

  it('promises its window', () => given(opened).when(schedule('v1')).then(scheduled));
  it('promises the same window once', () => given(opened, scheduled).when(schedule('v2')).then());
  it('promises it again when it was cancelled', () =>
    given(opened, scheduled, cancelled)
      .when(schedule('v2'))
      .then({ type: 'VisitScheduled', data: { visit: 'v2', ...window } }));
  it('promises another window beside it', () => {
    const to = '2026-03-03T12:00:00.000Z';
    given(opened, scheduled)
      .when(schedule('v2', { to }))
      .then({ type: 'VisitScheduled', data: { visit: 'v2', from: window.from, to } });
  });
  it('is possible while the ticket waits', () => given(opened, held).when(schedule('v1')).then(scheduled));
  it('leaves a resolved and a closed ticket alone', () => {
    given(opened, resolved).when(schedule('v1')).refused('ticket-resolved');
    given(opened, closed).when(schedule('v1')).refused('ticket-closed');
  });
  it('knows no such ticket', () => given().when(schedule('v1')).refused('ticket-unknown'));
});

describe('cancelling a visit', () => {
  const cancel = { type: 'CancelVisit', data: cancelled.data } as const;

  it('takes the promise back', () => given(opened, scheduled).when(cancel).then(cancelled));
  it('is granted once', () => given(opened, scheduled, cancelled).when(cancel).then());
  it('comes too late for one that took place', () =>
    given(opened, scheduled, done).when(cancel).refused('visit-over'));
  it('is for a visit of the ticket', () => given(opened).when(cancel).refused('visit-unknown'));
  it('knows no such ticket', () => given().when(cancel).refused('ticket-unknown'));
});

describe('recording a visit', () => {
  const record = { type: 'RecordVisit', data: done.data } as const;

  it('notes what it gave', () => given(opened, scheduled).when(record).then(done));
  it('is granted once', () => given(opened, scheduled, done).when(record).then());
  it('does not change what it gave', () => {
    const notMet: VisitDone = { type: 'VisitDone', data: { visit: 'v1', outcome: 'not-met' } };
    given(opened, scheduled, notMet).when(record).refused('visit-over');
  });
  it('is not for one that was cancelled', () =>
    given(opened, scheduled, cancelled).when(record).refused('visit-over'));
  it('is for a visit of the ticket', () => given(opened).when(record).refused('visit-unknown'));
  it('leaves a closed ticket alone', () =>
    given(opened, scheduled, closed).when(record).refused('ticket-closed'));
});
