import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { daysAfter, daysPassed, reopening } from './elapsed.ts';
import { instantOf, millisOf } from './instant.ts';

const instants = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});

describe('reading and writing an instant without a clock', () => {
  it('agrees with the calendar of the machine, on any instant', () =>
    fc.assert(
      fc.property(instants, (date) => {
        expect(millisOf(date.toISOString())).toBe(date.getTime());
        expect(instantOf(date.getTime())).toBe(date.toISOString());
      }),
      { numRuns: 2_000 },
    ));

  it.each(['2000-02-29', '2024-02-29', '2100-02-28', '2100-03-01', '1970-01-01', '1969-12-31', '2026-12-31'])(
    'knows %s',
    (date) => {
      expect(instantOf(Date.parse(`${date}T23:59:59.999Z`))).toBe(`${date}T23:59:59.999Z`);
      expect(millisOf(`${date}T00:00:00Z`)).toBe(Date.parse(`${date}T00:00:00Z`));
    },
  );

  it.each(['', 'today', '2026-03-02', '2026-03-02T08:15:00+01:00'])(
    'does not guess what "%s" means',
    (text) => expect(millisOf(text)).toBeNaN(),
  );
});

describe('counting days', () => {
  const closed = '2026-02-01T08:00:00.000Z';

  it('allows the thirtieth day to its last millisecond', () => {
    expect(daysPassed(closed, '2026-03-03T08:00:00.000Z', reopening.days)).toBe(false);
    expect(daysPassed(closed, '2026-03-03T08:00:00.001Z', reopening.days)).toBe(true);
  });

  it('finds the instant some days later, over a leap day', () =>
    expect(daysAfter('2024-02-27T09:30:00.000Z', 3)).toBe('2024-03-01T09:30:00.000Z'));
});
