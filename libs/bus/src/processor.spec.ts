import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hashOf, type TicketEvent } from '@relais/contracts';
import { openEventStore, type EventStore } from '@relais/event-store';
import { onceBegun, replay, type Fold } from '@relais/kernel';
import { openProjections, type Projections } from '@relais/projections';
import { closed, held, opened, resumed, tally, tallying, tell, type Tally } from '@relais/testkit';
import fc from 'fast-check';
import {
  openBus,
  runProjection,
  type Bus,
  type Projection,
  type Running,
  type RunningProjection,
} from './index.ts';

const note = { type: 'NoteAdded', data: { text: { kid: 'ticket-north.a', box: '' } } };

/** Until a test heals it, no note can be applied. */
const poisoned = () => {
  const state = { ill: true, tries: 0 };
  const projection = tallying((row, _, { tenant }) => {
    state.tries += 1;
    if (state.ill) throw new TypeError('no note can be read');
    return { tenant, status: row?.status ?? 'open', events: (row?.events ?? 0) + 1, last: 'NoteAdded' };
  });
  return { state, projection };
};

describe('a projection at work', () => {
  let folder: string;
  let store: EventStore;
  let projections: Projections;
  let bus: Bus;
  let running: Running[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'relais-processor-'));
    store = await openEventStore({ adapter: 'sqlite', folder });
    projections = await openProjections({ adapter: 'sqlite', folder });
    bus = await openBus({ adapter: 'log', store });
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map(({ stop }) => stop()));
    await projections.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (
    projection: Projection<Tally, never> = tallying(),
    more: { readonly bus?: Bus; readonly projections?: Projections } = {},
  ): RunningProjection => {
    const clock = () => '2026-03-02T12:00:00.000Z';
    const started = runProjection({ bus, store, projections, clock, pauses: [1, 1], projection, ...more });
    running.push(started);
    return started;
  };
  const caughtUp = async (one: Running): Promise<void> => one.caughtUp(await store.head());
  const get = async (key: string) => (await projections.table(tally).get([key])).get(key);
  const ended = async (projection?: Projection<Tally, never>) => {
    const one = start(projection);
    await caughtUp(one);
    await one.stop();
    return one;
  };

  it('makes its rows anew where the log has lost some of what it has read', async () => {
    await tell(store, 'ticket-north.a', [opened, held, resumed]);
    await ended();
    await store.close();
    store = await openEventStore({ adapter: 'sqlite', folder: join(folder, 'older') });
    bus = await openBus({ adapter: 'log', store });
    await tell(store, 'ticket-north.b', [opened]);
    await ended();
    await tell(store, 'ticket-north.b', [held]);
    await ended();
    expect([await get('a'), (await get('b'))?.row?.events]).toEqual([undefined, 2]);
  });
  it('makes rows of events, and goes on where it was', async () => {
    await tell(store, 'ticket-north.a', [opened, held]);
    await ended();
    expect((await get('a'))?.row).toEqual({
      tenant: 'north',
      status: 'on-hold',
      events: 2,
      last: 'TicketHeld',
    });
    await tell(store, 'ticket-north.a', [resumed]);
    await ended();
    await tell(store, 'product-north.p', [
      { type: 'ProductRegistered', data: { vendor: 'v', name: 'P', versions: [] } },
    ]);
    await ended();
    expect(await get('a')).toMatchObject({ revision: 2, row: { events: 3, status: 'open' } });
    expect(await projections.checkpoint('tally')).toBe(await store.head());
  });

  it('lets a list wait for what its caller has written', async () => {
    const one = start();
    const position = await tell(store, 'ticket-north.a', [opened]);
    expect(await one.waitFor({ key: 'a', revision: 0 })).toBe(true);
    expect(await one.waitFor({ position })).toBe(true);
    expect((await get('a'))?.revision).toBe(0);
    const waiting = one.waitFor({ key: 'a', revision: 2 });
    await tell(store, 'ticket-north.a', [held]);
    await caughtUp(one);
    expect(await Promise.race([waiting, pause(5, 'not yet')])).toBe('not yet');
    await tell(store, 'ticket-north.a', [resumed]);
    expect(await waiting).toBe(true);
    const before = performance.now();
    expect(await one.waitFor({ key: 'a', revision: 9 }, 30)).toBe(false);
    expect(await one.waitFor({ position: position + 1_000_000 }, 60_000)).toBe(false);
    expect(performance.now() - before).toBeLessThan(1_900);
  });

  it('counts effective times over batches, restarts and rows that are gone', async () => {
    const [early, late, later] = [
      '2026-03-02T07:00:00.000Z',
      '2026-03-02T09:00:00.000Z',
      '2026-03-02T10:00:00.000Z',
    ];
    await tell(store, 'ticket-north.a', [opened], { now: late, happenedAt: late });
    await ended();
    await tell(store, 'ticket-north.a', [closed], { now: late, happenedAt: early });
    await ended();
    expect(await get('a')).toMatchObject({ row: null, revision: 1, happenedAt: late, recordedAt: late });
    await tell(store, 'ticket-north.a', [opened], { now: later, happenedAt: early });
    await ended();
    expect(await get('a')).toMatchObject({ revision: 2, happenedAt: late, recordedAt: later });
  });

  it('tries three times', async () => {
    const { state, projection } = poisoned();
    const failing: Projection<Tally, never> = {
      ...projection,
      fold: {
        ...projection.fold,
        evolve: {
          TicketHeld: (row: Tally | null) => {
            state.tries += 1;
            if (state.tries < 3) throw new Error('not yet');
            return row;
          },
        },
      } as Fold<Tally | null, never>,
    };
    await tell(store, 'ticket-north.a', [opened, held]);
    const one = await ended(failing);
    expect(state.tries).toBe(3);
    expect(one.standing().parked).toBe(0);
  });

  describe('with an event that cannot be applied', () => {
    it('parks its stream alone, and applies it whole once it is released', async () => {
      const { state, projection } = poisoned();
      await tell(store, 'ticket-north.a', [opened, note, held]);
      await tell(store, 'ticket-north.b', [opened]);
      const one = start(projection);
      await caughtUp(one);
      await tell(store, 'ticket-north.a', [resumed]);
      await tell(store, 'ticket-north.b', [held]);
      await caughtUp(one);
      expect(state.tries).toBe(3);
      expect((await get('a'))?.revision).toBe(0);
      expect((await get('b'))?.revision).toBe(1);
      expect(one.standing()).toMatchObject({ state: 'running', parked: 1 });
      expect(await projections.parked()).toMatchObject([
        {
          processor: 'tally',
          stream: 'ticket-north.a',
          revision: 1,
          reason: 'TypeError: no note can be read',
        },
      ]);
      expect(await one.release('ticket-north.a')).toMatchObject({ revision: 1 });
      state.ill = false;
      expect(await one.release('ticket-north.a')).toBeNull();
      expect(await get('a')).toMatchObject({ revision: 3, row: { events: 4, status: 'open' } });
      expect(await projections.parked()).toEqual([]);
      await tell(store, 'ticket-north.a', [held]);
      await caughtUp(one);
      expect((await get('a'))?.revision).toBe(4);
    });

    it('remembers after a restart who waits', async () => {
      const { state, projection } = poisoned();
      await tell(store, 'ticket-north.a', [opened, note]);
      await ended(projection);
      await tell(store, 'ticket-north.a', [held]);
      state.ill = false;
      const one = start(projection);
      await caughtUp(one);
      expect((await get('a'))?.revision).toBe(0);
      expect(await one.release('ticket-north.a')).toBeNull();
      expect(await one.release('ticket-north.nobody')).toBeNull();
      expect(await get('a')).toMatchObject({ revision: 2, row: { events: 3 } });
    });

    it('parks what does not fit the model', async () => {
      const unfit = tallying((row) => ({ ...row, events: 'many' }) as never);
      await tell(store, 'ticket-north.a', [opened, note]);
      await tell(store, 'ticket-north.b', [opened]);
      await ended(unfit);
      expect(await projections.parked()).toMatchObject([{ stream: 'ticket-north.a', revision: 1 }]);
      expect((await get('b'))?.revision).toBe(0);
    });
  });

  it('waits before an event that is newer than itself, and passes nothing', async () => {
    await tell(store, 'ticket-north.a', [opened]);
    await tell(store, 'ticket-north.b', [opened, held]);
    const [last] = await store.read('ticket-north.b', { backwards: true, limit: 1 });
    if (!last) throw new Error('the story was told');
    const { hash: prev, ...rest } = last.event;
    const unknown = { ...rest, id: randomUUID(), revision: 2, type: 'TicketDreamtOf', prev };
    await store.append('ticket-north.b', 1, [{ ...unknown, hash: hashOf(unknown) }]);
    await tell(store, 'ticket-north.a', [held]);
    const one = start();
    await expect(caughtUp(one)).rejects.toMatchObject({ code: 'contract-too-old' });
    expect(one.standing()).toMatchObject({ state: 'waiting', position: last.position, parked: 0 });
    expect(one.standing().reason).toMatch('TicketDreamtOf');
    expect((await get('a'))?.revision).toBe(0);
    expect((await get('b'))?.revision).toBe(1);
    await one.stop();
    expect(await projections.checkpoint('tally')).toBe(last.position);
  });

  it('takes no event twice that a bus brings again', async () => {
    const stuttering: Bus = {
      ...bus,
      subscribe: (options, deliver) =>
        bus.subscribe(options, async (batch, upTo) => {
          await deliver([...batch, ...batch.slice(0, 1)], upTo);
          await deliver(batch, upTo);
        }),
    };
    await tell(store, 'ticket-north.a', [opened, held]);
    const one = start(tallying(), { bus: stuttering });
    await caughtUp(one);
    await tell(store, 'ticket-north.a', [resumed]);
    await caughtUp(one);
    await one.stop();
    expect(await get('a')).toMatchObject({ revision: 2, row: { events: 3 } });
  });

  it('fetches from the store what a bus has lost', async () => {
    const lossy: Bus = {
      ...bus,
      subscribe: (options, deliver) =>
        bus.subscribe(options, (batch, upTo) =>
          deliver(
            batch.filter(({ event }) => event.revision % 3 === 2),
            upTo,
          ),
        ),
    };
    await tell(store, 'ticket-north.a', [opened, held, resumed, held, resumed, held]);
    const one = start(tallying(), { bus: lossy });
    await caughtUp(one);
    expect(await get('a')).toMatchObject({ revision: 5, row: { events: 6 } });
  });

  /** The same read models, with commits of a kind. */
  const committing = (commit: Projections['commit']): Projections => ({
    prepare: (model) => projections.prepare(model),
    table: (model) => projections.table(model),
    checkpoint: (processor) => projections.checkpoint(processor),
    parked: (processor) => projections.parked(processor),
    beside: (model) => projections.beside(model),
    close: () => projections.close(),
    commit,
  });

  it('tries a commit again until it is done, and loses nothing by it', async () => {
    let failures = 3;
    const flaky = committing((commit) => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(new Error('the disk is full')) : projections.commit(commit);
    });
    await tell(store, 'ticket-north.a', [opened, held]);
    const one = start(tallying(), { projections: flaky });
    await caughtUp(one);
    expect(failures).toBeLessThan(0);
    expect(one.standing()).toMatchObject({ state: 'running', reason: null });
    expect(await get('a')).toMatchObject({ row: { events: 2 } });
  });

  it('has not caught up before its rows can be read', async () => {
    const slow = committing(async (commit) => {
      await pause(40);
      await projections.commit(commit);
    });
    const one = start(tallying(), { projections: slow });
    const position = await tell(store, 'ticket-north.a', [opened]);
    for (let asked = 0; asked < 8; asked += 1) {
      await pause(5);
      if (one.standing().position >= position) expect(await get('a')).toMatchObject({ revision: 0 });
    }
    await one.caughtUp(position);
    expect(await get('a')).toMatchObject({ revision: 0 });
  });

  it('folds on while a commit is under way, and puts all of it into the next one', async () => {
    const { promise: open, resolve: go } = Promise.withResolvers<void>();
    const sizes: number[] = [];
    const slow = committing(async (commit) => {
      sizes.push(commit.writes[0]?.versions.length ?? 0);
      if (sizes.length === 1) await open;
      await projections.commit(commit);
    });
    const one = start(tallying(), { projections: slow });
    const first = await tell(store, 'ticket-north.a', [opened]);
    while (sizes.length === 0) await pause(1);
    for (let n = 0; n < 5; n += 1) await tell(store, `ticket-north.${n}`, [opened, held]);
    await pause(20);
    expect(one.standing().position).toBe(0);
    go();
    await one.caughtUp(first);
    await caughtUp(one);
    expect(sizes).toEqual([1, 10]);
    expect(await get('4')).toMatchObject({ revision: 1 });
  });

  describe('whose rows begin late', () => {
    const beginning: Projection<Tally, never> = {
      ...tallying(),
      fold: onceBegun(tallying().fold as Fold<Tally, TicketEvent>, 'TicketHeld') as Fold<Tally | null, never>,
    };

    it('writes nothing of a stream before it begins, and lets nobody wait for that', async () => {
      const one = start(beginning);
      const { cursor } = (await projections.table(tally).changes(null, 1)) as { readonly cursor: string };
      const position = await tell(store, 'ticket-north.a', [opened, resumed]);
      expect(await one.waitFor({ key: 'a', revision: 1 })).toBe(true);
      expect(await one.waitFor({ key: 'a', revision: 0 })).toBe(true);
      await one.caughtUp(position);
      expect(await get('a')).toBeUndefined();
      expect(await projections.table(tally).changes(cursor, 1)).toMatchObject({ changes: [] });
    });

    it('begins after any stop where it would have begun without', async () => {
      for (const event of [opened, resumed, held, closed, note, opened, held]) {
        await tell(store, 'ticket-north.a', [event]);
        await ended(beginning);
      }
      expect(await get('a')).toMatchObject({ revision: 6, row: { events: 1, status: 'on-hold' } });
      const one = start(beginning);
      await caughtUp(one);
      const live = await projections.table(tally).hash();
      await one.rebuild();
      expect(await projections.table(tally).hash()).toBe(live);
    });
  });

  it('gives, after any stops, the rows of a replay, and the same again when it is rebuilt', async () => {
    const happening = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      event: fc.constantFrom(opened, held, resumed, closed, note),
      minutes: fc.nat(59),
      stops: fc.boolean(),
    });
    let round = 0;
    const check = async (
      history: readonly {
        id: string;
        event: { type: string; data: unknown };
        minutes: number;
        stops: boolean;
      }[],
    ) => {
      round += 1;
      for (const { id, event, minutes, stops } of history) {
        const happenedAt = `2026-03-02T09:${String(minutes).padStart(2, '0')}:00.000Z`;
        await tell(store, `ticket-north.${id}${round}`, [event], {
          now: '2026-03-02T10:00:00.000Z',
          happenedAt,
        });
        if (stops) await ended();
      }
      const one = start();
      await caughtUp(one);
      for (const id of ['a', 'b', 'c'].map((letter) => letter + String(round))) {
        const events = (await store.read(`ticket-north.${id}`)).map((recorded) => recorded.event);
        expect((await get(id))?.row ?? null).toEqual(replay(tallying().fold, events as never));
      }
      const live = await projections.table(tally).hash();
      await one.rebuild();
      expect(await projections.table(tally).hash()).toBe(live);
      await one.stop();
    };
    await fc.assert(fc.asyncProperty(fc.array(happening, { maxLength: 12 }), check), { numRuns: 12 });
  }, 60_000);
});
