import { Invalid } from '@relais/kernel';

/** A time that somebody states: ISO 8601 with its zone. */
const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

const iso = (time: number): string => (Number.isNaN(time) ? '' : new Date(time).toISOString());

const refuse = (code: string, message: string): never => {
  throw new Invalid(code, 'happenedAt', message);
};

/** In UTC with milliseconds, as envelopes have it. */
const utc = (stated: string): string => {
  const at = written.test(stated) ? iso(Date.parse(stated)) : '';
  const day = stated.slice(0, 10);
  // Date.parse takes 30 February for 2 March; years beyond 9999 are written with a sign and would sort before all others.
  if (!/^\d/.test(at) || !iso(Date.parse(day)).startsWith(day))
    refuse('happened-unreadable', `"${stated}" is no instant such as 2026-03-02T08:15:00Z`);
  return at;
};

/** What a stated time is held against; `back` is how long ago it may be, in ms. */
type Bounds = { readonly now: string; readonly firstAt: string | null; readonly back: number };

/** The time that somebody states, in UTC; Invalid names the field: ahead, too long ago, before the stream began. */
export const happened = (stated: string | undefined, { now, firstAt, back }: Bounds): string | undefined => {
  if (stated === undefined) return undefined;
  const at = utc(stated);
  if (at > now) refuse('happened-ahead', 'it cannot have happened later than now');
  if (Date.parse(at) < Date.parse(now) - back)
    refuse('happened-too-long-ago', 'it is too long ago to be stated now');
  if (firstAt !== null && at < firstAt)
    refuse('happened-before-start', 'it cannot have happened before the first event');
  return at;
};
