import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openEventStore, type EventStore } from '@relais/event-store';
import fc from 'fast-check';
import { numbers, numbersOf, type Numbers } from './numbers.ts';

describe('the numbers that people read aloud', () => {
  let folder: string;
  let store: EventStore;
  let tenants = 0;

  const clock = () => '2026-03-02T08:15:00.000Z';
  /** As a process has them that starts now. */
  const start = (): Numbers => numbers({ store, clock });
  const newTenant = () => `tenant-${(tenants += 1)}`;
  const draw = async (from: Numbers, tenant: string, count: number) => {
    const drawn: string[] = [];
    while (drawn.length < count) drawn.push(await from.take(tenant));
    return drawn;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'relais-numbers-'));
    store = await openEventStore({ adapter: 'sqlite', folder });
  });
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('begin at 1 and follow one another', async () =>
    expect(await draw(start(), newTenant(), 3)).toEqual(['R-1', 'R-2', 'R-3']));

  it('are each tenant’s own', async () => {
    const drawing = start();
    expect([await drawing.take(newTenant()), await drawing.take(newTenant())]).toEqual(['R-1', 'R-1']);
  });

  it('leave a gap at a new start, and never come again', async () => {
    const tenant = newTenant();
    await draw(start(), tenant, 5);
    expect(await start().take(tenant)).toBe('R-101');
  });

  it('write one event for a hundred of them, also when all are asked for at once', async () => {
    const tenant = newTenant();
    const drawing = start();
    const drawn = await Promise.all(Array.from({ length: 250 }, () => drawing.take(tenant)));
    expect(new Set(drawn).size).toBe(250);
    expect(await store.read(`numbers-${tenant}.ticket`)).toHaveLength(3);
  });

  it('are unique whoever races for them, and start again as often as they like', async () => {
    const racer = fc.array(fc.integer({ min: 1, max: 130 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(racer, { minLength: 2, maxLength: 5 }), async (racers) => {
        const tenant = newTenant();
        const drawn = await Promise.all(
          racers.map(async (starts) => {
            const all: string[] = [];
            for (const count of starts) all.push(...(await draw(start(), tenant, count)));
            return all;
          }),
        );
        const flat = drawn.flat();
        expect(new Set(flat).size).toBe(flat.length);
        expect(flat.filter((number) => !/^R-[1-9]\d*$/.test(number))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('survive a reply that was lost after the write', async () => {
    const tenant = newTenant();
    let lost = 1;
    const append: EventStore['append'] = async (...asked) => {
      const answer = await store.append(...asked);
      return lost-- > 0 ? store.append(...asked) : answer;
    };
    expect(await numbers({ store: { ...store, append, read: store.read }, clock }).take(tenant)).toBe('R-1');
  });

  describe('of a batch', () => {
    const places = [0, 1, 499, 500, 1_200];
    const of = (tenant: string, batch = 'a-log') => {
      const numberAt = numbersOf({ store, clock }, tenant, batch);
      return Promise.all(places.map((place) => numberAt(place)));
    };

    it('are the same ones again, whoever took numbers meanwhile', async () => {
      const tenant = newTenant();
      await draw(start(), tenant, 1);
      const first = await of(tenant);
      await draw(start(), tenant, 150);
      expect(await of(tenant)).toEqual(first);
      expect(first.slice(0, 3)).toEqual(['R-101', 'R-102', 'R-600']);
    });

    it('are nobody else’s, also when two imports and the hot line ask at the same moment', async () => {
      const tenant = newTenant();
      const drawing = start();
      const [one, again, other, live] = await Promise.all([
        of(tenant),
        of(tenant),
        of(tenant, 'another'),
        draw(drawing, tenant, 120),
      ]);
      expect(one).toEqual(again);
      expect(new Set([...one, ...other, ...live]).size).toBe(2 * places.length + 120);
    });
  });
});
