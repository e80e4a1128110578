import type { EventStore } from './event-store.ts';

/** Which engine keeps the history, and where. `url` is where this process is reached, to be told to a second one. */
export type StoreSettings = { readonly adapter: 'sqlite'; readonly folder: string; readonly url?: string };

/** Opens the store; only the chosen engine is loaded. */
export const openEventStore = async ({ adapter: _, ...options }: StoreSettings): Promise<EventStore> => {
  const { openSqlite } = await import('./sqlite/sqlite.ts');
  return openSqlite(options);
};
