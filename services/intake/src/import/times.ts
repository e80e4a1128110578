import { DateTime, IANAZone } from 'luxon';
import type { Flaws } from './flaw.ts';
import type { Mapping } from './mapping.ts';

/** Reads an instant, ISO 8601 UTC with milliseconds; null when it is none. */
export type ReadTime = (text: string) => string | null;

const utc = { zone: 'utc' };
const day = 86_400_000;

/** A clock on the wall, as if it showed UTC; and whether its zone stood beside it. */
type Shown = { readonly at: DateTime; readonly zoned: boolean };

const date = /^\d{4}-?\d\d-?\d\dT\d\d/;
const zoneBeside = /(?:Z|[+-]\d\d(?::?\d\d)?)$/i;

/** An hour alone or a day alone is no instant, although ISO 8601 knows them. */
const iso = (text: string): Shown | null =>
  date.test(text)
    ? { at: DateTime.fromISO(text, utc), zoned: zoneBeside.test(text.slice('2013-05-02'.length)) }
    : null;

const unquoted = (format: string): string => format.replace(/'[^']*'/g, '');

/** The tokens of Luxon that name a zone. */
const namesZone = (format: string): boolean => /[zZ]/.test(unquoted(format));

const formatted = (format: string): ((text: string) => Shown) => {
  const parser = DateTime.buildFormatParser(format);
  const zoned = namesZone(format);
  return (text) => ({ at: DateTime.fromFormatParser(text, parser, utc), zoned });
};

/**
 * UTC of a clock on the wall of a zone. Finding the offset costs five times as much as reading the text, so it is kept for each
 * midnight, and counts for a day at whose end it is the same. An hour that the clock skips counts from before the change, an hour that it shows twice is
 * the second one.
 */
const inZone = (zone: string): ((at: DateTime) => number) => {
  const midnights = new Map<number, number>();
  const slowly = (at: DateTime): number => DateTime.fromObject(at.toObject(), { zone }).toMillis();
  const atMidnight = (number: number): number => {
    const known = midnights.get(number);
    if (known !== undefined) return known;
    const wall = number * day;
    const offset = wall - slowly(DateTime.fromMillis(wall, utc));
    midnights.set(number, offset);
    return offset;
  };
  return (at) => {
    const wall = at.toMillis();
    const number = Math.floor(wall / day);
    const offset = atMidnight(number);
    return offset === atMidnight(number + 1) ? wall - offset : slowly(at);
  };
};

const sample = DateTime.utc(2013, 5, 22);

/** Luxon takes letters that are none of its tokens (the YYYY of others) as they stand; and what has no day names no instant. */
const canRead = (format: string): boolean =>
  format === 'iso' ||
  (!/[A-CI-KN-RUVY]/.test(unquoted(format)) &&
    DateTime.fromFormat(sample.toFormat(format), format, utc).toISODate() === sample.toISODate());

const check = ({ format, zone }: Mapping['time'], flaws: Flaws): void => {
  if (!canRead(format)) return flaws.add('time.format', 'format-unreadable', { format });
  if (zone !== undefined) {
    if (!IANAZone.isValidZone(zone)) flaws.add('time.zone', 'zone-unknown', { zone });
  } else if (format !== 'iso' && !namesZone(format)) flaws.add('time.zone', 'zone-missing');
};

/** Years beyond 9999 are written with a sign and would sort before all others. */
const written = (instant: number): string | null => {
  const text = new Date(instant).toISOString();
  return /^\d/.test(text) ? text : null;
};

/** Reads the times of a log as its mapping describes them. */
export const timesOf = (time: Mapping['time'], flaws: Flaws): ReadTime => {
  const before = flaws.found.length;
  check(time, flaws);
  if (flaws.found.length > before) return () => null;
  const show = time.format === 'iso' ? iso : formatted(time.format);
  const local = time.zone === undefined ? null : inZone(time.zone);
  return (text) => {
    const shown = show(text);
    if (!shown?.at.isValid) return null;
    if (shown.zoned) return written(shown.at.toMillis());
    return local && written(local(shown.at));
  };
};
