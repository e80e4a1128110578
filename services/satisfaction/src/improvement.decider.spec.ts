import { describe, it } from '@jest/globals';
import type { ImprovementDecided, ImprovementProposed } from '@relais/contracts';
import { at, by, scenario, sealedAs } from '@relais/testkit';
import { improving } from './improvement.decider.ts';

const proposed: ImprovementProposed = {
  type: 'ImprovementProposed',
  data: { title: sealedAs('Call back'), proposal: sealedAs('Call back whoever waited an hour') },
};
const decided: ImprovementDecided = {
  type: 'ImprovementDecided',
  data: { decision: 'declined', reason: sealedAs('Nobody is free for it') },
};

const { given } = scenario(improving, {
  by: 'sofia',
  roles: ['supervisor'],
  level: null,
  at: '2026-03-02T08:15:00.000Z',
  rules: undefined,
});

describe('proposing an improvement', () => {
  const propose = { type: 'ProposeImprovement', data: proposed.data } as const;

  it('keeps what is proposed', () => given().when(propose).then(proposed));
  it('is granted once', () => given(proposed).when(propose).then());
});

describe('deciding an improvement', () => {
  const decide = { type: 'DecideImprovement', data: decided.data } as const;

  it('keeps the decision and its reason', () => given(proposed).when(decide).then(decided));
  it('is done once, and says by whom and when', () =>
    given(proposed, at(by(decided, 'lea'), '2026-03-02T08:10:00.000Z'))
      .when(decide)
      .refused('improvement-decided', { by: 'lea', at: '2026-03-02T08:10:00.000Z' }));
  it('knows no such improvement', () => given().when(decide).refused('improvement-unknown'));
});
