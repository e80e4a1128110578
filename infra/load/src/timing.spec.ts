import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { percentile, timingOf } from './timing.ts';

const oneToHundred = Array.from({ length: 100 }, (_, place) => place + 1);

/** Durations as they come: in any order, some of them equal. */
const durations = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

describe('a percentile', () => {
  it('is the smallest value that so many of a hundred do not exceed', () => {
    expect(percentile(oneToHundred, 50)).toBe(50);
    expect(percentile(oneToHundred, 99)).toBe(99);
    expect(percentile(oneToHundred, 100)).toBe(100);
  });

  it('is a value that was measured, never one between two', () => {
    expect(percentile([1, 2, 3, 10], 50)).toBe(2);
    expect(percentile([1, 2, 3, 10], 51)).toBe(3);
    expect(percentile([1, 2, 3, 10], 99)).toBe(10);
  });

  it('of a single value is that value', () => expect(percentile([7], 1)).toBe(7));
  it('of nothing is no number', () => expect(percentile([], 50)).toBeNaN());

  it('leaves at least so many at or below it, and fewer below it', () => {
    fc.assert(
      fc.property(durations, fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const found = percentile(sorted(values), percent);
        const needed = (percent / 100) * values.length;
        expect(values).toContain(found);
        expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(needed);
        expect(values.filter((value) => value < found).length).toBeLessThan(needed);
      }),
    );
  });
});

describe('the timing of a run', () => {
  it('takes durations in any order, by their size and not by their digits', () => {
    const shuffled = [...oneToHundred].reverse();
    expect(timingOf(shuffled)).toEqual({ p50: 50, p95: 95, p99: 99 });
  });
});
