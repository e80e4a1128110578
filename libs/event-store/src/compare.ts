import type { AppendAnswer, Position } from './event-store.ts';

/** An event that stands behind the expected revision. */
export type Follower = { readonly id: unknown; readonly position: unknown };

type Judged = Exclude<AppendAnswer, { readonly answer: 'not-found' }>;

/**
 * The expectation is not met: the reply to the first try may have been lost, or another one was faster. `followers` are what
 * stands behind the expected revision, at least as many as are to be appended, if there are.
 */
export const compare = (
  { expected, events }: { readonly expected: number; readonly events: readonly { readonly id: string }[] },
  actual: number,
  followers: readonly Follower[],
): Judged => {
  const again = events.every(({ id }, place) => followers[place]?.id === id);
  const last = followers[events.length - 1];
  if (again && last) {
    const position: Position = Number(last.position);
    return { answer: 'same', revision: expected + events.length, position };
  }
  const there = new Set(followers.map(({ id }) => id));
  const met = events.filter(({ id }) => there.has(id)).length;
  return { answer: met > 0 && met < events.length ? 'half-same' : 'conflict', actual };
};
