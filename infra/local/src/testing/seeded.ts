/** Chance that can be had again: the same seed gives the same draws (mulberry32, Tommy Ettinger 2017, public domain). */
export const seeded = (seed: number) => {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** A whole number from 0 up to, but without, the limit. */
  const whole = (limit: number): number => Math.floor(fraction() * limit);
  const pick = <One>(of: readonly One[]): One => of[whole(of.length)] as One;
  return { whole, pick };
};
