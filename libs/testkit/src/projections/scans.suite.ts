import { describe, expect, it } from '@jest/globals';
import type { Filter, Instant, Projections, Version } from '@relais/projections';
import fc from 'fast-check';
import {
  at,
  desk,
  histories,
  opening,
  patience,
  put,
  replayed,
  sorted,
  tray,
  version,
  type Desk,
  type OpenProjections,
  type Told,
} from './desk.ts';
import { commitIn, instants } from './past.suite.ts';

const filters: readonly Filter<Desk>[] = [
  {},
  { tenant: 'north' },
  { tenant: ['south', 'north'] },
  { tenant: 'north', status: ['open', 'held'] },
  { tenant: 'north', priority: null },
  { tenant: [] },
];

type Batches = AsyncIterable<readonly Version<Desk>[]>;

const batchesOf = async <One>(all: AsyncIterable<One>): Promise<readonly One[]> => {
  const found: One[] = [];
  for await (const one of all) found.push(one);
  return found;
};

const all = async (batches: Batches): Promise<readonly Version<Desk>[]> => (await batchesOf(batches)).flat();

const shown = ({ key, row, revision }: Pick<Told, 'key' | 'row' | 'revision'>) => ({ key, row, revision });

const many = (projections: Projections, count: number): Promise<void> =>
  put(
    projections,
    ...Array.from({ length: count }, (_, n) =>
      version(`k${String(n).padStart(5, '0')}`, 0, { priority: -n }),
    ),
  );

const batching = (open: OpenProjections): void => {
  const { fresh } = opening(open);

  it('comes in batches of at most 1,000, in the order of the keys', async () => {
    const projections = await fresh();
    await many(projections, 2_345);
    const batches = await batchesOf(projections.table(desk).scan({ tenant: 'north' }));
    expect(batches.map(({ length }) => length)).toEqual([1_000, 1_000, 345]);
    const keys = batches.flat().map(({ key }) => key);
    expect(keys).toEqual(keys.toSorted());
  });

  it('is of one moment, whatever is written meanwhile', async () => {
    const projections = await fresh();
    await many(projections, 1_500);
    const seen: Version<Desk>[] = [];
    for await (const batch of projections.table(desk).scan({ tenant: 'north' })) {
      if (seen.length === 0)
        await put(projections, version('k01400', 1, null), version('k99999', 0), version('k01300', 1));
      seen.push(...batch);
    }
    expect(seen.map(({ revision }) => revision)).toEqual(Array.from({ length: 1_500 }, () => 0));
    expect((await all(projections.table(desk).scan({ tenant: 'north' }))).length).toBe(1_500);
  });

  it('goes on when its generation is swapped meanwhile', async () => {
    const projections = await fresh();
    await many(projections, 1_500);
    let seen = 0;
    for await (const batch of projections.table(desk).scan({})) {
      if (seen === 0) await (await projections.beside(desk)).swap('desk', 1);
      seen += batch.length;
    }
    expect(seen).toBe(1_500);
    expect(await all(projections.table(desk).scan({}))).toEqual([]);
  });

  it('can be given up', async () => {
    const projections = await fresh();
    await many(projections, 1_500);
    for await (const batch of projections.table(desk).scan({})) {
      expect(batch).toHaveLength(1_000);
      break;
    }
    await put(projections, version('a', 0));
  });
};

/** Everything that a filter lets pass, for figures. */
export const scans = (open: OpenProjections): void => {
  describe('a scan', () => {
    const { fresh } = opening(open);

    it(
      'gives, now and at every instant by both times, what a replay gives',
      async () => {
        const projections = await fresh();
        const check = async (history: readonly Told[], size: number): Promise<void> => {
          const table = projections.table(await commitIn(projections, history, size));
          const moments: readonly (Instant | undefined)[] = [undefined, ...instants(history)];
          for (const where of filters)
            for (const asOf of moments) {
              const rows = replayed(history, asOf);
              const keys = sorted(rows, { where, order: [] });
              const expected = keys.flatMap((key) => rows.filter((told) => told.key === key));
              const found = await all(table.scan(where, asOf));
              expect({ where, asOf, rows: found.map(shown) }).toEqual({
                ...{ where, asOf, rows: expected.map(shown) },
              });
            }
        };
        await fc.assert(fc.asyncProperty(histories, fc.integer({ min: 1, max: 8 }), check), { numRuns: 8 });
      },
      patience,
    );

    it('is only given by the leading fields of an index', async () => {
      const table = (await fresh()).table(desk);
      const unserved: readonly Filter<Desk>[] = [
        { status: 'open' },
        { holder: 'nadia' },
        { tenant: 'north', holder: 'nadia' },
        { tenant: 'north', status: 'open', title: 'Printer' },
      ];
      for (const where of unserved)
        for (const asOf of [undefined, { by: 'happened', at: at(0) } as const])
          await expect(all(table.scan(where, asOf))).rejects.toMatchObject({
            ...{ name: 'Fault', code: 'no-index' },
          });
    });

    it('has no past where none is kept', async () => {
      const table = (await fresh()).table(tray);
      await expect(batchesOf(table.scan({}, { by: 'happened', at: at(0) }))).rejects.toMatchObject({
        ...{ name: 'Fault', code: 'not-temporal' },
      });
    });
    batching(open);
  });
};
