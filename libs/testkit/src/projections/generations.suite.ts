import { describe, expect, it } from '@jest/globals';
import type { Model } from '@relais/projections';
import fc from 'fast-check';
import {
  desk,
  histories,
  numbered,
  opening,
  patience,
  put,
  putIn,
  version,
  versionsOf,
  type Desk,
  type OpenProjections,
  type Told,
} from './desk.ts';

const newer: Model<Desk> = { ...desk, version: 2, indexes: [['tenant', 'holder']], counters: { all: [] } };

const page = { where: { tenant: 'north' }, order: [{ field: 'priority' }], first: 10 } as const;

const versions = (open: OpenProjections): void => {
  const { fresh, again } = opening(open);

  it('is not read while it was made for another version of its model', async () => {
    const projections = await fresh();
    await put(projections, version('a', 0));
    const later = await again(projections);
    expect(await later.prepare(newer)).toBe('outdated');
    const table = later.table(newer);
    const byHolder = { ...page, order: [{ field: 'holder' }] } as const;
    for (const refused of [
      table.page(byHolder),
      table.get(['a']),
      table.counts('all', {}),
      table.changes(null, 1),
    ])
      await expect(refused).rejects.toMatchObject({ name: 'Fault', code: 'projection-outdated' });
    const next = await later.beside(newer);
    await next.write([version('a', 0), version('b', 0)]);
    await next.swap('desk', 12);
    expect((await later.table(newer).page(byHolder)).rows.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(await (await again(later)).prepare(newer)).toBe('ready');
  });

  it('notices another shape under the same number', async () => {
    const projections = await fresh();
    await put(projections, version('a', 0));
    const later = await again(projections);
    expect(await later.prepare({ ...newer, version: 1 })).toBe('outdated');
  });
};

const swaps = (open: OpenProjections): void => {
  const { fresh, again } = opening(open);

  it('is read as it was until the next one takes its place', async () => {
    const projections = await fresh();
    await put(projections, version('a', 0, { title: 'Live' }));
    const next = await projections.beside(desk);
    await next.write([version('a', 0, { title: 'Rebuilt' }), version('b', 0)]);
    expect((await projections.table(desk).page(page)).rows.map(({ row }) => row?.title)).toEqual(['Live']);
    expect((await next.get(['a'])).get('a')?.row?.title).toBe('Rebuilt');
    const waiting = {
      ...{ processor: 'desk', stream: 'ticket-north.x' },
      revision: 1,
      position: 4,
      reason: 'x',
      at: '',
    };
    await projections.commit({
      processor: 'desk',
      position: 50,
      writes: [],
      park: [{ ...waiting, stream: 'ticket-north.y' }],
    });
    await next.swap('desk', 40, [waiting]);
    expect((await projections.table(desk).page(page)).rows.map(({ row }) => row?.title)).toEqual([
      'Rebuilt',
      'Printer',
    ]);
    expect(await projections.checkpoint('desk')).toBe(40);
    expect(await projections.parked()).toEqual([waiting]);
    await put(projections, version('a', 1, { title: 'On' }));
    const later = await again(projections);
    expect((await later.table(desk).get(['a'])).get('a')?.row?.title).toBe('On');
  });

  it('is left alone by a next one that is given up, or was never finished', async () => {
    const projections = await fresh();
    await put(projections, version('a', 0));
    const hash = await projections.table(desk).hash();
    const given = await projections.beside(desk);
    await given.write([version('b', 0)]);
    await given.drop();
    const cut = await projections.beside(desk);
    await cut.write([version('c', 0)]);
    const later = await again(projections);
    expect(await later.table(desk).hash()).toBe(hash);
    const next = await later.beside(desk);
    await next.write([version('a', 0)]);
    expect(await next.hash()).toBe(hash);
    await next.swap('desk', 0);
    expect(await later.table(desk).hash()).toBe(hash);
  });
};

/** One generation after the other. */
export const generations = (open: OpenProjections): void => {
  describe('a generation', () => {
    const { fresh } = opening(open);

    it(
      'has the hash of one that was rebuilt from the same history, in other batches',
      async () => {
        const projections = await fresh();
        const check = async (history: readonly Told[], size: number): Promise<void> => {
          const [model, all] = [numbered(), versionsOf(history)];
          for (let from = 0; from < all.length; from += size)
            await putIn(projections, model, all.slice(from, from + size));
          const live = await projections.table(model).hash();
          const next = await projections.beside(model);
          await next.write(all.slice(0, 5));
          if (size % 2 === 0) await next.settle();
          await next.write(all.slice(3));
          expect(await next.hash()).toBe(live);
          await next.swap(model.name, 1);
          expect(await projections.table(model).hash()).toBe(live);
        };
        await fc.assert(fc.asyncProperty(histories, fc.integer({ min: 1, max: 8 }), check), { numRuns: 30 });
      },
      patience,
    );

    it('has another hash when a row, a past version or its time differs', async () => {
      const told = [version('a', 0), version('a', 1, { title: 'Now' })];
      const hashes = new Set<string>();
      const others = [
        told,
        told.slice(1),
        [told[0], version('a', 1)],
        [{ ...version('a', 0), happenedAt: version('a', 1).happenedAt }, told[1]],
      ];
      for (const other of others) {
        const projections = await fresh();
        await put(projections, ...other.filter((one) => one !== undefined));
        hashes.add(await projections.table(desk).hash());
      }
      expect(hashes.size).toBe(others.length);
    });
    swaps(open);
    versions(open);
  });
};
