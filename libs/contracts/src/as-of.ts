import { Invalid } from '@relais/kernel';
import type { Envelope } from './envelope.ts';

/** A past instant: by when things happened, by when they were recorded, or one prefix of one stream. */
export type AsOf =
  | { readonly by: 'happened' | 'recorded'; readonly at: string }
  | { readonly by: 'revision'; readonly revision: number };

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

const iso = (time: number): string => (Number.isNaN(time) ? '' : new Date(time).toISOString());

// Date.parse takes 30 February for 2 March; and an instant beyond the year 9999 would be written with a sign, which sorts before every digit.
const utc = (written: string): string => {
  const day = written.slice(0, 10);
  const at = instant.test(written) ? iso(Date.parse(written)) : '';
  if (!/^\d/.test(at) || !iso(Date.parse(day)).startsWith(day))
    throw new Invalid('as-of-unreadable', 'asOf', `"${written}" is no instant such as 2026-03-02T08:15:00Z`);
  return at;
};

/** Reads `<instant>`, `recorded:<instant>` or `revision:<n>`; anything else is Invalid. */
export const parseAsOf = (written: string): AsOf => {
  const revision = /^revision:(\d{1,15})$/.exec(written);
  if (revision) return { by: 'revision', revision: Number(revision[1]) };
  return written.startsWith('recorded:')
    ? { by: 'recorded', at: utc(written.slice('recorded:'.length)) }
    : { by: 'happened', at: utc(written) };
};

/**
 * The events of one stream that count at an instant. An event counts from the latest time (of the chosen kind) of
 * itself and all before it, so a past state is always a prefix of the stream; of equal times all count.
 */
export const prefixAt = <E extends Pick<Envelope, 'revision' | 'happenedAt' | 'recordedAt'>>(
  history: readonly E[],
  asOf: AsOf | null,
): readonly E[] => {
  if (!asOf) return history;
  const later =
    asOf.by === 'revision'
      ? (e: E) => e.revision > asOf.revision
      : (e: E) => (asOf.by === 'recorded' ? e.recordedAt : e.happenedAt) > asOf.at;
  const end = history.findIndex(later);
  return end < 0 ? history : history.slice(0, end);
};
