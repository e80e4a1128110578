import { eventStoreDb } from '@relais/testkit';
import { helpdesk } from '../suites/helpdesk.suite.ts';
import { openSplitWorld } from '../testing/split-world.ts';

helpdesk(async () => {
  const server = await eventStoreDb();
  const world = await openSplitWorld({ RELAIS_EVENTSTOREDB_URL: server.url });
  const close = async () => {
    await world.close();
    await server.close();
  };
  return { ...world, close };
});
