import type { Position, Recorded } from '../event-store.ts';

type Page = (after: Position, limit: number) => readonly Recorded[];
type Kept = { readonly after: Position; readonly events: readonly Recorded[] };

/** So many pages are remembered: those who read side by side are hardly further apart. */
const remembered = 4;

const last = ({ events }: Kept): Position => events.at(-1)?.position ?? 0;

const place = ({ events }: Kept, after: Position): number =>
  events.findIndex(({ position }) => position > after);

/** Pages for all who read the log side by side: an event that ten processors pass is read and parsed once. */
export const sharedPages = (page: Page): { readonly some: Page; readonly whole: Page } => {
  let kept: readonly Kept[] = [];
  const some: Page = (after, limit) => {
    const known = kept.find((one) => one.after <= after && after < last(one));
    if (known) {
      const from = place(known, after);
      return from === 0 && known.events.length <= limit
        ? known.events
        : known.events.slice(from, from + limit);
    }
    const events = page(after, limit);
    if (events.length > 0) kept = [{ after, events }, ...kept.slice(0, remembered - 1)];
    return events;
  };
  return {
    /**
     * May hold less than its limit though more follows: it ends where one ends that somebody else has read, so that
     * from then on both read the same.
     */
    some,
    whole: (after, limit) => {
      const found = some(after, limit);
      const rest = limit - found.length;
      return rest === 0 ? found : [...found, ...page(found.at(-1)?.position ?? after, rest)];
    },
  };
};
