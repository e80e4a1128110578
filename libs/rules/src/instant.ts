const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Milliseconds of a day of 24 hours. */
export const day = 24 * hour;

const era = 146_097;

// The two calendar functions are Howard Hinnant's `days_from_civil` and `civil_from_days` (chrono-compatible low-level date
// algorithms): years begin on 1 March, so that the leap day is the last one; an era is 400 years. A rule has no `Date`.
const daysFrom = (year: number, month: number, dayOfMonth: number): number => {
  const y = month <= 2 ? year - 1 : year;
  const yearOfEra = y % 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return Math.floor(y / 400) * era + dayOfEra - 719_468;
};

const dateOf = (days: number): string => {
  const sinceMarch0 = days + 719_468;
  const dayOfEra = sinceMarch0 % era;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  const year = yearOfEra + Math.floor(sinceMarch0 / era) * 400 + (month >= 10 ? 1 : 0);
  return `${pad(year, 4)}-${pad(((month + 2) % 12) + 1)}-${pad(dayOfMonth)}`;
};

const pad = (n: number, digits = 2): string => String(n).padStart(digits, '0');

// Every event is read several times in a rebuild: no text is cut out of another for it.
const digit = (text: string, at: number): number => text.charCodeAt(at) - 48;

const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

/** Milliseconds since 1970 of an instant as events write it (ISO 8601 UTC, years 0001 to 9999); NaN for anything else. */
export const millisOf = (instant: string): number => {
  if (!written.test(instant)) return Number.NaN;
  const two = (from: number): number => digit(instant, from) * 10 + digit(instant, from + 1);
  const millis = instant.length > 20 ? two(20) * 10 + digit(instant, 22) : 0;
  return (
    daysFrom(two(0) * 100 + two(2), two(5), two(8)) * day +
    two(11) * hour +
    two(14) * minute +
    two(17) * second +
    millis
  );
};

/** The instant as events write it: ISO 8601 UTC with milliseconds. */
export const instantOf = (millis: number): string => {
  const ofDay = ((millis % day) + day) % day;
  const [h, m, s] = [
    Math.floor(ofDay / hour),
    Math.floor(ofDay / minute) % 60,
    Math.floor(ofDay / second) % 60,
  ];
  return `${dateOf(Math.floor(millis / day))}T${pad(h)}:${pad(m)}:${pad(s)}.${pad(ofDay % second, 3)}Z`;
};
