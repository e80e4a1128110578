import { describe, expect, it } from '@jest/globals';
import type { OpeningCalendar, OpeningSlot } from '@relais/contracts';
import fc from 'fast-check';
import { addOpen, openMillis } from './calendar.ts';

const minute = 60_000;
const hour = 60 * minute;
const iso = (millis: number): string => new Date(millis).toISOString();

const everyDay = (from: string, to: string): readonly OpeningSlot[] =>
  ([1, 2, 3, 4, 5, 6, 7] as const).map((day) => ({ day, from, to }));
const week = (from: string, to: string): readonly OpeningSlot[] => everyDay(from, to).slice(0, 5);
const paris = (slots: readonly OpeningSlot[], holidays: readonly string[] = []): OpeningCalendar => ({
  zone: 'Europe/Paris',
  slots,
  holidays,
});
const office = paris([...week('14:00', '18:00'), ...week('08:00', '12:00')], ['2026-07-14']);

describe('opening time', () => {
  it.each([
    ['within a slot', '2026-03-02T08:00:00Z', '2026-03-02T09:30:00Z', 1.5],
    ['over the noon break', '2026-03-02T10:00:00Z', '2026-03-02T14:00:00Z', 2],
    ['of a day', '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z', 8],
    ['over a weekend', '2026-03-06T16:00:00Z', '2026-03-09T08:00:00Z', 2],
    ['of a weekend', '2026-03-07T00:00:00Z', '2026-03-08T20:00:00Z', 0],
    ['over a holiday', '2026-07-13T15:00:00Z', '2026-07-15T07:00:00Z', 2],
    ['of nothing', '2026-03-02T09:00:00Z', '2026-03-02T09:00:00Z', 0],
    ['backwards', '2026-03-02T11:00:00Z', '2026-03-02T09:00:00Z', 0],
    ['of a year of 261 days at work without one', '2025-12-31T23:00:00Z', '2026-12-31T23:00:00Z', 260 * 8],
  ])('%s', (_, from, to, hours) => expect(openMillis(office, from, to)).toBe(hours * hour));

  const [march29, october25] = [
    ['2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
  ] as const;
  it.each([
    ['in spring one of 23 hours', everyDay('00:00', '24:00'), march29, 23],
    ['in autumn one of 25 hours', everyDay('00:00', '24:00'), october25, 25],
    ['the hour left out', everyDay('02:00', '03:00'), march29, 0],
    ['the hour repeated', everyDay('02:00', '03:00'), october25, 2],
    ['half of the hour repeated', everyDay('02:30', '04:00'), october25, 2],
  ] as const)('of the day on which the clocks change: %s', (_, slots, [from, to], hours) =>
    expect(openMillis(paris(slots), from, to)).toBe(hours * hour),
  );

  it('skips a day that a zone has skipped', () => {
    const apia: OpeningCalendar = { zone: 'Pacific/Apia', slots: everyDay('08:00', '18:00'), holidays: [] };
    // 29 December 2011 was followed by the 31st.
    expect(openMillis(apia, '2011-12-29T10:00:00Z', '2011-12-31T10:00:00Z')).toBe(20 * hour);
    expect(
      openMillis({ ...apia, holidays: ['2011-12-30'] }, '2011-12-29T10:00:00Z', '2011-12-31T10:00:00Z'),
    ).toBe(20 * hour);
  });

  it('is none in a zone that nobody knows, and between what is no instant', () => {
    expect(
      openMillis({ ...office, zone: 'Europe/Nowhere' }, '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z'),
    ).toBe(0);
    expect(openMillis(office, 'yesterday', '2026-03-03T00:00:00Z')).toBe(0);
    expect(openMillis(office, '2026-03-03T00:00:00Z', 'tomorrow')).toBe(0);
  });
});

describe('the instant at which opening time has passed', () => {
  it.each([
    ['within a slot', '2026-03-02T08:00:00.000Z', 1, '2026-03-02T09:00:00.000Z'],
    ['after the noon break', '2026-03-02T10:00:00.000Z', 2, '2026-03-02T14:00:00.000Z'],
    [
      'is the end of a slot rather than the beginning of the next',
      '2026-03-02T10:00:00.000Z',
      1,
      '2026-03-02T11:00:00.000Z',
    ],
    ['on the next day at work', '2026-03-06T16:00:00.000Z', 2, '2026-03-09T08:00:00.000Z'],
    ['after a holiday', '2026-07-13T15:00:00.000Z', 2, '2026-07-15T07:00:00.000Z'],
    [
      'counts from the next slot when it begins outside of one',
      '2026-03-07T03:00:00.000Z',
      1,
      '2026-03-09T08:00:00.000Z',
    ],
    ['is that very instant for none', '2026-03-07T03:00:00.000Z', 0, '2026-03-07T03:00:00.000Z'],
  ])('%s', (_, from, hours, at) => expect(addOpen(office, from, hours * hour)).toBe(at));

  it('is never when the line never opens', () => {
    expect(addOpen(paris([]), '2026-03-02T08:00:00.000Z', 1)).toBeNull();
    expect(addOpen({ ...office, zone: 'Europe/Nowhere' }, '2026-03-02T08:00:00.000Z', 1)).toBeNull();
    expect(
      addOpen(paris([{ day: 1, from: '18:00', to: '08:00' }]), '2026-03-02T08:00:00.000Z', 1),
    ).toBeNull();
  });

  it('is never when ten years do not suffice', () => {
    const aMinuteAWeek = paris([{ day: 1, from: '08:00', to: '08:01' }]);
    expect(addOpen(aMinuteAWeek, '2026-03-02T06:00:00.000Z', 500 * minute)).toBe('2035-09-24T06:01:00.000Z');
    expect(addOpen(aMinuteAWeek, '2026-03-02T06:00:00.000Z', 600 * minute)).toBeNull();
  });
});

/** Instants about which clocks are changed, where they are. */
const changes = [
  ['Europe/Paris', '2026-03-29T01:00:00Z'],
  ['Europe/Paris', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2026-03-08T07:00:00Z'],
  ['America/New_York', '2026-11-01T06:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['Asia/Beirut', '2026-03-28T22:00:00Z'],
  ['Asia/Beirut', '2026-10-24T21:00:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
  ['Antarctica/Troll', '2026-03-29T01:00:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Asia/Kathmandu', '2026-06-01T00:00:00Z'],
] as const;

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Up to three slots of a day, none of which overlap. */
const slotsOf = (day: OpeningSlot['day']): fc.Arbitrary<readonly OpeningSlot[]> =>
  fc
    .uniqueArray(fc.oneof(fc.integer({ min: 0, max: 1_440 }), fc.constantFrom(0, 120, 150, 180, 1_440)), {
      maxLength: 6,
    })
    .map((drawn) => {
      const ends = drawn.toSorted((a, b) => a - b);
      return Array.from({ length: Math.floor(ends.length / 2) }, (_, n) => ({
        ...{ day, from: clock(ends[2 * n] ?? 0), to: clock(ends[2 * n + 1] ?? 0) },
      }));
    });

/** A calendar in a zone, and an instant of whole minutes near a change of its clocks. */
const places = fc
  .record({
    change: fc.constantFrom(...changes),
    slots: fc.tuple(...([1, 2, 3, 4, 5, 6, 7] as const).map(slotsOf)).map((days) => days.flat()),
    free: fc.array(fc.integer({ min: -2, max: 2 }), { maxLength: 2 }),
    before: fc.integer({ min: -60, max: 3 * 1_440 }),
  })
  .map(({ change: [zone, at], slots, free, before }) => ({
    calendar: {
      zone,
      slots,
      holidays: free.map((days) => iso(Date.parse(at) + days * 24 * hour).slice(0, 10)),
    },
    from: Date.parse(at) - before * minute,
  }));

/** Counted minute by minute, by what the clock on the wall shows: written without what is tested. */
const slowly = ({ zone, slots, holidays }: OpeningCalendar, from: number, to: number): number => {
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  let minutes = 0;
  for (let at = from; at < to; at += minute) {
    const [date = '', time = ''] = wall.format(at).split(' ');
    const day = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
    const open = slots.some((slot) => slot.day === day && slot.from <= time && time < slot.to);
    if (open && !holidays.includes(date)) minutes += 1;
  }
  return minutes * minute;
};

describe('opening time, in any calendar and about any change of clocks', () => {
  it('is what a slow count minute by minute gives', () =>
    fc.assert(
      fc.property(places, fc.integer({ min: 0, max: 5 * 1_440 }), ({ calendar, from }, minutes) => {
        const to = from + minutes * minute;
        expect(openMillis(calendar, iso(from), iso(to))).toBe(slowly(calendar, from, to));
      }),
      { numRuns: 300 },
    ));

  const span = fc.integer({ min: 0, max: 40 * 24 * hour });

  it('is additive over any cut of an interval', () =>
    fc.assert(
      fc.property(places, span, fc.array(span, { maxLength: 5 }), ({ calendar, from }, long, cuts) => {
        const ends = [0, ...cuts.map((cut) => cut % (long + 1)).toSorted((a, b) => a - b), long];
        const parts = ends
          .slice(1)
          .map((end, n) => openMillis(calendar, iso(from + (ends[n] ?? 0)), iso(from + end)));
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(
          openMillis(calendar, iso(from), iso(from + long)),
        );
      }),
      { numRuns: 500 },
    ));

  it('has passed at the first instant that has it behind it', () =>
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 90 * hour }), ({ calendar, from }, millis) => {
        const at = addOpen(calendar, iso(from), millis);
        if (at === null) return expect(openMillis(calendar, iso(from), iso(from + 365 * 24 * hour))).toBe(0);
        expect(openMillis(calendar, iso(from), at)).toBe(millis);
        expect(openMillis(calendar, iso(from), iso(Date.parse(at) - 1))).toBe(millis - 1);
      }),
      { numRuns: 500 },
    ));

  it('falls due at a time at which the line is open, or just closes', () =>
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 90 * 60 }), ({ calendar, from }, minutes) => {
        const at = addOpen(calendar, iso(from), minutes * minute);
        if (at !== null) expect(slowly(calendar, Date.parse(at) - minute, Date.parse(at))).toBe(minute);
      }),
      { numRuns: 300 },
    ));
});
