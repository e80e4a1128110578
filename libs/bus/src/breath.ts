import { setImmediate as nextTurn } from 'node:timers/promises';

/** So many ms at a time all processors together may keep the thread from whatever else waits for it, at least and at most. */
const least = 8;
const most = 64;

/** So many events are passed between two looks at the clock. */
const stretch = 50;

/** The same for all who work through a long past side by side: when the thread came back, for how long, and when it will. */
let since = 0;
let allowed = least;
let waiting: Promise<void> | null = null;

const free = async (): Promise<void> => {
  const left = performance.now();
  await nextTurn();
  since = performance.now();
  // As long as others took: under load a long past has half of the thread, and is read through one day.
  allowed = Math.min(most, Math.max(least, since - left));
  waiting = null;
};

/** What to wait for so that others get their turn; null when it is not time. */
export const breath = (): Promise<void> | null => {
  if (performance.now() - since < allowed) return null;
  waiting ??= free();
  return waiting;
};

/** The same, to be asked before each event of a batch by its place: a short batch never waits. */
export const breathBefore = (place: number): Promise<void> | null =>
  place > 0 && place % stretch === 0 ? breath() : null;
