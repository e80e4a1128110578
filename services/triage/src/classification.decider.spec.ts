import { describe, it } from '@jest/globals';
import type { TicketClassified } from '@relais/contracts';
import { classified, closed, held, opened, resolved, scenario, terms } from '@relais/testkit';
import { classification, type ClassifyTicket } from './classification.decider.ts';

describe('classifying a ticket', () => {
  const { given } = scenario(classification, {
    by: 'nadia',
    roles: ['agent'],
    level: 1,
    at: '2026-03-02T08:15:00Z',
    rules: { matrix: terms.matrix },
  });
  const { priority: _, ...said } = classified.data;
  const classify = (other: Partial<ClassifyTicket['data']> = {}): ClassifyTicket => ({
    type: 'ClassifyTicket',
    data: { ...said, ...other },
  });
  const as = (other: Partial<TicketClassified['data']>): TicketClassified => ({
    type: 'TicketClassified',
    data: { ...classified.data, ...other },
  });

  it('takes the priority from the client’s matrix', () => given(opened).when(classify()).then(classified));
  it('reads the matrix by impact, then urgency', () =>
    given(opened)
      .when(classify({ impact: 'high', urgency: 'low' }), {
        rules: { matrix: { ...terms.matrix, high: { high: 1, medium: 1, low: 5 } } },
      })
      .then(as({ impact: 'high', urgency: 'low', priority: 5 })));
  it('grants the same classification once', () => given(opened, classified).when(classify()).then());
  it('keeps what is different, be it a single word', () => {
    given(opened, classified)
      .when(classify({ kind: 'request' }))
      .then(as({ kind: 'request' }));
    given(opened, classified)
      .when(classify({ category: 'network' }))
      .then(as({ category: 'network' }));
    given(opened, classified)
      .when(classify({ impact: 'high' }))
      .then(as({ impact: 'high', priority: 1 }));
    given(opened, classified)
      .when(classify({ urgency: 'low' }))
      .then(as({ urgency: 'low', priority: 5 }));
  });
  it('keeps what only another matrix makes different', () =>
    given(opened, classified)
      .when(classify(), { rules: { matrix: { ...terms.matrix, low: { high: 2, medium: 4, low: 5 } } } })
      .then(as({ priority: 2 })));
  it('compares with the latest classification only', () =>
    given(opened, classified, as({ category: 'network' }))
      .when(classify())
      .then(classified));
  it('is possible while the ticket waits, and after it is resolved', () => {
    given(opened, held).when(classify()).then(classified);
    given(opened, resolved).when(classify()).then(classified);
  });
  it('leaves a closed ticket alone', () =>
    given(opened, resolved, closed).when(classify()).refused('ticket-closed'));
  it('knows no such ticket', () => given().when(classify()).refused('ticket-unknown'));
});
