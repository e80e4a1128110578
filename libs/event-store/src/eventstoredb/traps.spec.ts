import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  eventStoreDb,
  freshStream,
  grow,
  notes,
  realEngines,
  revisionsOf,
  written,
  type EventStoreDbUnderTest,
} from '@relais/testkit';
import { openProxy, type Proxy } from '../../proxy.fixture.ts';
import { noStream, type EventStore } from '../event-store.ts';
import { openEventStore } from '../open.ts';

// What @eventstore/db-client does to those who use it as it comes, and not to the adapter.
jest.setTimeout(60_000);

let server: EventStoreDbUnderTest;
let proxy: Proxy;
let naive: EventStoreDBClient;
let store: EventStore;

beforeAll(async () => {
  server = await eventStoreDb();
});
afterAll(() => server.close());
beforeEach(async () => {
  proxy = await openProxy(Number(new URL(server.url).port));
  naive = EventStoreDBClient.connectionString(proxy.url);
  store = await openEventStore({ adapter: 'eventstoredb', url: proxy.url });
});
afterEach(async () => {
  proxy.be('pass');
  await store.close();
  await naive.dispose();
  await proxy.close();
});

const noted = () => jsonEvent({ id: randomUUID(), type: 'Noted', data: {} });
const begin = (client: EventStoreDBClient, stream: string) =>
  client.appendToStream(stream, noted(), { expectedRevision: NO_STREAM });
const settledWithin = (ms: number, promise: Promise<unknown>): Promise<unknown> =>
  Promise.race([
    promise.then(
      () => 'settled',
      () => 'settled',
    ),
    pause(ms, 'pending'),
  ]);

describe('the client as it comes', () => {
  it('never settles a batch append whose reply is lost; the adapter asks again', async () => {
    await begin(naive, freshStream());
    proxy.be('swallow');
    const lost = begin(naive, freshStream());
    lost.catch(() => undefined);
    expect(await settledWithin(7_000, lost)).toBe('pending');
    proxy.be('pass');
    const stream = freshStream();
    proxy.be('swallow');
    const ours = store.append(stream, noStream, written(stream, null, notes(1)));
    await pause(300);
    proxy.be('pass');
    expect(await ours).toMatchObject({ answer: 'written', revision: 0 });
  });

  it('fails the appends of every client when one connection fails; the adapter’s go by another way', async () => {
    const slow = await openProxy(Number(new URL(server.url).port));
    const other = EventStoreDBClient.connectionString(slow.url);
    await Promise.all([begin(naive, freshStream()), begin(other, freshStream())]);
    slow.be('hold');
    proxy.be('hold');
    const ends = Promise.allSettled([begin(naive, freshStream()), begin(other, freshStream())]);
    await pause(100);
    // Both wait in one list of the whole process: an error of the first connection ends what waits on the second one.
    proxy.cutAll();
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    proxy.be('pass');
    const stream = freshStream();
    await grow(store, stream, 2);
    expect(revisionsOf(await store.read(stream))).toEqual([0, 1]);
    await other.dispose();
    await slow.close();
  });

  it('tells of revision 1 whatever a stream is at, when it may not throw', async () => {
    const quiet = EventStoreDBClient.connectionString(`${server.url}&throwOnAppendFailure=false`);
    const stream = freshStream();
    await quiet.appendToStream(stream, [noted(), noted(), noted(), noted()], { expectedRevision: NO_STREAM });
    const conflict = await begin(quiet, stream);
    expect(conflict).toMatchObject({ success: false, nextExpectedRevision: 1n });
    await quiet.dispose();
    const ours = freshStream();
    await grow(store, ours, 4);
    const late = written(ours, null, notes(1));
    expect(await store.append(ours, noStream, late)).toEqual({ answer: 'conflict', actual: 3 });
  });

  it('finds out that a stream is missing when it is read, not when it is asked; the adapter has no events', async () => {
    const stream = freshStream();
    const reading = naive.readStream(stream);
    await expect(reading[Symbol.asyncIterator]().next()).rejects.toMatchObject({ type: 'stream-not-found' });
    expect(await store.read(stream)).toEqual([]);
  });
});

(realEngines.eventstoredb ? describe.skip : describe)('when the server is killed', () => {
  it('a subscription ends with one error and never comes back; the adapter’s does', async () => {
    const stream = freshStream();
    const [first, second] = [[] as number[], [] as number[]];
    const following = naive.subscribeToStream(stream);
    following.on('data', ({ event }) => first.push(Number(event?.revision)));
    const failed = once(following, 'error').catch((error: unknown) => [error]);
    const ours = store.subscribe(await store.head(), async (batch) => {
      for (const { event } of batch) if (event.stream === stream) second.push(event.revision);
    });
    await grow(store, stream, 1);
    while (first.length + second.length < 2) await pause(5);
    await server.crash();
    expect(await failed).toMatchObject([{ type: 'unavailable' }]);
    await grow(store, stream, 2);
    while (second.length < 3) await pause(5);
    expect([first, second]).toEqual([[0], [0, 1, 2]]);
    await ours.stop();
  });
});
