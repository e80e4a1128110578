import { describe, expect, it } from '@jest/globals';
import { always, instantIn, isWithin, isZone } from './period.ts';

describe('a local time', () => {
  it.each([
    ['2012-01-01', 'Europe/Rome', '2011-12-31T23:00:00.000Z'],
    ['2012-07-01', 'Europe/Rome', '2012-06-30T22:00:00.000Z'],
    ['2012-01-01T00:00', 'Europe/Rome', '2011-12-31T23:00:00.000Z'],
    ['2012-01-01T08:30:15', 'America/New_York', '2012-01-01T13:30:15.000Z'],
    // The day on which the clocks are put back has 25 hours, the one on which they are put forward 23.
    ['2020-10-25', 'Europe/Paris', '2020-10-24T22:00:00.000Z'],
    ['2020-10-26', 'Europe/Paris', '2020-10-25T23:00:00.000Z'],
    ['2020-03-30', 'Europe/Paris', '2020-03-29T22:00:00.000Z'],
    // Its midnight was left out: the day began at one.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['2012-02-29', 'UTC', '2012-02-29T00:00:00.000Z'],
  ])('%s in %s comes at %s', (local, zone, instant) => expect(instantIn(zone, local)).toBe(instant));

  it.each([
    ['2011-02-29', 'Europe/Paris'],
    ['2012-13-01', 'Europe/Paris'],
    ['2012-1-1', 'Europe/Paris'],
    ['2012-01-01T24:30', 'Europe/Paris'],
    ['2012-01-01T00:00Z', 'Europe/Paris'],
    ['2012-01-01T00:00:00.000', 'Europe/Paris'],
    ['', 'Europe/Paris'],
    ['2012-01-01', 'Europe/Pariss'],
    ['2012-01-01', '+01:00'],
    ['2012-01-01', ''],
  ])('%s in "%s" comes never', (local, zone) => expect(instantIn(zone, local)).toBeNull());
});

describe('a zone', () => {
  it.each(['Europe/Paris', 'UTC', 'America/Argentina/Buenos_Aires'])('%s is one', (zone) =>
    expect(isZone(zone)).toBe(true),
  );
  it.each(['local', 'system', 'Paris', 'utc+3', ''])('"%s" is none', (zone) =>
    expect(isZone(zone)).toBe(false),
  );
});

describe('a period', () => {
  const march = { from: '2026-02-28T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z' };

  it('has its first instant in it, and its last one not', () => {
    expect(isWithin(march, march.from)).toBe(true);
    expect(isWithin(march, '2026-02-28T22:59:59.999Z')).toBe(false);
    expect(isWithin(march, '2026-03-31T21:59:59.999Z')).toBe(true);
    expect(isWithin(march, march.to)).toBe(false);
  });

  it('may be without an end on either side', () => {
    expect(isWithin({ ...march, from: null }, '1970-01-01T00:00:00.000Z')).toBe(true);
    expect(isWithin({ ...march, to: null }, '9999-01-01T00:00:00.000Z')).toBe(true);
    expect(isWithin(always, march.from)).toBe(true);
  });

  it('holds nothing that has not happened', () => expect(isWithin(always, null)).toBe(false));
});
