import { grades, type ContractTerms, type OpeningCalendar, type OpeningSlot } from '@relais/contracts';
import { Invalid } from '@relais/kernel';

const fail = (code: string, field: string, message: string): never => {
  throw new Invalid(code, field, message);
};

const isWhole = (value: unknown, from: number, to: number): boolean =>
  Number.isInteger(value) && Number(value) >= from && Number(value) <= to;

/** A name of the IANA database: `Intl` also takes offsets, which know no summer time. */
const checkZone = (zone: string): void => {
  try {
    if (/^[A-Za-z]/.test(zone)) return void new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    // Intl says by a RangeError alone that it knows no such zone.
  }
  fail('zone-unknown', 'calendar.zone', `"${zone}" is no time zone such as Europe/Paris`);
};

const from = /^([01]\d|2[0-3]):[0-5]\d$/;
const to = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

const checkSlot = (slot: OpeningSlot, place: number): void => {
  const field = `calendar.slots.${place}`;
  if (!isWhole(slot.day, 1, 7)) fail('slot-unreadable', `${field}.day`, 'a day is 1 (Monday) to 7');
  if (!from.test(slot.from))
    fail('slot-unreadable', `${field}.from`, `"${slot.from}" is no time such as 08:30`);
  if (!to.test(slot.to))
    fail('slot-unreadable', `${field}.to`, `"${slot.to}" is no time such as 17:30 or 24:00`);
  if (slot.from >= slot.to) fail('slot-empty', field, `from ${slot.from} to ${slot.to} is no time at all`);
};

/** `to` is excluded: one slot may begin where another ends. */
const checkOverlaps = (slots: readonly OpeningSlot[]): void => {
  const inOrder = slots.toSorted((a, b) => a.day - b.day || a.from.localeCompare(b.from));
  for (const [place, slot] of inOrder.entries()) {
    const next = inOrder[place + 1];
    if (next?.day === slot.day && next.from < slot.to)
      fail('slots-overlap', 'calendar.slots', `two slots of day ${slot.day} overlap at ${next.from}`);
  }
};

const isDate = (written: string): boolean => {
  const time = /^\d{4}-\d\d-\d\d$/.test(written) ? Date.parse(`${written}T00:00:00Z`) : Number.NaN;
  // 30 February parses, as the 2nd of March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(written);
};

const checkCalendar = ({ zone, slots, holidays }: OpeningCalendar): void => {
  checkZone(zone);
  for (const [place, slot] of slots.entries()) checkSlot(slot, place);
  checkOverlaps(slots);
  const wrong = holidays.findIndex((day) => !isDate(day));
  if (wrong >= 0)
    fail(
      'holiday-unreadable',
      `calendar.holidays.${wrong}`,
      `"${holidays[wrong]}" is no date such as 2026-07-14`,
    );
};

const priorities = [1, 2, 3, 4, 5] as const;

/** A target beyond a year of minutes is a slip of the hand, and would lead beyond what a date can hold. */
const longestTarget = 366 * 24 * 60;
const longestQuiet = 366;
const mostVisitCategories = 50;

const checkTargets = (targets: ContractTerms['targets']): void => {
  const all = priorities.flatMap((priority) =>
    (['response', 'resolution'] as const).map(
      (name) => [`${priority}.${name}`, targets[priority]?.[name]] as const,
    ),
  );
  const wrong = all.find(([, minutes]) => !isWhole(minutes, 1, longestTarget));
  if (wrong)
    fail('target-unreadable', `targets.${wrong[0]}`, `minutes of opening time, 1 to ${longestTarget}`);
};

type Target = { readonly priority: number; readonly response: number; readonly resolution: number };

/** Throws Invalid for targets as callers list them, naming the place in the list: each priority has its targets there, once. */
export const checkTargetList = (targets: readonly Target[]): void => {
  for (const [place, target] of targets.entries()) {
    const isFirst = targets.findIndex(({ priority }) => priority === target.priority) === place;
    if (!isWhole(target.priority, 1, 5) || !isFirst)
      fail('target-misplaced', `targets.${place}.priority`, 'each priority, 1 to 5, has its targets once');
    const wrong = (['response', 'resolution'] as const).find(
      (name) => !isWhole(target[name], 1, longestTarget),
    );
    if (wrong)
      fail(
        'target-unreadable',
        `targets.${place}.${wrong}`,
        `minutes of opening time, 1 to ${longestTarget}`,
      );
  }
  if (targets.length < priorities.length) fail('targets-incomplete', 'targets', 'a priority has no targets');
};

const checkMatrix = (matrix: ContractTerms['matrix']): void => {
  const all = grades.flatMap((impact) =>
    grades.map((urgency) => [`${impact}.${urgency}`, matrix[impact]?.[urgency]] as const),
  );
  const wrong = all.find(([, priority]) => !isWhole(priority, 1, 5));
  if (wrong) fail('matrix-incomplete', `matrix.${wrong[0]}`, 'a priority from 1 to 5 is missing');
};

/** Throws Invalid, naming the field, for terms that no calendar or clock could follow. Asked before the command exists. */
export const checkTerms = (terms: ContractTerms): void => {
  const { calendar, targets, matrix, quietDays, visitCategories = [] } = terms;
  checkCalendar(calendar);
  checkTargets(targets);
  checkMatrix(matrix);
  if (!isWhole(quietDays, 0, longestQuiet))
    fail('quiet-days-unreadable', 'quietDays', `whole days, 0 to ${longestQuiet}`);
  if (visitCategories.length > mostVisitCategories)
    fail('visit-categories-too-many', 'visitCategories', `${mostVisitCategories} at most`);
};
