import type { EventStore } from './event-store.ts';

/**
 * Which engine keeps the history, and where. Of the embedded one `url` is where this process is reached, to be told to a
 * second one; of EventStoreDB it is the esdb:// address of the server.
 */
export type StoreSettings =
  | { readonly adapter: 'sqlite'; readonly folder: string; readonly url?: string }
  | { readonly adapter: 'eventstoredb'; readonly url: string };

/** Opens the store; only the chosen engine is loaded. */
export const openEventStore = async (settings: StoreSettings): Promise<EventStore> => {
  if (settings.adapter === 'sqlite') {
    const { openSqlite } = await import('./sqlite/sqlite.ts');
    return openSqlite(settings);
  }
  const { openEventStoreDb } = await import('./eventstoredb/eventstoredb.ts');
  return openEventStoreDb(settings);
};
