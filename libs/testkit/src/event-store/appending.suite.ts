import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { Envelope } from '@relais/contracts';
import { noStream, type EventStore } from '@relais/event-store';
import fc from 'fast-check';
import { eventsOf, freshStream, grow, notes, revisionsOf, written } from './writing.ts';

/** Expected revisions, all or nothing, and the five answers. */
export const appending = (store: () => EventStore): void => {
  it('writes several events at once and says where the last one is', async () => {
    const stream = freshStream();
    const events = written(stream, null, notes(3));
    const answer = await store().append(stream, noStream, events);
    const found = await store().read(stream);
    expect(answer).toEqual({ answer: 'written', revision: 2, position: found.at(-1)?.position });
    expect(eventsOf(found)).toEqual(events);
  });

  it('answers the same to the same append, also after others have followed', async () => {
    const stream = freshStream();
    const first = written(stream, null, notes(3));
    const answer = await store().append(stream, noStream, first);
    const again = { ...answer, answer: 'same' };
    expect(await store().append(stream, noStream, first)).toEqual(again);
    await grow(store(), stream, 5);
    expect(await store().append(stream, noStream, first)).toEqual(again);
    expect(revisionsOf(await store().read(stream))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('answers the same in the middle of a stream', async () => {
    const stream = freshStream();
    await grow(store(), stream, 2);
    const [, last] = eventsOf(await store().read(stream));
    const events = written(stream, last ?? null, notes(2));
    const answer = await store().append(stream, 1, events);
    await grow(store(), stream, 3);
    expect(await store().append(stream, 1, events)).toEqual({ ...answer, answer: 'same' });
  });

  it('answers a conflict with the revision that the stream is at, and writes nothing', async () => {
    const stream = freshStream();
    await grow(store(), stream, 3);
    const found = await store().read(stream);
    const stale = written(stream, found[0]?.event ?? null, notes(2));
    const ahead = written(stream, { ...(found[2]?.event as Envelope), revision: 6 }, notes(1));
    expect(await store().append(stream, 0, stale)).toEqual({ answer: 'conflict', actual: 2 });
    expect(await store().append(stream, noStream, written(stream, null, notes(1)))).toEqual({
      answer: 'conflict',
      actual: 2,
    });
    expect(await store().append(stream, 6, ahead)).toEqual({ answer: 'conflict', actual: 2 });
    expect(await store().read(stream)).toEqual(found);
  });

  it('refuses a batch of which a part is there', async () => {
    const stream = freshStream();
    const commandId = randomUUID();
    const part = written(stream, null, notes(2), commandId);
    const whole = written(stream, null, notes(4), commandId);
    await store().append(stream, noStream, part);
    const found = await store().read(stream);
    expect(await store().append(stream, noStream, whole)).toEqual({ answer: 'half-same', actual: 1 });
    expect(await store().read(stream)).toEqual(found);
  });

  it('finds nothing where a revision is expected of a stream that is not there', async () => {
    const stream = freshStream();
    const [first] = written(stream, null, notes(1));
    const events = written(stream, first as Envelope, notes(1));
    expect(await store().append(stream, 0, events)).toEqual({ answer: 'not-found' });
    expect(await store().read(stream)).toEqual([]);
  });

  it('has nothing to do with an empty batch', async () => {
    await expect(store().append(freshStream(), noStream, [])).rejects.toMatchObject({
      code: 'append-broken',
    });
  });

  it('refuses events of another stream, with a gap, or chained to something else', async () => {
    const stream = freshStream();
    const events = written(stream, null, notes(3));
    const [first, second, third] = events as [Envelope, Envelope, Envelope];
    const broken = { code: 'append-broken' };
    await expect(store().append(freshStream(), noStream, events)).rejects.toMatchObject(broken);
    await expect(store().append(stream, noStream, [first, third])).rejects.toMatchObject(broken);
    await expect(store().append(stream, noStream, [{ ...first, prev: second.hash }])).rejects.toMatchObject(
      broken,
    );
    await store().append(stream, noStream, [first]);
    await expect(store().append(stream, 0, [{ ...second, prev: third.hash }])).rejects.toMatchObject(broken);
    expect(revisionsOf(await store().read(stream))).toEqual([0]);
    expect(await store().append(stream, 0, [second])).toMatchObject({ answer: 'written' });
  });

  it('lets exactly one of any number of racers win, each time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 2, max: 12 }), { minLength: 1, maxLength: 6 }),
        async (races) => {
          const stream = freshStream();
          let before: Envelope | null = null;
          for (const racers of races) {
            const tries = Array.from({ length: racers }, () => written(stream, before, notes(2)));
            const at: number = (before as Envelope | null)?.revision ?? noStream;
            const answers = await Promise.all(tries.map((events) => store().append(stream, at, events)));
            const kinds = answers.map(({ answer }) => answer);
            expect(kinds.filter((kind) => kind === 'written')).toHaveLength(1);
            expect(kinds.filter((kind) => kind === 'conflict')).toHaveLength(racers - 1);
            before = tries[kinds.indexOf('written')]?.at(-1) ?? null;
          }
          expect(revisionsOf(await store().read(stream))).toEqual(
            Array.from({ length: races.length * 2 }, (_, n) => n),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  it('gives back any events exactly as they were written', async () => {
    const batch = fc.array(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue(), { maxKeys: 4 }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(batch, async (data) => {
        const stream = freshStream();
        // What JSON itself cannot tell apart, such as -0 and 0, is the same to begin with.
        const events = written(stream, null, JSON.parse(JSON.stringify(data)) as unknown[]);
        await store().append(stream, noStream, events);
        expect(eventsOf(await store().read(stream))).toEqual(events);
      }),
      { numRuns: 50 },
    );
  });
};
