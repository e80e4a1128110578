import type { Position, Recorded } from '../event-store.ts';
import { openKeptPages } from '../kept-pages.ts';

type Page = (after: Position, limit: number) => readonly Recorded[];

/** Pages for all who read the log side by side: an event that ten processors pass is read and parsed once. */
export const sharedPages = (page: Page): { readonly some: Page; readonly whole: Page } => {
  const pages = openKeptPages();
  const some: Page = (after, limit) => {
    const known = pages.find(after, limit);
    if (known) return known;
    const events = page(after, limit);
    pages.keep(after, events);
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
