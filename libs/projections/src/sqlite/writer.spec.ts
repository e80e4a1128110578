import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openProjections } from '../open.ts';
import { layoutOf } from '../layout.ts';
import type { Model, Projections, Query } from '../projections.ts';
import { selectPage } from './read/select.ts';
import { made, namesOf } from './tables.ts';

type Seat = {
  readonly tenant: string;
  readonly holder: string | null;
  readonly since: string;
  readonly size: number;
};

const seats: Model<Seat> = {
  name: 'seats',
  version: 1,
  fields: { tenant: 'text', holder: 'text', since: 'text', size: 'number' },
  indexes: [
    ['tenant', 'since'],
    ['tenant', 'holder', 'size', 'since'],
  ],
  filters: ['size'],
  counters: { byHolder: ['tenant', 'holder'] },
  temporal: true,
};

const at = '2026-03-02T08:00:00.000Z';
const seat = (key: string, revision = 0) => ({
  ...{ key, revision, happenedAt: at, recordedAt: at },
  row: { tenant: 'north', holder: null, since: at, size: revision },
});

describe('read models in a file', () => {
  let folder: string;
  let projections: Projections;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'relais-seats-'));
    projections = await openProjections({ adapter: 'sqlite', folder });
  });
  afterEach(async () => {
    await projections.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const put = (...versions: readonly ReturnType<typeof seat>[]) =>
    projections.commit({ processor: 'seats', position: 7, writes: [{ model: seats, versions }] });

  it('undo what a transaction has written before it fails, and go on', async () => {
    await put(seat('a'));
    const before = await projections.table(seats).hash();
    const broken = { ...seat('c'), key: null as unknown as string };
    await expect(
      projections.commit({
        ...{
          processor: 'seats',
          position: 9,
          writes: [{ model: seats, versions: [seat('a', 1), seat('b'), broken] }],
        },
        park: [{ processor: 'seats', stream: 'x', revision: 0, position: 8, reason: '', at }],
      }),
    ).rejects.toMatchObject({ name: 'Fault', code: 'projections-failed' });
    expect(await projections.table(seats).hash()).toBe(before);
    expect(await projections.checkpoint('seats')).toBe(7);
    expect(await projections.parked()).toEqual([]);
    await put(seat('a', 1), seat('b'));
    expect(await projections.table(seats).counts('byHolder', {})).toMatchObject([{ count: 2 }]);
  });

  it('belong to one process at a time, and are free when it ends', async () => {
    await expect(openProjections({ adapter: 'sqlite', folder })).rejects.toMatchObject({
      code: 'projections-taken',
    });
    await projections.close();
    projections = await openProjections({ adapter: 'sqlite', folder });
  });

  it('say that a folder cannot be used', async () => {
    await expect(
      openProjections({ adapter: 'sqlite', folder: join(folder, 'nowhere') }),
    ).rejects.toMatchObject({
      ...{ name: 'Fault', code: 'projections-unopenable' },
    });
  });

  it('refuse what comes after they are closed', async () => {
    await put(seat('a'));
    await projections.close();
    await expect(put(seat('b'))).rejects.toMatchObject({ code: 'projections-closed' });
  });

  it('leave one whole file behind when they are closed', async () => {
    await put(seat('a'));
    await projections.close();
    expect(existsSync(join(folder, 'projections.db-wal'))).toBe(false);
    expect(statSync(join(folder, 'projections.db')).size).toBeGreaterThan(0);
  });

  it('refuse a model that cannot be laid out', async () => {
    const unfit: readonly Model<Seat>[] = [
      { ...seats, name: 'a"; DROP TABLE models' },
      { ...seats, fields: { ...seats.fields, holder: 'json' } },
    ];
    for (const model of unfit)
      await expect(projections.prepare(model)).rejects.toMatchObject({
        name: 'Fault',
        code: 'model-unreadable',
      });
  });

  describe('read pages', () => {
    const planOf = async (query: Query<Seat>): Promise<readonly string[]> => {
      await projections.prepare(seats);
      const select = selectPage(
        layoutOf(seats, made),
        namesOf('seats', 1),
        query as never,
        query.after ? ['x', 'y'] : [],
      );
      const db = new DatabaseSync(join(folder, 'projections.db'), { readOnly: true });
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${select?.sql ?? ''}`).all(...(select?.values ?? []));
      db.close();
      return plan.map(({ detail }) => String(detail)).filter((detail) => /SCAN|SEARCH|TEMP/.test(detail));
    };

    it('along an index, without sorting: as fast at any number of rows', async () => {
      const order = [{ field: 'since' }] as const;
      const live = await planOf({ where: { tenant: 'north', size: [1, 2] }, order, first: 50, after: 'x' });
      expect(live).toEqual(['SEARCH seats_1 USING INDEX seats_1_by_0 (f_tenant=? AND (f_since,key)>(?,?))']);
      const merged = await planOf({
        where: { tenant: 'north', holder: ['nadia', null], size: 3 },
        order,
        first: 50,
      });
      const arm = 'SEARCH seats_1 USING INDEX seats_1_by_1 (f_tenant=? AND f_holder=? AND f_size=?)';
      expect(merged).toEqual([arm, arm]);
    });

    it('of the past by two indexes, by both times', async () => {
      for (const by of ['happened', 'recorded'] as const) {
        const query = { where: { tenant: 'north' }, order: [{ field: 'since' }], first: 50 } as const;
        const plan = await planOf({ ...query, asOf: { by, at } });
        const bounds = `f_tenant=? AND ${by}_span=? AND ${by}_to>? AND ${by}_to<?`;
        expect(plan).toContain(`SEARCH seats_1_past USING INDEX seats_1_past_by_${by} (${bounds})`);
        expect(plan.join()).toMatch(/SEARCH seats_1 USING COVERING INDEX seats_1_by_happened \(f_tenant=\?/);
        expect(plan.filter((step) => step.startsWith('SCAN'))).toEqual(['SCAN 28-ROW VALUES CLAUSE']);
      }
    });
  });
});
