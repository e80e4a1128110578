import { describe, expect, it } from '@jest/globals';
import type { Parked, Projections } from '@relais/projections';
import { at, desk, opening, put, row, tray, version, type Desk, type OpenProjections } from './desk.ts';

const parked = (stream: string, revision = 0, processor = 'desk'): Parked => ({
  ...{ processor, stream, revision, position: revision, reason: 'TypeError: x is null', at: at(0) },
});

const titles = async (projections: Projections): Promise<readonly unknown[]> =>
  [...(await projections.table(desk).get(['a', 'b', 'c'])).values()].map((found) => found.row?.title ?? null);

const together = (open: OpenProjections): void => {
  const { fresh, again } = opening(open);

  it('leaves nothing of a commit of which one row cannot be written', async () => {
    const projections = await fresh();
    await projections.commit({
      processor: 'desk',
      position: 7,
      writes: [],
      park: [parked('ticket-north.x')],
    });
    const before = await projections.table(desk).hash();
    const unfit = { ...version('b', 0), row: { ...row(), title: 5 } as unknown as Desk };
    await expect(
      projections.commit({
        ...{ processor: 'desk', position: 9, park: [parked('ticket-north.y')], release: ['ticket-north.x'] },
        writes: [
          { model: tray, versions: [{ ...version('t', 0), row: { title: 'Tray' } }] },
          { model: desk, versions: [version('a', 0), unfit] },
        ],
      }),
    ).rejects.toMatchObject({ code: 'row-unreadable' });
    expect(await projections.checkpoint('desk')).toBe(7);
    expect((await projections.parked()).map(({ stream }) => stream)).toEqual(['ticket-north.x']);
    expect(await projections.table(tray).get(['t'])).toEqual(new Map());
    expect(await projections.table(desk).hash()).toBe(before);
  });

  it('keeps rows, checkpoint and parked streams together over a restart', async () => {
    const projections = await fresh();
    await projections.commit({
      ...{ processor: 'desk', position: 9, park: [parked('ticket-north.y', 3)] },
      writes: [{ model: desk, versions: [version('a', 0)] }],
    });
    const hash = await projections.table(desk).hash();
    const later = await again(projections);
    expect(await later.checkpoint('desk')).toBe(9);
    expect(await later.checkpoint('another')).toBe(0);
    expect(await later.parked('desk')).toEqual([parked('ticket-north.y', 3)]);
    expect(await later.prepare(desk)).toBe('ready');
    expect(await later.table(desk).hash()).toBe(hash);
  });

  it('never takes a checkpoint back', async () => {
    const projections = await fresh();
    for (const position of [5, 3]) await projections.commit({ processor: 'desk', position, writes: [] });
    expect(await projections.checkpoint('desk')).toBe(5);
  });

  it('parks and releases by processor', async () => {
    const projections = await fresh();
    const commit = (processor: string, more: object) =>
      projections.commit({ processor, position: 0, writes: [], ...more });
    await commit('desk', { park: [parked('ticket-north.x'), parked('ticket-north.y')] });
    await commit('other', { park: [parked('ticket-north.x', 0, 'other')] });
    await commit('desk', {
      release: ['ticket-north.x', 'ticket-north.y'],
      park: [parked('ticket-north.y', 4)],
    });
    expect(await projections.parked('desk')).toEqual([parked('ticket-north.y', 4)]);
    expect(await projections.parked()).toHaveLength(2);
  });
};

/** What one commit does to rows, and to everything beside them. */
export const commits = (open: OpenProjections): void => {
  describe('a commit', () => {
    const { fresh } = opening(open);

    it('can be read when it is settled', async () => {
      const projections = await fresh();
      await put(projections, version('a', 0, { tags: { deep: ['é', null, 1.5] } }));
      expect(await projections.table(desk).get(['a', 'nobody'])).toEqual(
        new Map([['a', version('a', 0, { tags: { deep: ['é', null, 1.5] } })]]),
      );
    });

    it('ignores what is not newer than its row', async () => {
      const projections = await fresh();
      await put(projections, version('a', 2, { title: 'Two' }));
      await put(projections, version('a', 1, { title: 'One' }), version('a', 2, { title: 'Again' }));
      expect(await titles(projections)).toEqual(['Two']);
      await put(projections, version('a', 3, { title: 'Three' }), version('a', 3, { title: 'Twice' }));
      expect(await titles(projections)).toEqual(['Three']);
    });

    it('remembers of a row that is gone how far it came', async () => {
      const projections = await fresh();
      await put(projections, version('a', 4, null));
      await put(projections, version('a', 3, { title: 'Late' }));
      expect(await titles(projections)).toEqual([null]);
      await put(projections, version('a', 5, { title: 'Back' }));
      expect(await titles(projections)).toEqual(['Back']);
    });

    it('stores exactly the declared fields, absent ones as null', async () => {
      const projections = await fresh();
      const { holder: _, ...absent } = { ...row(), unknown: 1 };
      await put(projections, { ...version('a', 0), row: absent as unknown as Desk });
      expect((await projections.table(desk).get(['a'])).get('a')?.row).toEqual(row());
    });
    together(open);
  });
};
