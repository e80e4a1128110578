import { randomUUID } from 'node:crypto';
import { openEventStore } from '@relais/event-store';
import { busContract, describeOn } from '@relais/testkit';
import { jest } from '@jest/globals';
import { openBus, openRelay } from '../open.ts';

// Groups are formed, on whatever else the machine is doing.
jest.setTimeout(60_000);

describeOn('kafka', 'on Kafka', (brokers) => {
  busContract('kafka', async (folder) => {
    const store = await openEventStore({ adapter: 'sqlite', folder });
    const settings = { brokers, store, prefix: `spec-${randomUUID()}`, partitions: 4 };
    const bus = await openBus({ adapter: 'kafka', ...settings });
    const relay = await openRelay(settings);
    const close = async () => {
      await relay.stop();
      await bus.close();
      await store.close();
    };
    return { store, bus, close };
  });
});
