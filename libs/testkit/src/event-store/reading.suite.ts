import { expect, it } from '@jest/globals';
import type { StreamName } from '@relais/contracts';
import { noStream, type EventStore, type Recorded } from '@relais/event-store';
import { eventsOf, freshStream, grow, notes, revisionsOf, written } from './writing.ts';

const until = async (isSo: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 1_000 && !isSo(); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(isSo()).toBe(true);
};

/** Those of an answer over everything that are of one stream: a shared engine holds others. */
const of = (stream: StreamName, found: readonly Recorded[]): readonly Recorded[] =>
  found.filter(({ event }) => event.stream === stream);

/** Reading streams and everything, and following what is appended. */
export const reading = (store: () => EventStore): void => {
  it('reads a stream from either end, within bounds', async () => {
    const stream = freshStream();
    await grow(store(), stream, 6);
    const read = async (range: Parameters<EventStore['read']>[1]) =>
      revisionsOf(await store().read(stream, range));
    expect(await read({})).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await read({ from: 4 })).toEqual([4, 5]);
    expect(await read({ to: 1 })).toEqual([0, 1]);
    expect(await read({ from: 1, to: 3 })).toEqual([1, 2, 3]);
    expect(await read({ from: 1, to: 4, limit: 2 })).toEqual([1, 2]);
    expect(await read({ backwards: true })).toEqual([5, 4, 3, 2, 1, 0]);
    expect(await read({ from: 1, to: 4, backwards: true, limit: 2 })).toEqual([4, 3]);
    expect(await read({ backwards: true, limit: 1 })).toEqual([5]);
    expect(await read({ from: 6 })).toEqual([]);
    expect(await read({ from: 9, backwards: true })).toEqual([]);
    await grow(store(), stream, 1);
    expect(await read({ from: 6 })).toEqual([6]);
  });

  it('reads nothing of a stream that is not there', async () => {
    expect(await store().read(freshStream())).toEqual([]);
    expect(await store().read(freshStream(), { backwards: true, limit: 1 })).toEqual([]);
  });

  it('reads everything in one order, page by page from a position', async () => {
    const start = await store().head();
    const [one, other] = [freshStream(), freshStream()];
    await grow(store(), one, 2);
    await grow(store(), other, 2);
    await grow(store(), one, 2);
    const all = (await store().readAll(start)).filter(({ event }) => [one, other].includes(event.stream));
    expect(all.map(({ event }) => [event.stream === one, event.revision])).toEqual([
      [true, 0],
      [true, 1],
      [false, 0],
      [false, 1],
      [true, 2],
      [true, 3],
    ]);
    const positions = all.map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
    expect(Math.min(...positions)).toBeGreaterThan(start);
    const [third, fourth] = all.slice(2);
    expect(await store().readAll(third?.position ?? 0, 1)).toEqual([fourth]);
    const end = await store().readAll(await store().head());
    expect(end.filter(({ event }) => [one, other].includes(event.stream))).toEqual([]);
    expect(await store().head()).toBeGreaterThanOrEqual(all.at(-1)?.position ?? Infinity);
  });

  it('reads the same from any position, whoever has read around it before', async () => {
    const stream = freshStream();
    const start = await store().head();
    await grow(store(), stream, 12);
    const all = await store().readAll(start);
    for (const [skipped, limit] of [
      ...[
        [5, 3],
        [0, 4],
        [2, 9],
        [4, 1],
        [7, 5],
        [1, 2],
      ],
    ] as const) {
      const from = skipped === 0 ? start : (all[skipped - 1]?.position ?? start);
      expect(await store().readAll(from, limit)).toEqual(all.slice(skipped, skipped + limit));
    }
    await grow(store(), stream, 2);
    expect(of(stream, await store().readAll(start))).toHaveLength(14);
  });

  it('tells where each stream ends', async () => {
    const stream = freshStream();
    await grow(store(), stream, 3);
    const [last] = eventsOf(await store().read(stream, { backwards: true, limit: 1 }));
    const heads = await store().heads();
    expect(heads.filter((head) => head.stream === stream)).toEqual([
      { stream, revision: 2, hash: last?.hash },
    ]);
  });

  it('delivers what was and what comes, in order, without a gap between them', async () => {
    const stream = freshStream();
    const start = await store().head();
    await grow(store(), stream, 30);
    const delivered: Recorded[] = [];
    const subscription = store().subscribe(start, async (batch) => {
      delivered.push(...of(stream, batch));
    });
    await grow(store(), stream, 30);
    await until(() => delivered.length >= 60);
    await grow(store(), stream, 1);
    await until(() => delivered.length >= 61);
    await subscription.stop();
    expect(delivered).toEqual(await store().read(stream));
  });

  it('delivers at most 500 events at a time, and the next ones only when these are taken', async () => {
    const stream = freshStream();
    const start = await store().head();
    await store().append(stream, noStream, written(stream, null, notes(1_100)));
    const sizes: number[] = [];
    let taking = 0;
    const subscription = store().subscribe(start, async (batch) => {
      taking += 1;
      expect(taking).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
      taking -= 1;
      sizes.push(batch.length);
    });
    await until(() => sizes.reduce((sum, size) => sum + size, 0) >= 1_100);
    await subscription.stop();
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
  });

  it('delivers again what was not taken', async () => {
    const stream = freshStream();
    const start = await store().head();
    const seen: number[] = [];
    let refusals = 2;
    const subscription = store().subscribe(start, async (batch) => {
      seen.push(...revisionsOf(of(stream, batch)));
      refusals -= 1;
      if (refusals >= 0) throw new Error('not now');
    });
    await grow(store(), stream, 1);
    await until(() => refusals === -1);
    await grow(store(), stream, 1);
    await until(() => seen.includes(1));
    await subscription.stop();
    expect(seen.filter((revision) => revision === 0)).toHaveLength(3);
    expect(seen.filter((revision) => revision === 1)).toHaveLength(1);
  });

  it('delivers nothing once it was told to stop', async () => {
    const stream = freshStream();
    const start = await store().head();
    let deliveries = 0;
    let running = false;
    const subscription = store().subscribe(start, async () => {
      deliveries += 1;
      running = true;
      await new Promise((resolve) => setTimeout(resolve, 20));
      running = false;
    });
    await grow(store(), stream, 1);
    await until(() => deliveries === 1);
    await subscription.stop();
    expect(running).toBe(false);
    await grow(store(), stream, 3);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(deliveries).toBe(1);
  });
};
