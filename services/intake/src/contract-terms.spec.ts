import { describe, expect, it } from '@jest/globals';
import type { ContractTerms, OpeningSlot } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import { terms } from '@relais/testkit';
import fc from 'fast-check';
import { checkTerms } from './contract-terms.ts';

const calendarWith = (other: Partial<ContractTerms['calendar']>): ContractTerms => ({
  ...terms,
  calendar: { ...terms.calendar, ...other },
});
const slot = (day: number, from: string, to: string) => ({ day, from, to }) as OpeningSlot;

/** The code and the field of what is wrong; null for sound terms. */
const wrongIn = (checked: ContractTerms): readonly [string, string] | null => {
  try {
    checkTerms(checked);
    return null;
  } catch (error) {
    if (error instanceof Invalid) return [error.code, error.field];
    throw error;
  }
};

describe('the terms of a contract', () => {
  it('are sound as a provider signs them', () => expect(wrongIn(terms)).toBeNull());

  it.each(['Europe/Paris', 'America/Argentina/Buenos_Aires', 'UTC', 'Asia/Kolkata'])(
    'know the zone %s',
    (zone) => expect(wrongIn(calendarWith({ zone }))).toBeNull(),
  );
  it.each(['', 'Paris', 'Europe/Pariss', '+01:00', '-0500', 'Europe/Paris '])('know no zone "%s"', (zone) =>
    expect(wrongIn(calendarWith({ zone }))).toEqual(['zone-unknown', 'calendar.zone']),
  );

  it('may be open day and night', () => {
    const slots = [1, 2, 3, 4, 5, 6, 7].map((day) => slot(day, '00:00', '24:00'));
    expect(wrongIn(calendarWith({ slots }))).toBeNull();
  });
  it('may open several times a day, one slot beginning where another ends', () => {
    const slots = [
      slot(1, '14:00', '18:00'),
      slot(1, '08:00', '12:00'),
      slot(1, '12:00', '14:00'),
      slot(2, '08:00', '12:00'),
    ];
    expect(wrongIn(calendarWith({ slots }))).toBeNull();
  });
  it.each([
    [slot(0, '08:00', '12:00'), 'slot-unreadable', '.day'],
    [slot(8, '08:00', '12:00'), 'slot-unreadable', '.day'],
    [slot(1.5, '08:00', '12:00'), 'slot-unreadable', '.day'],
    [slot(1, '8:00', '12:00'), 'slot-unreadable', '.from'],
    [slot(1, '24:00', '24:00'), 'slot-unreadable', '.from'],
    [slot(1, '08:60', '12:00'), 'slot-unreadable', '.from'],
    [slot(1, '08:00', '24:01'), 'slot-unreadable', '.to'],
    [slot(1, '08:00', 'noon'), 'slot-unreadable', '.to'],
    [slot(1, '12:00', '12:00'), 'slot-empty', ''],
    [slot(1, '22:00', '06:00'), 'slot-empty', ''],
  ])('know no slot %j', (wrong, code, field) =>
    expect(wrongIn(calendarWith({ slots: [slot(2, '08:00', '12:00'), wrong] }))).toEqual([
      code,
      `calendar.slots.1${field}`,
    ]),
  );
  it('open once at a time: the slots of a day overlap exactly when some minute is in two of them', () => {
    const minute = (n: number) =>
      `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`;
    const anySlot = fc
      .tuple(
        fc.integer({ min: 1, max: 2 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 24 }), { minLength: 2, maxLength: 2 }),
      )
      .map(([day, hours]) => ({ day, from: Math.min(...hours) * 60, to: Math.max(...hours) * 60 }));
    fc.assert(
      fc.property(fc.array(anySlot, { maxLength: 5 }), (drawn) => {
        const hours = drawn.flatMap(({ day, from, to }) =>
          Array.from({ length: (to - from) / 60 }, (_, n) => `${day} ${from + n * 60}`),
        );
        const slots = drawn.map(({ day, from, to }) => slot(day, minute(from), minute(to)));
        const overlap = new Set(hours).size < hours.length;
        expect(wrongIn(calendarWith({ slots }))).toEqual(
          overlap ? ['slots-overlap', 'calendar.slots'] : null,
        );
      }),
    );
  });

  it('know a leap day', () => expect(wrongIn(calendarWith({ holidays: ['2028-02-29'] }))).toBeNull());
  it.each(['2026-02-29', '2026-02-30', '2026-13-01', '2026-00-10', '14/07/2026', '2026-7-14', ''])(
    'know no holiday "%s"',
    (day) =>
      expect(wrongIn(calendarWith({ holidays: ['2026-07-14', day] }))).toEqual([
        'holiday-unreadable',
        'calendar.holidays.1',
      ]),
  );

  it.each([0, -15, 7.5, Number.NaN, Number.POSITIVE_INFINITY, 527_041])(
    'know no target of %d minutes',
    (minutes) => {
      const targets = { ...terms.targets, 4: { response: 60, resolution: minutes } };
      expect(wrongIn({ ...terms, targets })).toEqual(['target-unreadable', 'targets.4.resolution']);
    },
  );
  it('need targets for every priority', () => {
    const { 3: _, ...targets } = terms.targets;
    expect(wrongIn({ ...terms, targets: targets as ContractTerms['targets'] })).toEqual([
      ...['target-unreadable', 'targets.3.response'],
    ]);
  });

  it.each([0, 6, 2.5])('know no priority %d', (priority) => {
    const matrix = { ...terms.matrix, medium: { ...terms.matrix.medium, low: priority as 1 } };
    expect(wrongIn({ ...terms, matrix })).toEqual(['matrix-incomplete', 'matrix.medium.low']);
  });
  it('need a priority for every impact and urgency', () => {
    const { low: _, ...matrix } = terms.matrix;
    expect(wrongIn({ ...terms, matrix: matrix as ContractTerms['matrix'] })).toEqual([
      'matrix-incomplete',
      'matrix.low.high',
    ]);
  });

  it('may name 50 categories that usually need a visit, and no more', () => {
    const visitCategories = Array.from({ length: 50 }, (_, n) => `category ${n}`);
    expect(wrongIn({ ...terms, visitCategories })).toBeNull();
    expect(wrongIn({ ...terms, visitCategories: [...visitCategories, 'one more'] })).toEqual([
      ...['visit-categories-too-many', 'visitCategories'],
    ]);
  });

  it('may close at once', () => expect(wrongIn({ ...terms, quietDays: 0 })).toBeNull());
  it.each([-1, 0.5, 367, Number.NaN])('know no %d quiet days', (quietDays) =>
    expect(wrongIn({ ...terms, quietDays })).toEqual(['quiet-days-unreadable', 'quietDays']),
  );
});
