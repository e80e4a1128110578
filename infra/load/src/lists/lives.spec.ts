import { describe, expect, it } from '@jest/globals';
import { tidy } from '@relais/projections';
import { listed, questions, statuses } from './listed.ts';
import { began, lifeOf, years } from './lives.ts';

const lives = Array.from({ length: 1_000 }, (_, place) => lifeOf(place, 1_000));

describe('the tickets of a list', () => {
  it('are the same in each run', () => expect(lifeOf(7, 1_000)).toEqual(lives[7]));

  it('fit their model', () => {
    for (const { row } of lives.flat()) if (row) expect(tidy(listed('list'), row)).toEqual(row);
  });

  it('begin over four years, and live on without going back', () => {
    for (const life of lives) {
      expect(life.map(({ revision }) => revision)).toEqual(life.map((_, nth) => nth));
      const times = life.map(({ happenedAt }) => happenedAt);
      expect(times).toEqual(times.toSorted());
    }
    const first = lives.map(([version]) => Date.parse(version?.happenedAt ?? '') - began);
    expect(Math.min(...first)).toBe(0);
    expect(Math.max(...first)).toBeGreaterThan(years * 0.99);
  });

  it('answer each question with more than a page', () => {
    const rows = lives.map((life) => life.at(-1)?.row);
    for (const { where } of questions) {
      const found = rows.filter((row) =>
        Object.entries(where).every(([field, wanted]) =>
          [wanted].flat().includes(row?.[field as keyof typeof row] as never),
        ),
      );
      expect([where, found.length > 50]).toEqual([where, true]);
    }
    expect(new Set(lives.flat().map(({ row }) => row?.status))).toEqual(new Set(statuses));
  });
});
