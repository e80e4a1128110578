import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  eventsOf,
  eventStoreDb,
  freshStream,
  grow,
  notes,
  realEngines,
  revisionsOf,
  serviceOn,
  take,
  written,
  type EventStoreDbUnderTest,
} from '@relais/testkit';
import { openProxy, type Proxy } from '../../proxy.fixture.ts';
import type { EventStore } from '../event-store.ts';
import { noStream } from '../event-store.ts';
import { openEventStore } from '../open.ts';

// A call waits for 5 s before it is made again.
jest.setTimeout(60_000);

let server: EventStoreDbUnderTest;
let proxy: Proxy;
let store: EventStore;
/** The same server, reached without the proxy. */
let direct: EventStore;

beforeAll(async () => {
  server = await eventStoreDb();
  direct = await openEventStore({ adapter: 'eventstoredb', url: server.url });
});
afterAll(async () => {
  await direct.close();
  await server.close();
});
beforeEach(async () => {
  proxy = await openProxy(Number(new URL(server.url).port));
  store = await openEventStore({ adapter: 'eventstoredb', url: proxy.url });
});
afterEach(async () => {
  proxy.be('pass');
  await store.close();
  await proxy.close();
});

describe('a connection that fails', () => {
  it.each(['cut', 'swallow'] as const)(
    'while a reply is on its way (%s): written once, and said so',
    async (manner) => {
      const stream = freshStream();
      await grow(store, stream, 1);
      const before = eventsOf(await store.read(stream)).at(-1) ?? null;
      const events = written(stream, before, notes(2));
      proxy.be(manner);
      const appending = store.append(stream, 0, events);
      while (revisionsOf(await direct.read(stream)).length < 3) await pause(20);
      await pause(100);
      proxy.be('pass');
      expect(await appending).toMatchObject({ revision: 2 });
      expect(eventsOf(await direct.read(stream)).slice(1)).toEqual(events);
    },
  );

  it('is come back from by who follows, without a hole', async () => {
    const stream = freshStream();
    const heard: number[] = [];
    const following = store.subscribe(await store.head(), async (batch) => {
      for (const { event } of batch) if (event.stream === stream) heard.push(event.revision);
    });
    for (let round = 0; round < 5; round += 1) {
      await grow(direct, stream, 3);
      proxy.cutAll();
    }
    while (heard.length < 15) await pause(10);
    await following.stop();
    expect(heard).toEqual(Array.from({ length: 15 }, (_, revision) => revision));
  });
});

describe('twins in two processes', () => {
  it('of one command are told apart: one has written, the other is told the same', async () => {
    const stream = freshStream();
    const commandId = 'a41a3c3f-58f8-4a3c-8f0f-0f6a1b7c1d2e';
    const events = written(stream, null, notes(2), commandId);
    const answers = await Promise.all([
      store.append(stream, noStream, events),
      direct.append(stream, noStream, events),
    ]);
    expect(answers.map(({ answer }) => answer).toSorted()).toEqual(['same', 'written']);
    expect(revisionsOf(await direct.read(stream))).toEqual([0, 1]);
  });
});

(realEngines.eventstoredb ? describe.skip : describe)(
  'a server that is killed under thirty-two writers',
  () => {
    it('has all that was acknowledged, once, and everybody goes on by themselves', async () => {
      const service = serviceOn(direct);
      const streams = Array.from({ length: 16 }, () => freshStream());
      const acknowledged = new Map<string, number>();
      let writing = true;
      const write = async (stream: (typeof streams)[number]): Promise<void> => {
        while (writing) {
          const handled = await take(service, stream);
          acknowledged.set(stream, Math.max(acknowledged.get(stream) ?? -1, handled.revision));
        }
      };
      const writers = [...streams, ...streams].map(write);
      await pause(500);
      await server.crash();
      await pause(1_500);
      writing = false;
      await Promise.all(writers);
      for (const stream of streams) {
        const events = eventsOf(await direct.read(stream));
        expect(events.map(({ revision }) => revision)).toEqual(events.map((_, place) => place));
        expect(events.length).toBe((acknowledged.get(stream) ?? -1) + 1);
        expect(new Set(events.map(({ commandId }) => commandId)).size).toBe(events.length);
      }
    });
  },
);
