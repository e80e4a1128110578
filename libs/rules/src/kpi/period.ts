import { DateTime, IANAZone } from 'luxon';

/** A span of time, `to` excluded; null is without an end on that side. Instants are ISO 8601 UTC with milliseconds. */
export type Period = { readonly from: string | null; readonly to: string | null };

/** The whole of time. */
export const always: Period = { from: null, to: null };

export const isWithin = ({ from, to }: Period, instant: string | null): boolean =>
  instant !== null && (from === null || instant >= from) && (to === null || instant < to);

// Offsets such as +01:00 pass as zones since ES2024; they know no change of the clocks.
/** Whether it names a zone of the IANA's database, such as Europe/Paris. */
export const isZone = (zone: string): boolean => /^[A-Za-z]/.test(zone) && IANAZone.isValidZone(zone);

/**
 * The instant at which a local time (`YYYY-MM-DD`: the first instant of that day; or with `THH:MM`, `THH:MM:SS`) comes in an IANA zone;
 * null for a time that no calendar has or a zone that does not exist. A local time that a change of the clocks leaves out comes
 * with that change.
 */
export const instantIn = (zone: string, local: string): string | null => {
  if (!isZone(zone) || !/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/.test(local)) return null;
  const time = DateTime.fromISO(local, { zone });
  return time.isValid ? time.toUTC().toISO() : null;
};
