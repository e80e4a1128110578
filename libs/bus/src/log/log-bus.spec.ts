import { openEventStore } from '@relais/event-store';
import { busContract } from '@relais/testkit';
import { openBus } from '../open.ts';

busContract('log', async (folder) => {
  const store = await openEventStore({ adapter: 'sqlite', folder });
  return { store, bus: await openBus({ adapter: 'log', store }), close: store.close };
});
