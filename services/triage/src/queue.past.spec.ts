import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runProjection } from '@relais/bus';
import { prefixAt, streamOf, type Envelope, type StreamName, type TicketEvent } from '@relais/contracts';
import { replay, type Stamp } from '@relais/kernel';
import type { Instant, Table, Version } from '@relais/projections';
import {
  accepted,
  assigned,
  classified,
  closed,
  held,
  offered,
  opened,
  openTestPorts,
  released,
  reopened,
  resolved,
  resumed,
  taken,
  type TestPorts,
} from '@relais/testkit';
import fc from 'fast-check';
import { queue, queueProjection, queueQuery, type QueueOrder, type QueueRow } from './queue.projection.ts';

/** The ways that tickets of a real help desk go, most of them short. */
const ways: readonly (readonly TicketEvent[])[] = [
  [opened, classified, taken, resolved, closed],
  [opened, classified, taken, resolved, closed],
  [opened, taken, classified, held, resumed, resolved, closed],
  [opened, classified, taken, held, resumed, held, resumed, resolved, resolved, closed],
  [opened, classified, taken, offered, accepted, resolved, closed],
  [opened, classified, taken, resolved, reopened, taken, resolved, closed],
  [opened, classified, taken, released, assigned, resolved, closed, reopened, resolved, closed, closed],
  [opened, classified],
  [opened, taken, held],
];

const minute = 60_000;
const start = Date.parse('2026-01-05T08:00:00.000Z');
const iso = (ms: number): string => new Date(ms).toISOString();

/** Something happens on one of thirty tickets, so long after the last thing, and is told so much later. */
const happenings = fc.array(
  fc.record({
    ticket: fc.nat(29),
    gap: fc.oneof(fc.constant(0), fc.nat(600)),
    late: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(1_440) }),
  }),
  { minLength: 120, maxLength: 160 },
);
type Happenings = readonly { readonly ticket: number; readonly gap: number; readonly late: number }[];

const projection = queueProjection({ ready: async () => undefined, of: () => null });
type History = readonly (Envelope & TicketEvent & Stamp)[];

/** A row at an instant by replaying its ticket's events up to it. */
const rowAt = (history: History, instant: Instant): Pick<Version<QueueRow>, 'row' | 'revision'> | null => {
  const prefix = prefixAt(history, instant);
  const row = replay(projection.fold, prefix);
  return row && { row, revision: prefix.length - 1 };
};

const compare = (one: unknown, other: unknown): number => {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return (one as string) < (other as string) ? -1 : 1;
};

const orders: { readonly [order in Exclude<QueueOrder, 'deadline'>]: readonly (keyof QueueRow)[] } = {
  openedAt: ['openedAt'],
  updatedAt: ['updatedAt'],
  priority: ['priority', 'openedAt'],
};

type Shown = readonly [key: string, row: QueueRow | null, revision: number];

const sorted = (rows: readonly Shown[], fields: readonly (keyof QueueRow)[]): readonly Shown[] =>
  rows.toSorted(([key, row], [otherKey, other]) => {
    const ways = fields.map((field) => compare(row?.[field], other?.[field]));
    return ways.find((way) => way !== 0) ?? compare(key, otherKey);
  });

const walk = async (table: Table<QueueRow>, tenant: string, order: QueueOrder, asOf: Instant) => {
  const found: Shown[] = [];
  for (let after: string | undefined; ;) {
    const page = await table.page({ ...queueQuery(tenant, {}, order), first: 7, after, asOf });
    found.push(...page.rows.map(({ key, row, revision }) => [key, row, revision] as const));
    if (!page.more) return found;
    after = page.cursors.at(-1);
  }
};

const counted = (rows: readonly (QueueRow | null)[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const group = JSON.stringify([row?.client, row?.queue, row?.status, row?.level]);
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return counts;
};

describe('the queue as it was', () => {
  let on: TestPorts;
  let tenants = 0;
  beforeAll(async () => {
    on = await openTestPorts(iso(start));
  });
  afterAll(() => on.close());

  /** Tells a history of a tenant's own; gives the instants at which things happened or were recorded. */
  const tellAll = async (tenant: string, all: Happenings) => {
    const streams = Array.from({ length: 30 }, (_, n) => streamOf('ticket', tenant, `${tenant}-${n}`));
    const told = streams.map(() => 0);
    const instants: number[] = [];
    let clock = start;
    for (const { ticket, gap, late } of all) {
      clock += gap * minute;
      const stream = streams[ticket] as StreamName;
      const event = ways[ticket % ways.length]?.[told[ticket] ?? 0];
      if (!event) continue;
      told[ticket] = (told[ticket] ?? 0) + 1;
      on.now(iso(clock));
      instants.push(clock, clock - late * minute);
      await on.given(stream, [event], { client: 'acme', happenedAt: iso(clock - late * minute) });
    }
    return { streams, instants };
  };

  type Histories = readonly (readonly [StreamName, History])[];

  const checkAt = async (tenant: string, histories: Histories, asOf: Instant): Promise<void> => {
    const table = on.ports.projections.table(queue);
    const rows = histories.flatMap(([stream, history]): Shown[] => {
      const was = rowAt(history, asOf);
      return was ? [[stream.slice(stream.indexOf('.') + 1), was.row, was.revision]] : [];
    });
    for (const [order, fields] of Object.entries(orders))
      expect(await walk(table, tenant, order as QueueOrder, asOf)).toEqual(sorted(rows, fields));
    const counts = await table.counts('queue', { tenant }, asOf);
    const found = counts.map(({ group, count }): [string, number] => [
      JSON.stringify([group['client'], group['queue'], group['status'], group['level']]),
      count,
    ]);
    expect(new Map(found)).toEqual(counted(rows.map(([, row]) => row)));
  };

  it('is, at ten instants and by both times, the fold of what each ticket had lived through', async () => {
    const running = runProjection({ ...on.ports, projection });
    const check = async (all: Happenings, places: readonly number[]): Promise<void> => {
      tenants += 1;
      const tenant = `t${tenants}`;
      const { streams, instants } = await tellAll(tenant, all);
      await running.caughtUp(await on.ports.store.head());
      const histories = await Promise.all(
        streams.map(async (stream) => [stream, (await on.events(stream)) as unknown as History] as const),
      );
      const moments = places.flatMap((place): readonly Instant[] => {
        const at = iso((instants[place % instants.length] ?? start) + (place % 2));
        return [
          { by: 'happened', at },
          { by: 'recorded', at },
        ];
      });
      for (const asOf of moments) await checkAt(tenant, histories, asOf);
    };
    const tenPlaces = fc.array(fc.nat(), { minLength: 10, maxLength: 10 });
    await fc.assert(fc.asyncProperty(happenings, tenPlaces, check), { numRuns: 5 });
    await running.stop();
  }, 60_000);
});
