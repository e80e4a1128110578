import { afterAll } from '@jest/globals';
import { eventStoreDb, type EventStoreDbUnderTest } from '@relais/testkit';
import { live } from '../suites/live.suite.ts';
import { walk } from '../suites/walk.suite.ts';
import { startSplit } from '../testing/shipped.ts';

const servers: EventStoreDbUnderTest[] = [];
afterAll(async () => {
  for (const server of servers) await server.close();
});

const start = async (folder: string) => {
  const server = await eventStoreDb();
  servers.push(server);
  return startSplit(folder, { RELAIS_EVENTSTOREDB_URL: server.url });
};

walk(start);
live(async (folder) => {
  const { url, end } = await start(folder);
  return { url, stop: async () => void (await end('SIGTERM')) };
});
