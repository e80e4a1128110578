import { streamOf, type TicketEvent } from '@relais/contracts';
import {
  acme,
  classified,
  closed,
  opened,
  openTestPorts,
  resolved,
  taken,
  type TestPorts,
} from '@relais/testkit';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { QueueChanges } from './live.graph.ts';
import { asking, isSilent, next, openLive, type LiveStage } from './testing/live-stage.ts';

jest.setTimeout(60_000);

const nadia = asking();
const openedFor = (client: string, number = 'R-1'): TicketEvent => ({
  ...opened,
  data: { ...opened.data, number, client, queue: `${client}-1` },
});

let test: TestPorts;
let stage: LiveStage;
beforeEach(async () => {
  test = await openTestPorts();
  stage = openLive(test.ports);
});
afterEach(async () => {
  expect(await stage.close()).toBe(0);
  await test.close();
});

/** What happens to a ticket, to be read in the lists. */
const happens = async (id: string, ...events: readonly TicketEvent[]): Promise<void> => {
  await test.given(acme('ticket', id), events, { client: 'lumen' });
  await stage.heard();
};

const follow: LiveStage['follow'] = (...how) => stage.follow(...how);

const shown = ({ changes }: QueueChanges) =>
  changes.map(({ ticketId, revision, ticket }) => [ticketId, revision, ticket?.status ?? null]);

