import { setTimeout as pause } from 'node:timers/promises';
import type { Change, Table } from '@relais/projections';
import { describe, expect, it } from '@jest/globals';
import { Deliveries } from './live-deliveries.ts';
import { LiveFeed, type Follower } from './live-feed.ts';
import { QueueNewsOf } from './live-queue.ts';
import type { QueueRow } from './queue.projection.ts';
import { asking } from './testing/live-stage.ts';

type Changes = Table<QueueRow>['changes'];

/** A log whose lines are numbered, with as many listeners as there are. */
const logOf = (changes: Changes) => {
  const listeners = new Set<() => void>();
  const feed = new LiveFeed({
    table: { changes },
    changed: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  });
  const tell = async (): Promise<void> => {
    for (const listener of listeners) listener();
    await feed.heard();
  };
  return { feed, listeners, tell };
};

const following = () => {
  const told: unknown[] = [];
  const follower: Follower = {
    hear: ({ key }, before) => told.push([key, before]),
    restart: (cursor) => told.push(`restart ${cursor}`),
    end: (fault) => told.push(fault?.message ?? 'end'),
  };
  return { told, follower };
};

const line = (seq: number, key = `t${seq}`): Change<QueueRow> => ({
  ...{ cursor: String(seq), key, revision: 0 },
  row: null,
});

describe('the feed of a change log', () => {
  it('listens while somebody follows, and reads nothing otherwise', async () => {
    let reads = 0;
    const { feed, listeners, tell } = logOf(async (after) => {
      reads += 1;
      return { changes: [], cursor: after ?? '0' };
    });
    const [one, other] = [following(), following()];
    const [{ leave }, { leave: leaveToo }] = await Promise.all([
      feed.join(one.follower, null),
      feed.join(other.follower, null),
    ]);
    expect(listeners.size).toBe(1);
    leave();
    await tell();
    expect(listeners.size).toBe(1);
    leaveToo();
    await feed.heard();
    expect(listeners.size).toBe(0);
    const before = reads;
    await tell();
    expect(reads).toBe(before);
  });

  it('brings everybody to the same line, wherever they began and whatever is written meanwhile', async () => {
    let last = 700;
    const { feed, tell } = logOf(async (after, limit) => {
      if (after === null) return { changes: [], cursor: String(last) };
      const from = Number(after);
      const changes = Array.from({ length: Math.min(limit, last - from) }, (_, n) => line(from + n + 1));
      // Each read finds a line that the one before could not.
      last += 1;
      return { changes, cursor: changes.at(-1)?.cursor ?? after };
    });
    const all = [0, 5, 650, 699, 700].map((from) => ({ from, ...following() }));
    await Promise.all(all.map(({ follower, from }) => feed.join(follower, String(from))));
    await tell();
    const end = Math.max(
      ...all.flatMap(({ told }) => told.map((one) => Number(String(one).slice(1).split(',')[0]))),
    );
    expect(end).toBeGreaterThan(700);
    for (const { from, told } of all)
      expect(told.map((one) => String(one).split(',')[0])).toEqual(
        Array.from({ length: end - from }, (_, n) => `t${from + n + 1}`),
      );
  });

  it('remembers the row before a change, once it has told one', async () => {
    let last = 0;
    const { feed, tell } = logOf(async (after) => ({
      changes: Number(after) < last ? [line(last, 'same')] : [],
      cursor: String(last),
    }));
    const { told, follower } = following();
    await feed.join(follower, null);
    last = 1;
    await tell();
    last = 2;
    await tell();
    expect(told).toEqual([
      ['same', undefined],
      ['same', null],
    ]);
  });

  it('says restart to all when the log is another one', async () => {
    let generation = 1;
    const { feed, tell } = logOf(async (after) =>
      after === null || after.startsWith(`${generation}.`)
        ? { changes: [], cursor: after ?? `${generation}.0` }
        : 'restart',
    );
    const [one, late] = [following(), following()];
    await feed.join(one.follower, null);
    generation = 2;
    expect(await feed.join(late.follower, '1.0')).toMatchObject({ cursor: '2.0' });
    await tell();
    expect([one.told, late.told]).toEqual([['restart 2.0'], ['restart 2.0']]);
  });

  it('ends with the fault that keeps it from reading, and begins anew with whoever comes next', async () => {
    let isIll = false;
    const { feed, listeners, tell } = logOf(async (after) => {
      if (isIll) throw new Error('the disk is gone');
      return { changes: [], cursor: after ?? '0' };
    });
    const { told, follower } = following();
    await feed.join(follower, null);
    isIll = true;
    await tell();
    expect(told).toEqual(['the disk is gone']);
    await expect(feed.join(follower, null)).rejects.toThrow('the disk is gone');
    await feed.heard();
    expect([feed.size, listeners.size]).toEqual([0, 0]);
    isIll = false;
    await feed.join(follower, null);
    expect(feed.size).toBe(1);
  });
});

describe('what somebody has not been told yet', () => {
  const rowOf = (client: string) => ({ tenant: 'acme', client }) as QueueRow;

  it('holds nothing of a ticket that is not theirs any more', () => {
    const { caller } = asking({ clients: ['lumen'] });
    const news = new QueueNewsOf(caller, {});
    news.begin('0');
    news.take();
    news.hear({ ...line(1, 'same'), row: rowOf('lumen') }, undefined);
    expect(news.isDue).toBe(true);
    news.hear({ ...line(2, 'same'), row: rowOf('orfeo') }, rowOf('lumen'));
    expect(news.isDue).toBe(false);
    expect(news.take()).toEqual({ cursor: '1', restart: false, news: [] });
  });
});

describe('deliveries', () => {
  const source = (take: () => Promise<string | null>) => {
    const state = { left: 0, isDue: true };
    const leave = () => {
      state.left += 1;
    };
    return {
      state,
      deliveries: new Deliveries({ isDue: () => state.isDue, take, leave }, { least: 0, most: null }),
    };
  };

  it('end once with what kept them from being made', async () => {
    const { state, deliveries } = source(async () => {
      throw new Error('no key');
    });
    await expect(deliveries.next()).rejects.toThrow('no key');
    expect(await deliveries.next()).toEqual({ done: true, value: undefined });
    await deliveries.return();
    expect(state.left).toBe(1);
  });

  it('give what their reader throws back, and end', async () => {
    const { state, deliveries } = source(async () => 'told');
    expect(await deliveries.next()).toEqual({ done: false, value: 'told' });
    await expect(deliveries.throw(new Error('enough'))).rejects.toThrow('enough');
    expect(state.left).toBe(1);
    expect((await deliveries.next()).done).toBe(true);
  });

  it('wait for ever where silence says nothing, until they are ended', async () => {
    const { state, deliveries } = source(async () => {
      state.isDue = false;
      return null;
    });
    const waiting = deliveries.next();
    expect(await Promise.race([waiting, pause(30, 'silence')])).toBe('silence');
    deliveries.end(new Error('the store is closed'));
    await expect(waiting).rejects.toThrow('the store is closed');
  });

  it('are read in a loop that may be left', async () => {
    const { state, deliveries } = source(async () => 'told');
    for await (const told of deliveries) {
      expect(told).toBe('told');
      break;
    }
    expect(state.left).toBe(1);
  });
});
