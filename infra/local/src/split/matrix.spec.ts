import { eventStoreDb } from '@relais/testkit';
import { matrix } from '../suites/matrix.suite.ts';
import { openSplitWorld } from '../testing/split-world.ts';

matrix(async () => {
  const server = await eventStoreDb();
  const world = await openSplitWorld({ RELAIS_EVENTSTOREDB_URL: server.url });
  const close = async () => {
    await world.close();
    await server.close();
  };
  return { ...world, close };
});