describe('a list that is followed', () => {
  it('says at once where it begins, then what came in, what changed, and what left it', async () => {
    await happens('before', openedFor('lumen'));
    const list = await follow({ status: ['open'] });
    const first = await next(list);
    expect(first).toMatchObject({ restart: false, changes: [] });
    await happens('t1', openedFor('lumen'));
    expect(shown(await next(list))).toEqual([['t1', 0, 'open']]);
    await happens('t1', taken);
    expect(shown(await next(list))).toEqual([['t1', 1, 'open']]);
    await happens('t1', resolved);
    expect(shown(await next(list))).toEqual([['t1', 2, null]]);
  });

  it('tells nothing of a ticket that was not in it and is not in it', async () => {
    const list = await follow({ queue: ['lumen-1'] });
    await next(list);
    await happens('t1', openedFor('orfeo'));
    await happens('t1', taken);
    // Only what nobody remembers may have been in the list.
    expect(shown(await next(list))).toEqual([['t1', 1, null]]);
    expect(await isSilent(list.next())).toBe(true);
  });

  it('tells what happened to one ticket meanwhile once, as it is then', async () => {
    const list = await follow();
    await next(list);
    await happens('t1', openedFor('lumen'));
    await happens('t2', openedFor('lumen'));
    await happens('t1', taken, classified);
    expect(shown(await next(list))).toEqual([
      ['t2', 0, 'open'],
      ['t1', 2, 'open'],
    ]);
  });

  it('is delivered in batches, never more often than its pace', async () => {
    const list = await follow({}, null, { least: 50 });
    const times: number[] = [];
    const writing = (async () => {
      for (let n = 0; n < 60; n += 1) await happens(`t${n}`, openedFor('lumen'));
    })();
    let told = 0;
    while (told < 60) {
      told += (await next(list)).changes.length;
      times.push(performance.now());
    }
    await writing;
    const gaps = times.slice(1).map((time, place) => time - (times[place] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(45);
  });

  it('gives a sign of life when nothing happens, with the cursor that it had', async () => {
    const list = await follow({}, null, { most: 20 });
    const { cursor } = await next(list);
    expect(await next(list)).toEqual({ cursor, restart: false, changes: [] });
    expect(await next(list)).toEqual({ cursor, restart: false, changes: [] });
  });

  it.each([
    ['another provider', asking({ tenant: 'borealis' })],
    ['another client’s desk', asking({ clients: ['orfeo'] })],
    ['another client', asking({ roles: ['client'], clients: ['orfeo'] })],
    ['another requester', asking({ roles: ['requester'], clients: ['lumen'], person: 'yann' })],
    ['a vendor', asking({ roles: ['vendor'], vendor: 'lumen' })],
  ])('shows %s nothing, not even a cursor that moves', async (_, by) => {
    const list = await follow({}, null, { by, most: 20 });
    const first = await next(list);
    await happens('t1', openedFor('lumen'));
    await happens('t1', taken, resolved, closed);
    for (let n = 0; n < 3; n += 1) expect(await next(list)).toEqual(first);
  });

  it('takes a cursor from those alone to whom it was given', async () => {
    const { cursor } = await next(await follow());
    const foreign = asking({ tenant: 'borealis' });
    await next(await follow({}, null, { by: foreign }));
    for (const [by, after] of [
      [foreign, cursor],
      [nadia, ''],
      [nadia, 'x'],
      [nadia, cursor.slice(1)],
      [nadia, 'W10'],
    ] as const)
      await expect(stage.live.list(by, {}, after)).rejects.toMatchObject({
        code: 'after-unreadable',
        field: 'after',
      });
    const numbers = Buffer.from(cursor, 'base64url').toString('latin1');
    expect(numbers).not.toContain('queue');
  });

  it('refuses a filter that contradicts itself', () =>
    expect(stage.live.list(nadia, { holder: 'nadia', unheld: true }, null)).rejects.toMatchObject({
      code: 'filter-contradicts',
    }));
});

describe('a list that is followed again', () => {
  it('goes on after the cursor, with what was missed', async () => {
    const list = await follow();
    const { cursor } = await next(list);
    await list.return();
    await happens('t1', openedFor('lumen'));
    await happens('t2', openedFor('lumen'));
    const again = await follow({}, cursor);
    const batch = await next(again);
    expect(shown(batch)).toEqual([
      ['t1', 0, 'open'],
      ['t2', 0, 'open'],
    ]);
    await again.return();
    expect(shown(await next(await follow({}, batch.cursor)))).toEqual([]);
  });

  it('is told in batches of a hundred, and goes on after any of them', async () => {
    const { cursor } = await next(await follow());
    const ids = Array.from({ length: 250 }, (_, n) => `t${n}`);
    await Promise.all(ids.map((id) => test.given(acme('ticket', id), [openedFor('lumen')])));
    await stage.heard();
    const seen: string[] = [];
    for (let after = cursor, rest = true; rest;) {
      const list = await follow({}, after);
      const batch = await next(list);
      expect(batch.changes.length).toBeLessThanOrEqual(100);
      seen.push(...batch.changes.map(({ ticketId }) => ticketId));
      await list.return();
      rest = batch.changes.length > 0;
      after = batch.cursor;
    }
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  it('says restart to a slow reader who has missed a thousand tickets, and goes on from there', async () => {
    const list = await follow();
    await next(list);
    const ids = Array.from({ length: 1_001 }, (_, n) => `t${n}`);
    await Promise.all(ids.map((id) => test.given(acme('ticket', id), [openedFor('lumen')])));
    await stage.heard();
    const batch = await next(list);
    expect(batch).toMatchObject({ restart: true, changes: [] });
    await happens('t7', taken);
    expect(shown(await next(list))).toEqual([['t7', 1, 'open']]);
    expect(shown(await next(await follow({}, batch.cursor)))).toEqual([['t7', 1, 'open']]);
  });

  it('says restart after a rebuild, to those who follow and to those who come back', async () => {
    await happens('t1', openedFor('lumen'));
    const list = await follow();
    const { cursor } = await next(list);
    await stage.running().rebuild();
    expect(await next(list)).toMatchObject({ restart: true, changes: [] });
    const again = await follow({}, cursor);
    const batch = await next(again);
    expect(batch).toMatchObject({ restart: true, changes: [] });
    await happens('t1', taken);
    for (const one of [list, again]) expect(shown(await next(one))).toEqual([['t1', 1, 'open']]);
    expect(shown(await next(await follow({}, batch.cursor)))).toEqual([['t1', 1, 'open']]);
  });
});

describe('a list that nobody follows any more', () => {
  it('ends for a reader who waits, and hears nothing more', async () => {
    const list = await follow();
    await next(list);
    const waiting = list.next();
    expect(stage.live.followers).toBe(1);
    await list.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await list.next()).toEqual({ done: true, value: undefined });
    expect(stage.live.followers).toBe(0);
  });

  it('ends for everybody when triage stops', async () => {
    const list = await follow();
    await next(list);
    const waiting = list.next();
    stage.live.beforeApplicationShutdown();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
});

describe('a ticket that is followed', () => {
  const ticket = async (id: string, after: number | null = null) =>
    stage.keep(await stage.live.ticket(nadia, id, after));

  it('is told at once, and whenever its revision has risen', async () => {
    await happens('t1', openedFor('lumen'));
    const one = await ticket('t1');
    expect(await next(one)).toMatchObject({ id: 't1', revision: 0, status: 'open', holder: null });
    await happens('t1', taken);
    expect(await next(one)).toMatchObject({ revision: 1, holder: 'nadia' });
    await happens('t2', openedFor('lumen'));
    expect(await isSilent(one.next())).toBe(true);
  });

  it('is not told again to those who have it already', async () => {
    await happens('t1', openedFor('lumen'), taken);
    const [old, fresh] = [await ticket('t1', 0), await ticket('t1', 1)];
    expect(await next(old)).toMatchObject({ revision: 1 });
    const waiting = next(fresh);
    expect(await isSilent(waiting)).toBe(true);
    await happens('t1', resolved);
    expect(await waiting).toMatchObject({ revision: 2, status: 'resolved' });
  });

  it('is told as it is when it is asked for, not once for each change', async () => {
    await happens('t1', openedFor('lumen'));
    const one = await ticket('t1', 0);
    await happens('t1', taken);
    await happens('t1', classified, resolved);
    expect(await next(one)).toMatchObject({ revision: 3 });
    expect(await isSilent(one.next())).toBe(true);
  });

  it('goes on after a rebuild', async () => {
    await happens('t1', openedFor('lumen'));
    const one = await ticket('t1');
    await next(one);
    await stage.running().rebuild();
    await happens('t1', taken);
    expect(await next(one)).toMatchObject({ revision: 1 });
  });

  it('is not there for those whose it is not, as one that does not exist', async () => {
    await happens('t1', openedFor('lumen'));
    await test.given(streamOf('ticket', 'borealis', 't2'), [openedFor('fjord')]);
    for (const [by, id] of [
      [nadia, 'nowhere'],
      [nadia, 't2'],
      [asking({ clients: ['orfeo'] }), 't1'],
      [asking({ roles: ['requester'], clients: ['lumen'], person: 'yann' }), 't1'],
    ] as const)
      await expect(stage.live.ticket(by, id, null)).rejects.toMatchObject({
        extensions: { code: 'NOT_FOUND' },
      });
  });
});
