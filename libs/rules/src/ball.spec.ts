import { describe, expect, it } from '@jest/globals';
import type { Ticket } from '@relais/contracts';
import { ballHolder, type BallHolder } from './ball.ts';

const rows: readonly (readonly [Ticket['status'], Ticket['heldFor'], 1 | 2, BallHolder])[] = [
  ['unopened', null, 1, 'nobody'],
  ['open', null, 1, 'level-1'],
  ['open', null, 2, 'level-2'],
  ['on-hold', 'requester', 1, 'requester'],
  ['on-hold', 'client', 2, 'client'],
  ['on-hold', 'vendor', 2, 'vendor'],
  ['on-hold', 'visit', 2, 'level-2'],
  ['resolved', null, 2, 'requester'],
  ['closed', null, 1, 'nobody'],
];

describe('who has the ball', () => {
  it.each(rows)('%s, held for %s, at level %i: %s', (status, heldFor, level, holder) =>
    expect(ballHolder({ status, heldFor, level })).toBe(holder),
  );
});
