import { day, instantOf, millisOf } from './instant.ts';

/** A closed ticket may be reopened for this many days; the version is what events name in `rules.reopening`. */
export const reopening = { version: 1, days: 30 } as const;

/** A survey may be answered for this many days after the closing; the version is what events name in `rules.surveyExpiry`. */
export const surveyExpiry = { version: 1, days: 14 } as const;

/** Whether more than `days` days of 24 hours lie between two instants (ISO 8601 UTC). */
export const daysPassed = (since: string, at: string, days: number): boolean =>
  millisOf(at) - millisOf(since) > days * day;

/** The instant `days` days of 24 hours after another one, ISO 8601 UTC. */
export const daysAfter = (since: string, days: number): string => instantOf(millisOf(since) + days * day);
