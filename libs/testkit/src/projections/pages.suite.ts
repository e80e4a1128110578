import { describe, expect, it } from '@jest/globals';
import type { Model, Projections, Query, Version } from '@relais/projections';
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

/** All pages of a query, one after the other. */
export const walk = async (
  projections: Projections,
  query: Query<Desk>,
  { model = desk, between }: { readonly model?: Model<Desk>; readonly between?: () => Promise<void> } = {},
): Promise<readonly Version<Desk>[]> => {
  const found: Version<Desk>[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await projections.table(model).page({ ...query, ...(after === undefined ? {} : { after }) });
    found.push(...page.rows);
    expect(page.cursors).toHaveLength(page.rows.length);
    if (!page.more) return found;
    after = page.cursors.at(-1);
    await between?.();
  }
};

const ordered = (field: keyof Desk, descending = false) => [{ field, descending }];

const where = fc.record(
  {
    tenant: fc.constantFrom('north', 'south', ['north', 'south'], []),
    status: fc.constantFrom('open', ['closed', 'open'], ['held', 'held']),
    holder: fc.constantFrom(null, 'nadia', [null, 'omar']),
  },
  { requiredKeys: ['tenant'] },
);

/** Any query that an index of the sample model serves. */
const queries: fc.Arbitrary<Query<Desk>> = fc
  .record({
    where,
    order: fc.constantFrom('priority', 'title', 'both'),
    descending: fc.boolean(),
    first: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ where: { status, ...filter }, order, descending, first }) => ({
    where: order === 'priority' && status !== undefined ? { ...filter, status } : filter,
    order:
      order === 'both'
        ? [...ordered('priority', descending), ...ordered('title', descending)]
        : ordered(order, descending),
    first,
  }));

const query: Query<Desk> = { where: { tenant: 'north' }, order: ordered('priority'), first: 2 };

const cursors = (open: OpenProjections): void => {
  const { fresh } = opening(open);
  const rows = ['a', 'b', 'c', 'd', 'e'].map((key, place) => version(key, 0, { priority: place }));

  it('refuse a cursor of another query', async () => {
    const projections = await fresh();
    await put(projections, ...rows);
    const { cursors: given } = await projections.table(desk).page(query);
    const after = given[0] ?? '';
    const others: readonly Partial<Query<Desk>>[] = [
      { where: { tenant: 'south' } },
      { where: { tenant: 'north', holder: null } },
      { order: ordered('priority', true) },
      { order: ordered('title') },
      { asOf: { by: 'happened', at: '2026-03-02T08:15:00.000Z' } },
    ];
    for (const other of others)
      await expect(projections.table(desk).page({ ...query, ...other, after })).rejects.toMatchObject({
        ...{ name: 'Invalid', code: 'after-unreadable', field: 'after' },
      });
    const [then, later] = [7, 8].map((seconds) => ({ by: 'happened', at: at(seconds) }) as const);
    const past = await projections.table(desk).page({ ...query, asOf: then });
    await expect(
      projections.table(desk).page({ ...query, asOf: later, after: past.cursors[0] }),
    ).rejects.toMatchObject({ code: 'after-unreadable' });
    expect(
      (await projections.table(desk).page({ ...query, first: 5, after })).rows.map(({ key }) => key),
    ).toEqual([...['b', 'c', 'd', 'e']]);
  });

  it('refuse what is no cursor', async () => {
    const projections = await fresh();
    const packed = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const after of ['', 'x', packed(1), packed([]), packed([null, {}, 'a']), packed('[')])
      await expect(projections.table(desk).page({ ...query, after })).rejects.toMatchObject({
        ...{ name: 'Invalid', code: 'after-unreadable' },
      });
  });

  it('give each row exactly once while rows change elsewhere', async () => {
    const projections = await fresh();
    await put(
      projections,
      ...Array.from({ length: 20 }, (_, n) => version(`k${n}`, 0, { priority: 100 + n })),
    );
    let turn = 0;
    const change = async (): Promise<void> => {
      turn += 1;
      // Before the first and behind the last: rows that the walk has passed, or will not reach, come and go.
      await put(
        projections,
        version(`new${turn}`, 0, { priority: turn }),
        version('k0', turn, { priority: 1 }),
      );
    };
    const found = await walk(projections, { ...query, first: 3 }, { between: change });
    expect(found.map(({ key }) => key)).toEqual(Array.from({ length: 20 }, (_, n) => `k${n}`));
  });
};

const bounds = (open: OpenProjections): void => {
  const { fresh } = opening(open);

  it('hold at most 100 rows', async () => {
    const table = (await fresh()).table(desk);
    await expect(table.page({ ...query, first: 101 })).rejects.toMatchObject({
      ...{ name: 'Invalid', code: 'page-too-large', field: 'first' },
    });
    for (const first of [0, -1, 1.5, Number.NaN])
      await expect(table.page({ ...query, first })).rejects.toMatchObject({
        name: 'Invalid',
        field: 'first',
      });
    await expect(table.page({ ...query, first: 100 })).resolves.toEqual({
      rows: [],
      cursors: [],
      more: false,
    });
  });

  it('are only given by a declared index', async () => {
    const table = (await fresh()).table(desk);
    const unserved: readonly Partial<Query<Desk>>[] = [
      { where: {} },
      { where: { tenant: 'north', title: 'Printer' } },
      { where: { tenant: 'north', status: 'open' }, order: ordered('title') },
      { order: [] },
      { order: ordered('holder') },
      { order: [...ordered('title'), ...ordered('priority')] },
      { order: [...ordered('priority'), ...ordered('title', true)] },
    ];
    for (const other of unserved)
      await expect(table.page({ ...query, ...other })).rejects.toMatchObject({
        name: 'Fault',
        code: 'no-index',
      });
  });
};

/** Pages as they are now: what they hold, in which order, and what their cursors promise. */
export const pages = (open: OpenProjections): void => {
  describe('pages', () => {
    const { fresh } = opening(open);

    it(
      'hold exactly what a sort of all rows gives, whatever the filter and the order',
      async () => {
        const projections = await fresh();
        const asked = fc.array(queries, { minLength: 1, maxLength: 8 });
        const check = async (history: readonly Told[], all: readonly Query<Desk>[]): Promise<void> => {
          const model = numbered();
          await putIn(projections, model, versionsOf(history));
          for (const one of all) {
            const found = await walk(projections, one, { model });
            expect(found.map(({ key }) => key)).toEqual(sorted(replayed(history), one));
          }
        };
        await fc.assert(fc.asyncProperty(histories, asked, check));
      },
      patience,
    );
    cursors(open);
    bounds(open);
  });
};
