import { describe, expect, it } from '@jest/globals';
import type { Change, Projections } from '@relais/projections';
import { desk, opening, put, row, tray, version, type Desk, type OpenProjections } from './desk.ts';

/** Everything after a cursor, some lines at a time. */
const follow = async (
  projections: Projections,
  from: string,
): Promise<readonly Change<Desk>[] | 'restart'> => {
  const found: Change<Desk>[] = [];
  for (let after = from; ;) {
    const next = await projections.table(desk).changes(after, 2);
    if (next === 'restart') return next;
    found.push(...next.changes);
    if (next.changes.length === 0) return found;
    after = next.cursor;
  }
};

const begin = async (projections: Projections): Promise<string> => {
  const now = await projections.table(desk).changes(null, 10);
  if (now === 'restart') throw new Error('nothing was given that could be void');
  expect(now.changes).toEqual([]);
  return now.cursor;
};

const voided = (open: OpenProjections): void => {
  const { fresh, again } = opening(open);

  it('is void after a rebuild, and begins again', async () => {
    const projections = await fresh();
    const before = await begin(projections);
    await put(projections, version('a', 0));
    const next = await projections.beside(desk);
    await next.write([version('a', 0)]);
    await next.swap('desk', 0);
    expect(await follow(projections, before)).toBe('restart');
    const after = await begin(projections);
    await put(projections, version('a', 1));
    expect(await follow(projections, after)).toHaveLength(1);
  });

  it('is void once the log no longer reaches back to it', async () => {
    const projections = await fresh(20);
    const before = await begin(projections);
    for (let n = 0; n < 10; n += 1) await put(projections, version('a', n));
    const middle = await begin(projections);
    expect(await follow(projections, before)).toHaveLength(10);
    for (let n = 10; n < 60; n += 1) await put(projections, version('a', n));
    expect(await follow(projections, before)).toBe('restart');
    expect(await follow(projections, middle)).toBe('restart');
    const kept = await begin(projections);
    for (let n = 60; n < 80; n += 1) await put(projections, version('a', n));
    expect(await follow(projections, kept)).toHaveLength(20);
  });

  it('goes on where it was after a restart', async () => {
    const projections = await fresh();
    const cursor = await begin(projections);
    await put(projections, version('a', 0));
    const later = await again(projections);
    await put(later, version('a', 1));
    expect(await follow(later, cursor)).toHaveLength(2);
  });

  it('refuses a cursor of something else', async () => {
    const projections = await fresh();
    const other = await projections.table(tray).changes(null, 1);
    const page = { where: { tenant: 'north' }, order: [{ field: 'title' }], first: 1 } as const;
    await put(projections, version('a', 0));
    const { cursors } = await projections.table(desk).page(page);
    for (const cursor of ['', 'x', cursors[0] ?? '', other === 'restart' ? '' : other.cursor])
      await expect(follow(projections, cursor)).rejects.toMatchObject({
        name: 'Invalid',
        code: 'after-unreadable',
      });
  });
};

/** The change log: complete, in order, and honest about what it no longer knows. */
export const changes = (open: OpenProjections): void => {
  describe('the change log', () => {
    const { fresh } = opening(open);

    it('tells every change once, in the order of the commits', async () => {
      const projections = await fresh();
      await put(projections, version('before', 0));
      const cursor = await begin(projections);
      await put(projections, version('a', 0), version('b', 0), version('a', 1, { status: 'held' }));
      await put(projections, version('a', 1, { status: 'stale' }), version('b', 1, null));
      await put(projections, version('c', 0));
      const found = await follow(projections, cursor);
      expect(
        found === 'restart' || found.map(({ key, revision, row: left }) => [key, revision, left]),
      ).toEqual([
        ['a', 0, row()],
        ['b', 0, row()],
        ['a', 1, row({ status: 'held' })],
        ['b', 1, null],
        ['c', 0, row()],
      ]);
    });

    it('can be followed from any of its lines', async () => {
      const projections = await fresh();
      const cursor = await begin(projections);
      await put(projections, version('a', 0), version('b', 0), version('c', 0));
      const all = await follow(projections, cursor);
      if (all === 'restart') throw new Error('the log is there');
      expect(await follow(projections, all[0]?.cursor ?? '')).toEqual(all.slice(1));
    });

    it('is kept of followed models alone', async () => {
      const projections = await fresh();
      const model = { ...tray, name: 'unfollowed', followed: false };
      await projections.commit({
        ...{ processor: 'unfollowed', position: 1 },
        writes: [{ model, versions: [{ ...version('a', 0), row: { title: 'Seen' } }] }],
      });
      expect((await projections.table(model).get(['a'])).get('a')?.row).toEqual({ title: 'Seen' });
      await expect(projections.table(model).changes(null, 1)).rejects.toMatchObject({
        ...{ name: 'Fault', code: 'not-followed' },
      });
    });

    it('shows nothing that cannot be read yet', async () => {
      const projections = await fresh();
      const cursor = await begin(projections);
      const writing = put(projections, version('a', 0));
      for (let seen = 0; seen === 0;) {
        const found = await follow(projections, cursor);
        seen = found.length;
        if (seen > 0) expect((await projections.table(desk).get(['a'])).has('a')).toBe(true);
      }
      await writing;
    });
    voided(open);
  });
};
