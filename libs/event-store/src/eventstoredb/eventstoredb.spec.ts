import { afterAll, beforeAll } from '@jest/globals';
import { eventStoreContract, eventStoreDb, type EventStoreDbUnderTest } from '@relais/testkit';
import { openEventStore } from '../open.ts';

let server: EventStoreDbUnderTest;
beforeAll(async () => {
  server = await eventStoreDb();
});
afterAll(() => server.close());

eventStoreContract('EventStoreDB', () => openEventStore({ adapter: 'eventstoredb', url: server.url }));
