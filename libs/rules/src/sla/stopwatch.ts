import type { OpeningCalendar } from '@relais/contracts';
import { addOpen, openMillis } from './calendar.ts';

/** Opening time used up so far, in milliseconds, without what has run since `since` (ISO 8601 UTC); null while it stands. */
export type Stopwatch = { readonly consumed: number; readonly since: string | null };

/** A stopwatch that has never run. */
export const unstarted: Stopwatch = { consumed: 0, since: null };

/** Lets it run; one that runs goes on. */
export const startWatch = (watch: Stopwatch, at: string): Stopwatch =>
  watch.since === null ? { ...watch, since: at } : watch;

/** All that was used up at an instant, in milliseconds of opening time. */
export const consumedAt = (watch: Stopwatch, calendar: OpeningCalendar, at: string): number =>
  watch.consumed + (watch.since === null ? 0 : openMillis(calendar, watch.since, at));

/** Stops it; what was used up stays used up. */
export const stopWatch = (watch: Stopwatch, calendar: OpeningCalendar, at: string): Stopwatch =>
  watch.since === null ? watch : { consumed: consumedAt(watch, calendar, at), since: null };

/** What has run until now was counted by this calendar; from now on another one may count. */
export const lapWatch = (watch: Stopwatch, calendar: OpeningCalendar, at: string): Stopwatch =>
  watch.since === null ? watch : startWatch(stopWatch(watch, calendar, at), at);

/** When so many milliseconds of opening time will be used up; where they already were when it began to run, then. Null while it stands. */
export const dueBy = (watch: Stopwatch, calendar: OpeningCalendar, target: number): string | null =>
  watch.since === null ? null : addOpen(calendar, watch.since, target - watch.consumed);
