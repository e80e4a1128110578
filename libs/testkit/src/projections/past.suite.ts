import { describe, expect, it } from '@jest/globals';
import type { Instant, Model, Projections, Query, Table } from '@relais/projections';
import fc from 'fast-check';
import {
  at,
  desk,
  histories,
  numbered,
  opening,
  patience,
  put,
  putIn,
  replayed,
  sorted,
  version,
  versionsOf,
  type Desk,
  type OpenProjections,
  type Told,
} from './desk.ts';
import { walk } from './pages.suite.ts';

const queries: readonly Query<Desk>[] = [
  { where: { tenant: 'north' }, order: [{ field: 'priority' }], first: 2 },
  { where: { tenant: ['south', 'north'] }, order: [{ field: 'title', descending: true }], first: 3 },
  {
    where: { tenant: 'north', status: ['open', 'held'], holder: null },
    order: [{ field: 'priority' }],
    first: 1,
  },
];

/** Around every instant at which something may have changed. */
export const instants = (history: readonly Told[]): readonly Instant[] => {
  const times = new Set(history.flatMap(({ happenedAt, recordedAt }) => [happenedAt, recordedAt]));
  const around = [...times].flatMap((time) =>
    [-1, 0, 1].map((ms) => new Date(Date.parse(time) + ms).toISOString()),
  );
  return [...new Set(around)].flatMap((time) => [
    { by: 'happened', at: time },
    { by: 'recorded', at: time },
  ]);
};

/** A model of its own with a history, committed in batches, some of it twice. */
export const commitIn = async (
  projections: Projections,
  history: readonly Told[],
  size: number,
): Promise<Model<Desk>> => {
  const model = numbered();
  const versions = versionsOf(history);
  for (let from = 0; from < versions.length; from += size)
    await putIn(projections, model, versions.slice(Math.max(0, from - 2), from + size));
  return model;
};

const counted = (told: readonly Told[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { row } of told) {
    const group = JSON.stringify({ tenant: row?.tenant, holder: row?.holder, status: row?.status });
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return counts;
};

const countsOf = async (table: Table<Desk>, asOf?: Instant): Promise<ReadonlyMap<string, number>> => {
  const counts = await table.counts('byHolder', {}, asOf);
  return new Map(counts.map(({ group, count }) => [JSON.stringify(group), count]));
};

const counting = (open: OpenProjections): void => {
  const { fresh } = opening(open);

  it(
    'counts what a recount gives, now and at any instant',
    async () => {
      const projections = await fresh();
      const check = async (history: readonly Told[], size: number): Promise<void> => {
        const table = projections.table(await commitIn(projections, history, size));
        expect(await countsOf(table)).toEqual(counted(replayed(history)));
        const all = await table.counts('all', {});
        expect(all.map(({ count }) => count).join()).toBe(String(replayed(history).length || ''));
        for (const asOf of instants(history))
          expect(await countsOf(table, asOf)).toEqual(counted(replayed(history, asOf)));
      };
      await fc.assert(fc.asyncProperty(histories, fc.integer({ min: 1, max: 8 }), check), { numRuns: 50 });
    },
    patience,
  );

  it('counts only the groups that a filter lets pass', async () => {
    const projections = await fresh();
    await put(
      projections,
      ...[
        version('a', 0),
        version('b', 0, { status: 'held' }),
        version('c', 0, { tenant: 'north"', holder: 'omar' }),
      ],
      ...[version('d', 0, { tenant: 'south' }), version('e', 0, { holder: 'nadia' })],
    );
    const numbers = async (filter: object) =>
      (await projections.table(desk).counts('byHolder', filter)).reduce((sum, { count }) => sum + count, 0);
    expect(await numbers({ tenant: 'north' })).toBe(3);
    expect(await numbers({ tenant: 'north', holder: null })).toBe(2);
    expect(await numbers({ tenant: 'north', holder: null, status: 'held' })).toBe(1);
    expect(await numbers({ tenant: ['south', 'north"'] })).toBe(2);
    expect(await numbers({ status: 'held' })).toBe(1);
    expect(await numbers({ tenant: 'nort' })).toBe(0);
    const past = await projections
      .table(desk)
      .counts('byHolder', { tenant: 'north', holder: null }, { by: 'happened', at: at(0) });
    expect(past.map(({ count }) => count)).toEqual([1, 1]);
    await expect(numbers({ priority: 3 })).rejects.toMatchObject({ code: 'no-index' });
  });
};

/** What was: pages and numbers at any instant, by either time, against a plain replay. */
export const past = (open: OpenProjections): void => {
  describe('the past', () => {
    const { fresh } = opening(open);

    it(
      'is at every instant, by both times, what a replay up to it gives',
      async () => {
        const projections = await fresh();
        const shown = ({ key, row, revision }: Pick<Told, 'key' | 'row' | 'revision'>) => ({
          key,
          row,
          revision,
        });
        const check = async (history: readonly Told[], size: number): Promise<void> => {
          const model = await commitIn(projections, history, size);
          const asked = instants(history).flatMap((asOf) => queries.map((query) => ({ ...query, asOf })));
          for (const query of asked) {
            const found = await walk(projections, query, { model });
            const rows = replayed(history, query.asOf);
            const expected = sorted(rows, query).flatMap((key) => rows.filter((told) => told.key === key));
            expect({ query, rows: found.map(shown) }).toEqual({ query, rows: expected.map(shown) });
          }
        };
        await fc.assert(fc.asyncProperty(histories, fc.integer({ min: 1, max: 8 }), check), { numRuns: 30 });
      },
      patience,
    );

    it('shows of equal times only what came last', async () => {
      const projections = await fresh();
      const same = { happenedAt: at(5), recordedAt: at(5) };
      await put(
        projections,
        { ...version('a', 0), ...same },
        { ...version('a', 1, { title: 'Last' }), ...same },
      );
      const page = await walk(projections, {
        ...(queries[0] as Query<Desk>),
        asOf: { by: 'recorded', at: at(5) },
      });
      expect(page.map(({ row }) => row?.title)).toEqual(['Last']);
    });
    counting(open);
  });
};
