import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEventStore, type EventStore } from '@relais/event-store';
import { openProjections, type Projections } from '@relais/projections';
import { held, opened, resumed, tally, tallying, tell } from '@relais/testkit';
import { openBus, runProjection, type Projection, type RunningProjection } from '../index.ts';

const note = (id: string) => ({ type: 'NoteAdded', data: { text: { kid: `ticket-north.${id}`, box: '' } } });

describe('a rebuild', () => {
  let folder: string;
  let store: EventStore;
  let projections: Projections;
  let running: RunningProjection[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'relais-rebuild-'));
    store = await openEventStore({ adapter: 'sqlite', folder });
    projections = await openProjections({ adapter: 'sqlite', folder });
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map(({ stop }) => stop()));
    await projections.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (
    projection: Projection<never, never> = tallying() as never,
  ): Promise<RunningProjection> => {
    const bus = await openBus({ adapter: 'log', store });
    const clock = () => '2026-03-02T12:00:00.000Z';
    const started = runProjection({ bus, store, projections, clock, pauses: [1], projection });
    running.push(started);
    return started;
  };
  const hash = () => projections.table(tally).hash();
  const many = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, n) => tell(store, `ticket-north.${n}`, [opened, held, resumed])),
    );

  it('is told to those who follow the rows, as every commit is once it can be read', async () => {
    const one = await start();
    const table = projections.table(tally);
    const found: Promise<unknown>[] = [];
    const leave = one.changed(() => found.push(table.get(['a']).then((rows) => rows.get('a')?.revision)));
    await one.caughtUp(await tell(store, 'ticket-north.a', [opened]));
    await one.caughtUp(await tell(store, 'ticket-north.a', [held]));
    expect([...new Set(await Promise.all(found))]).toEqual([0, 1]);
    const { cursor } = (await table.changes(null, 1)) as { readonly cursor: string };
    const told = new Promise((resolve) => {
      one.changed(() => void table.changes(cursor, 1).then(resolve));
    });
    await one.rebuild();
    expect(await told).toBe('restart');
    leave();
    const before = found.length;
    await one.caughtUp(await tell(store, 'ticket-north.a', [resumed]));
    expect(found).toHaveLength(before);
  });

  it('gives the same rows while new events go on coming', async () => {
    await many(400);
    const one = await start();
    await one.caughtUp(await store.head());
    const following = await projections.table(tally).changes(null, 1);
    let done = false;
    const writing = (async () => {
      for (let n = 0; !done; n += 1) await tell(store, `ticket-north.${n % 50}`, [held]);
    })();
    const { events, position } = await one.rebuild();
    done = true;
    await writing;
    expect(events).toBeGreaterThanOrEqual(1_200);
    expect(position).toBeGreaterThanOrEqual(events);
    await one.caughtUp(await store.head());
    const live = await hash();
    await one.rebuild();
    expect(await hash()).toBe(live);
    expect(await projections.table(tally).changes(following === 'restart' ? null : following.cursor, 1)).toBe(
      'restart',
    );
  });

  it('gives the same rows to all who are rebuilt at once, whatever they fold', async () => {
    await many(900);
    const { temporal: _, followed: __, ...plain } = tally;
    const models = [
      tally,
      { ...plain, name: 'last', temporal: false },
      { ...plain, name: 'products', temporal: false },
    ] as const;
    const all = await Promise.all(
      models.map((model, place) =>
        start({ ...tallying(), model, kind: place === 2 ? 'product' : 'ticket' } as never),
      ),
    );
    const head = await store.head();
    await Promise.all(all.map((one) => one.caughtUp(head)));
    const hashes = () => Promise.all(models.map((model) => projections.table(model).hash()));
    const live = await hashes();
    const rebuilt = await Promise.all(all.map((one) => one.rebuild()));
    expect(rebuilt.map(({ events }) => events)).toEqual([2_700, 2_700, 0]);
    expect(await hashes()).toEqual(live);
  });

  it('lets others have their turn within a page', async () => {
    await tell(store, 'ticket-north.a', [opened, ...Array.from({ length: 400 }, () => note('a'))]);
    const busy = tallying((row) => {
      for (const until = performance.now() + 0.5; performance.now() < until;);
      return row;
    });
    const one = await start(busy as never);
    await one.caughtUp(await store.head());
    let turns = 0;
    const turn = setInterval(() => (turns += 1), 1);
    await one.rebuild();
    clearInterval(turn);
    // 200 ms of folding: a turn after every 50 events.
    expect(turns).toBeGreaterThanOrEqual(6);
  });

  it('is one at a time', async () => {
    await many(5);
    const one = await start();
    const [first, second] = await Promise.all([one.rebuild(), one.rebuild()]);
    expect(second).toBe(first);
  });

  it('keeps parked what cannot be applied, and frees what can by now', async () => {
    let ill: readonly string[] = ['a', 'b'];
    const projection = tallying((row, data) => {
      if (ill.some((id) => JSON.stringify(data).includes(`ticket-north.${id}`)))
        throw new TypeError('no note can be read');
      return row;
    });
    for (const id of ['a', 'b']) await tell(store, `ticket-north.${id}`, [opened, note(id), held]);
    const one = await start(projection as never);
    await one.caughtUp(await store.head());
    expect(one.standing().parked).toBe(2);
    ill = ['b'];
    await one.rebuild();
    expect(await projections.parked()).toMatchObject([{ stream: 'ticket-north.b', revision: 1 }]);
    const rows = await projections.table(tally).get(['a', 'b']);
    expect([...rows.values()].map(({ revision }) => revision)).toEqual([2, 0]);
    ill = [];
    expect(await one.release('ticket-north.b')).toBeNull();
    expect((await projections.table(tally).get(['b'])).get('b')?.revision).toBe(2);
  });

  it('mends rows that were wrong, and the next event goes on from the mended ones', async () => {
    let wrong = true;
    const projection = tallying((row) => row && { ...row, events: wrong ? 90 : row.events + 1 });
    await tell(store, 'ticket-north.a', [opened, note('a')]);
    const one = await start(projection as never);
    await one.caughtUp(await store.head());
    wrong = false;
    await one.rebuild();
    await tell(store, 'ticket-north.a', [held]);
    await one.caughtUp(await store.head());
    expect((await projections.table(tally).get(['a'])).get('a')).toMatchObject({ row: { events: 3 } });
  });

  it('comes by itself before a model of another version is read', async () => {
    await many(5);
    const before = await start();
    await before.caughtUp(await store.head());
    await before.stop();
    await projections.close();
    projections = await openProjections({ adapter: 'sqlite', folder });
    const model = { ...tally, version: 2, indexes: [['tenant', 'last']] } as const;
    const one = await start({ ...tallying(), model } as never);
    await one.caughtUp(await store.head());
    const order = [{ field: 'last' }] as const;
    const page = await projections.table(model).page({ where: { tenant: 'north' }, order, first: 9 });
    expect(page.rows).toHaveLength(5);
  });
});
