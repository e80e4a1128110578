import { setImmediate as nextTurn } from 'node:timers/promises';

/** So many ms at a time all processors together keep the thread from whatever else waits for it. */
const longest = 8;

/** So many events are passed between two looks at the clock. */
const stretch = 50;

/** When the thread was last free for others, and when it will be: the same for all who work through a long past side by side. */
let freed = 0;
let freeing: Promise<void> | null = null;

const free = async (): Promise<void> => {
  await nextTurn();
  freed = performance.now();
  freeing = null;
};

/**
 * To be asked before each event of a batch by its place: what to wait for so that others get their turn, null when it is not time.
 * A short batch never waits.
 */
export const breathBefore = (place: number): Promise<void> | null => {
  if (place === 0 || place % stretch !== 0 || performance.now() - freed < longest) return null;
  freeing ??= free();
  return freeing;
};
