import { timingOf, type Timing } from './timing.ts';

/** What came of some seconds of calling. */
export type Driven = {
  readonly count: number;
  /** From the first call to the last answer. */
  readonly seconds: number;
  readonly perSecond: number;
  readonly timing: Timing;
};

/**
 * One wish of one caller: `turn` counts this caller's wishes from 0. It rejects unless the answer is the one that the
 * wish was made for: what is measured is work, never errors.
 */
export type Call = (caller: number, turn: number) => Promise<void>;

/**
 * Callers that wait for an answer before they ask again, for some seconds. So a slow answer also keeps its caller from
 * asking: the percentiles are those of `callers` patient people, not of arrivals that wait for nobody.
 * The first call that fails ends it.
 */
export const drive = async (callers: number, seconds: number, call: Call): Promise<Driven> => {
  const durations: number[] = [];
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  let failed = false;
  const ask = async (caller: number): Promise<void> => {
    for (let turn = 0; !failed && performance.now() < until; turn += 1) {
      const asked = performance.now();
      await call(caller, turn);
      durations.push(performance.now() - asked);
    }
  };
  const asking = Array.from({ length: callers }, (_, caller) => ask(caller));
  await Promise.all(asking).catch((error: unknown) => {
    failed = true;
    throw error;
  });
  const took = (performance.now() - begun) / 1_000;
  const count = durations.length;
  return { count, seconds: took, perSecond: count / took, timing: timingOf(durations) };
};

/** The same once for each of `count` things, by callers that share them; how fast does not matter here. */
export const forEach = async (count: number, callers: number, call: (place: number) => Promise<void>) => {
  let next = 0;
  const ask = async (): Promise<void> => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: callers }, ask));
};

/** Which of some things a caller works on, and how many times it has worked on each of its own before. */
export type Turn = { readonly place: number; readonly round: number };

/** Each caller works on some of its own, one after the other, as agents do. */
export const ownOf = (things: number, callers: number) => {
  const own = Math.floor(things / callers);
  return (caller: number, turn: number): Turn => ({
    place: caller + callers * (turn % own),
    round: Math.floor(turn / own),
  });
};
