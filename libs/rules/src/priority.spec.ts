import { describe, expect, it } from '@jest/globals';
import { grades } from '@relais/contracts';
import { priorityOf, usualMatrix } from './priority.ts';

describe('the priority of a ticket', () => {
  it('is read from the matrix by impact, then urgency', () => {
    const matrix = { ...usualMatrix, high: { high: 1, medium: 1, low: 5 } } as const;
    expect(priorityOf(matrix, 'high', 'low')).toBe(5);
    expect(priorityOf(matrix, 'low', 'high')).toBe(3);
  });

  it('never falls when impact or urgency rises, in the usual matrix', () => {
    for (const grade of grades) {
      const byUrgency = grades.map((urgency) => priorityOf(usualMatrix, grade, urgency));
      const byImpact = grades.map((impact) => priorityOf(usualMatrix, impact, grade));
      expect(byUrgency).toStrictEqual([...byUrgency].sort((a, b) => a - b));
      expect(byImpact).toStrictEqual([...byImpact].sort((a, b) => a - b));
    }
  });
});
