import { describeOn, eventStoreDb } from '@relais/testkit';
import { helpdesk } from '../suites/helpdesk.suite.ts';
import { enginesOf } from '../testing/split-engines.ts';
import { openSplitWorld } from '../testing/split-world.ts';

describeOn('kafka', 'on many processes', (brokers) =>
  helpdesk(async () => {
    const server = await eventStoreDb();
    const world = await openSplitWorld(enginesOf(server.url, brokers));
    const close = async () => {
      await world.close();
      await server.close();
    };
    return { ...world, close };
  }),
);
