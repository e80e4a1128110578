import type { Position, Recorded } from './event-store.ts';

type Kept = { readonly after: Position; readonly events: readonly Recorded[] };

/** So many pages are remembered: those who read side by side are hardly further apart. */
const remembered = 4;

const last = ({ events }: Kept): Position => events.at(-1)?.position ?? 0;

const place = ({ events }: Kept, after: Position): number =>
  events.findIndex(({ position }) => position > after);

/** The pages that were read last, for all who read the log side by side: what stands in a log stands there for ever. */
export const openKeptPages = () => {
  let kept: readonly Kept[] = [];
  return {
    /** What follows a position, as far as a kept page holds it; null where none does. */
    find: (after: Position, limit: number): readonly Recorded[] | null => {
      const known = kept.find((one) => one.after <= after && after < last(one));
      if (!known) return null;
      const from = place(known, after);
      return from === 0 && known.events.length <= limit
        ? known.events
        : known.events.slice(from, from + limit);
    },
    keep: (after: Position, events: readonly Recorded[]): void => {
      if (events.length > 0) kept = [{ after, events }, ...kept.slice(0, remembered - 1)];
    },
  };
};
