import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEventStore, type EventStore, type Position } from '@relais/event-store';
import { openProjections, type Projections } from '@relais/projections';
import { held, opened, resumed, tally, tallying, tell } from '@relais/testkit';
import { openBus, runProjection, type Bus, type RunningProjection } from './index.ts';

/** The log as a bus that remembers how far each group is, and has lost what is not after `kept`. */
const keeping = (log: Bus, kept: Position) => {
  const reached = new Map<string, Position>();
  const settled: Position[] = [];
  let look: () => Promise<unknown> = () => Promise.resolve();
  const bus: Bus = {
    ...log,
    groups: { reached: (group, position) => Promise.resolve((reached.get(group) ?? 0) >= position) },
    subscribe: (options, deliver) =>
      log.subscribe({ ...options, after: kept }, async (batch, upTo) => {
        await deliver(batch, upTo);
        await look();
        settled.push(upTo);
        reached.set(options.group, upTo);
      }),
  };
  const onSettled = (next: typeof look): void => {
    look = next;
  };
  return { bus, reached, settled, onSettled };
};

describe('a projection on a bus that keeps the place of its groups', () => {
  let folder: string;
  let store: EventStore;
  let projections: Projections;
  let log: Bus;
  let running: RunningProjection[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'relais-groups-'));
    store = await openEventStore({ adapter: 'sqlite', folder });
    projections = await openProjections({ adapter: 'sqlite', folder });
    log = await openBus({ adapter: 'log', store });
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map(({ stop }) => stop()));
    await projections.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (bus: Bus): RunningProjection => {
    const clock = () => '2026-03-02T12:00:00.000Z';
    const one = runProjection({ bus, store, projections, clock, projection: tallying() });
    running.push(one);
    return one;
  };
  const rows = async (...keys: string[]) => {
    const found = await projections.table(tally).get(keys);
    return keys.map((key) => found.get(key)?.row?.events ?? 0);
  };

  it('reads the store first when it begins: the bus has lost what is old', async () => {
    await tell(store, 'ticket-north.a', [opened, held]);
    const lost = await store.head();
    await tell(store, 'ticket-north.b', [opened]);
    const one = start(keeping(log, lost).bus);
    await one.caughtUp(await store.head());
    expect(await rows('a', 'b')).toEqual([2, 1]);
  });

  it('settles a delivery only when what it led to can be read', async () => {
    await tell(store, 'ticket-north.a', [opened]);
    const { bus, onSettled, settled } = keeping(log, 0);
    const read: (number | undefined)[] = [];
    onSettled(async () => read.push((await rows('a'))[0]));
    const one = start(bus);
    await one.caughtUp(await store.head());
    for (const event of [held, resumed, held]) {
      await tell(store, 'ticket-north.a', [event]);
      await one.caughtUp(await store.head());
    }
    expect(read.at(-1)).toBe(4);
    expect(settled.at(-1)).toBe(await store.head());
    expect(read.every((events, place) => (events ?? 0) >= (read[place - 1] ?? 0))).toBe(true);
  });

  it('has not caught up before the whole group has', async () => {
    await tell(store, 'ticket-north.a', [opened]);
    const { bus, reached } = keeping(log, 0);
    const one = start(bus);
    const head = await store.head();
    await one.caughtUp(head);
    expect(await one.waitFor({ position: head })).toBe(true);
    // Another process of the group still has something to do.
    reached.set('tally', head - 1);
    expect(await one.waitFor({ position: head }, 60)).toBe(false);
    reached.set('tally', head);
    expect(await one.waitFor({ position: head }, 60)).toBe(true);
  });

  it('can be waited for, and followed, also for what another process of the group writes', async () => {
    const { bus } = keeping(log, 0);
    const one = start(bus);
    await tell(store, 'ticket-north.a', [opened]);
    await one.caughtUp(await store.head());
    let told = 0;
    const leave = one.changed(() => void (told += 1));
    const waiting = one.waitFor({ key: 'elsewhere', revision: 3 });
    bus.signal('changes.tally', () => [['elsewhere', 3]]);
    expect(await waiting).toBe(true);
    expect(told).toBe(1);
    leave();
    bus.signal('changes.tally', () => [['elsewhere', 4]]);
    expect(told).toBe(1);
  });

  it('loses nothing by a rebuild that another process has written beside', async () => {
    await tell(store, 'ticket-north.a', [opened, held]);
    const one = start(keeping(log, 0).bus);
    await one.caughtUp(await store.head());
    const hash = await projections.table(tally).hash();
    await one.rebuild();
    expect(await projections.table(tally).hash()).toBe(hash);
    await tell(store, 'ticket-north.a', [resumed]);
    await one.caughtUp(await store.head());
    expect(await rows('a')).toEqual([3]);
  });
});
