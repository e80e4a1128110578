import type { OpeningCalendar } from '@relais/contracts';
import { IANAZone } from 'luxon';
import { day, instantOf, millisOf } from '../instant.ts';

/** From an instant to another, which is not in it any more: milliseconds since 1970. */
type Stretch = readonly [from: number, to: number];

/** When the line is open on one day of UTC, in order, and for how long in all. */
type Opened = { readonly stretches: readonly Stretch[]; readonly millis: number };

/** A calendar as it is counted with: slots in milliseconds since midnight by weekday (0 is Monday), dates as days since 1970. */
type Reading = {
  readonly zone: IANAZone;
  readonly slots: readonly (readonly Stretch[])[];
  readonly holidays: ReadonlySet<number>;
  readonly opens: boolean;
  readonly days: Map<number, Opened>;
};

const minute = 60_000;

/** So many days of a calendar are remembered: more than the tickets of a year touch, some 60 KB. */
const remembered = 500;

/** What is not reached within ten years is never reached. */
const horizon = 3_653;

const readings = new WeakMap<OpeningCalendar, Reading>();

/** How far the clocks on the wall are ahead of UTC during a day of UTC, in milliseconds, and from when on by how much else. */
type Offsets = { readonly before: number; readonly change: number; readonly after: number };

/** What all calendars of a zone share: asking for an offset takes some 8 µs. */
const zones = new Map<string, Map<number, Offsets>>();

const ofDay = (time: string): number => millisOf(`1970-01-01T${time}:00Z`);

const slotsOn = ({ slots }: OpeningCalendar, weekday: number): readonly Stretch[] =>
  slots
    .filter(({ day: on }) => on === weekday)
    .map(({ from, to }) => [ofDay(from), ofDay(to)] as const)
    .toSorted(([one], [other]) => one - other);

const readingOf = (calendar: OpeningCalendar): Reading => {
  const known = readings.get(calendar);
  if (known) return known;
  const zone = IANAZone.create(calendar.zone);
  const slots = [1, 2, 3, 4, 5, 6, 7].map((weekday) => slotsOn(calendar, weekday));
  const reading = {
    ...{ zone, slots },
    holidays: new Set(calendar.holidays.map((date) => millisOf(`${date}T00:00:00Z`) / day)),
    opens: zone.isValid && slots.some((today) => today.some(([from, to]) => from < to)),
    days: new Map(),
  };
  readings.set(calendar, reading);
  return reading;
};

const ahead = (zone: IANAZone, at: number): number => Math.round(zone.offset(at) * minute);

/** The instant between two others at which the clocks are changed. */
const changeBetween = (zone: IANAZone, from: number, to: number): number => {
  const before = ahead(zone, from);
  let [same, changed] = [from, to];
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (ahead(zone, middle) === before) same = middle;
    else changed = middle;
  }
  return changed;
};

/** No zone changes its clocks twice within a day. */
const offsetsOn = (zone: IANAZone, date: number): Offsets => {
  const days = zones.get(zone.name) ?? new Map<number, Offsets>();
  const known = days.get(date);
  if (known) return known;
  const [from, to] = [date * day, (date + 1) * day];
  const before = days.get(date - 1)?.after ?? ahead(zone, from);
  const after = ahead(zone, to);
  const offsets = { before, after, change: before === after ? to : changeBetween(zone, from, to) };
  if (days.size >= 4 * remembered) days.clear();
  zones.set(zone.name, days.set(date, offsets));
  return offsets;
};

/** What of a date's slots lies between two instants; `midnight` is when the date begins. */
const slotsWithin = (
  slots: readonly Stretch[],
  midnight: number,
  [from, to]: Stretch,
): readonly Stretch[] => {
  const open: Stretch[] = [];
  for (const slot of slots) {
    const [a, b] = [Math.max(midnight + slot[0], from), Math.min(midnight + slot[1], to)];
    if (a < b) open.push([a, b]);
  }
  return open;
};

/** The slots of the dates that the wall shows meanwhile: no clock is changed within the stretch. */
const openWhileSteady = (
  { slots, holidays }: Reading,
  between: Stretch,
  offset: number,
): readonly Stretch[] => {
  const open: Stretch[] = [];
  const [from, to] = between;
  for (let date = Math.floor((from + offset) / day); date * day < to + offset; date += 1) {
    // The first of January 1970 was a Thursday.
    const weekday = (((date + 3) % 7) + 7) % 7;
    const today = holidays.has(date) ? [] : (slots[weekday] ?? []);
    open.push(...slotsWithin(today, date * day - offset, between));
  }
  return open;
};

/**
 * The line is open whenever the clock on its wall shows a time of a slot: an hour that the clocks repeat counts twice, one that they
 * leave out counts for nothing.
 */
const openedOn = (reading: Reading, date: number): Opened => {
  const known = reading.days.get(date);
  if (known) return known;
  const [from, to] = [date * day, (date + 1) * day];
  const { before, change, after } = offsetsOn(reading.zone, date);
  const first = openWhileSteady(reading, [from, change], before);
  const stretches = change === to ? first : [...first, ...openWhileSteady(reading, [change, to], after)];
  const opened = { stretches, millis: stretches.reduce((sum, [a, b]) => sum + b - a, 0) };
  if (reading.days.size >= remembered) reading.days.clear();
  reading.days.set(date, opened);
  return opened;
};

const within = (stretches: readonly Stretch[], from: number, to: number): number =>
  stretches.reduce((sum, [a, b]) => sum + Math.max(0, Math.min(b, to) - Math.max(a, from)), 0);

/** Milliseconds of opening time from one instant to another (ISO 8601 UTC); 0 when the other is not later. */
export const openMillis = (calendar: OpeningCalendar, from: string, to: string): number => {
  const reading = readingOf(calendar);
  const [start, end] = [millisOf(from), millisOf(to)];
  let sum = 0;
  for (let date = Math.floor(start / day); reading.opens && date * day < end; date += 1) {
    const { stretches, millis } = openedOn(reading, date);
    const whole = start <= date * day && (date + 1) * day <= end;
    sum += whole ? millis : within(stretches, start, end);
  }
  return sum;
};

/** How much of `millis` is left after these stretches, or the instant at which nothing is left. */
const spend = (
  stretches: readonly Stretch[],
  from: number,
  millis: number,
): { readonly left: number } | { readonly at: number } => {
  let left = millis;
  for (const [a, b] of stretches) {
    const start = Math.max(a, from);
    if (b > start && left <= b - start) return { at: start + left };
    left -= Math.max(0, b - start);
  }
  return { left };
};

/**
 * The first instant (ISO 8601 UTC) at which so many milliseconds of opening time have passed since another one, which it is itself for
 * none: the end of a slot rather than the beginning of the next. Null when the calendar never opens, or not enough within ten years.
 */
export const addOpen = (calendar: OpeningCalendar, from: string, millis: number): string | null => {
  if (millis <= 0) return from;
  const reading = readingOf(calendar);
  const start = millisOf(from);
  const first = Math.floor(start / day);
  let left = millis;
  for (let date = first; reading.opens && date < first + horizon; date += 1) {
    const opened = openedOn(reading, date);
    const spent = spend(opened.stretches, start, left);
    if ('at' in spent) return instantOf(spent.at);
    left = spent.left;
  }
  return null;
};
