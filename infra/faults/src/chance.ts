/** Chance that can be had again: the same seed gives the same draws (mulberry32, Tommy Ettinger 2017, public domain). */
export type Chance = {
  /** A whole number from 0 up to, but without, the limit. */
  readonly whole: (limit: number) => number;
  readonly pick: <One>(of: readonly One[]) => One;
  /** A UUID of version 4. */
  readonly uuid: () => string;
};

export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (limit: number): number => Math.floor(fraction() * limit);
  const pick = <One>(of: readonly One[]): One => of[whole(of.length)] as One;
  const uuid = (): string => {
    const hex = Array.from({ length: 32 }, () => whole(16).toString(16)).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  return { whole, pick, uuid };
};
