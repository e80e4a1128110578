import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Pace } from './pace.ts';

/** Whether a promise is settled by now. */
const settled = (promise: Promise<void>): Promise<boolean> =>
  Promise.race([promise.then(() => true), pause(5, false)]);

describe('those who read one log side by side', () => {
  const [slow, quick] = [{}, {}];

  it('wait for the slowest, a few pages ahead of it', async () => {
    const pace = new Pace();
    await pace.keep(slow, 0);
    await pace.keep(quick, 1_500);
    const waiting = pace.keep(quick, 2_000);
    expect(await settled(waiting)).toBe(false);
    await pace.keep(slow, 400);
    expect(await settled(waiting)).toBe(false);
    await pace.keep(slow, 500);
    expect(await settled(waiting)).toBe(true);
  });

  it('wait for nobody who has ended', async () => {
    const pace = new Pace();
    await pace.keep(slow, 0);
    const waiting = pace.keep(quick, 5_000);
    expect(await settled(waiting)).toBe(false);
    pace.leave(slow);
    expect(await settled(waiting)).toBe(true);
  });

  it('wait for nobody who has begun long after them', async () => {
    const pace = new Pace();
    await pace.keep(slow, 0);
    expect(await settled(pace.keep(quick, 20_000))).toBe(true);
  });
});
