import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Envelope } from '@relais/contracts';
import { noStream, type EventStore, type Verified } from '@relais/event-store';
import { appending } from './event-store/appending.suite.ts';
import { handling } from './event-store/handling.suite.ts';
import { reading } from './event-store/reading.suite.ts';
import { eventsOf, freshStream, grow, notes, serviceOn, take, written } from './event-store/writing.ts';

/**
 * What every adapter of the event store has to do. `open` opens the store that is kept in a folder; an engine that is
 * reached by a URL ignores the folder. It may hold other streams already: the suite looks at its own alone.
 */
export const eventStoreContract = (name: string, open: (folder: string) => Promise<EventStore>): void => {
  describe(`event store: ${name}`, () => {
    let folder: string;
    let store: EventStore;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'relais-store-'));
      store = await open(folder);
    });
    afterAll(async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    });

    describe('appending', () => appending(() => store));
    describe('reading', () => reading(() => store));
    describe('handling commands', () => handling(() => store));

    it('has everything that was acknowledged when it is opened again, and goes on from there', async () => {
      const streams = Array.from({ length: 8 }, () => freshStream());
      await Promise.all(streams.map((stream) => grow(store, stream, 10)));
      const head = await store.head();
      const before = await Promise.all(streams.map((stream) => store.read(stream)));
      await store.close();
      store = await open(folder);
      expect(await Promise.all(streams.map((stream) => store.read(stream)))).toEqual(before);
      expect(await store.head()).toBeGreaterThanOrEqual(head);
      expect((await store.readAll(head)).filter(({ event }) => streams.includes(event.stream))).toEqual([]);
      for (const stream of streams) {
        expect(await take(serviceOn(store), stream)).toMatchObject({ ok: true, revision: 10 });
        expect(eventsOf(await store.read(stream, { from: 9 })).map(({ revision }) => revision)).toEqual([
          9, 10,
        ]);
      }
    });

    it('settles what was begun before it closes, and accepts nothing afterwards', async () => {
      const stream = freshStream();
      const [first, second] = written(stream, null, notes(2)) as [Envelope, Envelope];
      const begun = store.append(stream, noStream, [first]);
      const closing = store.close();
      expect(await begun).toMatchObject({ answer: 'written', revision: 0 });
      await closing;
      const late = store.append(stream, 0, [second]);
      await expect(late).rejects.toMatchObject({ code: 'store-closed' });
      await expect(store.readAll(0)).rejects.toMatchObject({ code: 'store-closed' });
      store = await open(folder);
      expect(await store.read(stream)).toHaveLength(1);
    });

    it('verifies what it holds', async () => {
      const stream = freshStream();
      await grow(store, stream, 3);
      const told: Verified[] = [];
      for await (const one of store.verify(await store.heads())) told.push(one);
      expect(told.filter(({ kind }) => kind === 'damage')).toEqual([]);
      expect(told.at(-1)).toMatchObject({ kind: 'end', damages: 0 });
    });
  });
};
