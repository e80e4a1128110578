import { afterAll } from '@jest/globals';
import { describeOn, eventStoreDb, type EventStoreDbUnderTest } from '@relais/testkit';
import { live } from '../suites/live.suite.ts';
import { walk } from '../suites/walk.suite.ts';
import { startSplit } from '../testing/shipped.ts';
import { enginesOf } from '../testing/split-engines.ts';

const servers: EventStoreDbUnderTest[] = [];
afterAll(async () => {
  for (const server of servers) await server.close();
});

describeOn('kafka', 'on many processes', (brokers) => {
  const start = async (folder: string) => {
    const server = await eventStoreDb();
    servers.push(server);
    return startSplit(folder, enginesOf(server.url, brokers));
  };
  walk(start);
  live('many', async (folder) => {
    const { url, end } = await start(folder);
    return { url, stop: async () => void (await end('SIGTERM')) };
  });
});
