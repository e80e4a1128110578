import { ticketKinds, ticketStatuses, type Caller, type TicketEvent } from '@relais/contracts';
import { acme, classified, openTestPorts, opened, resolved, taken, type TestPorts } from '@relais/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { filterOf, finds } from './queue-filter.ts';
import type { TicketFilter } from './queue.graph.ts';
import { queue, type QueueRow } from './queue.projection.ts';
import { Queue } from './queue.ts';
import { Treatments } from './treatments.ts';

const clients = ['lumen', 'orfeo'];
const people = ['zoe', 'yann'];
const callers: fc.Arbitrary<Caller> = fc.record({
  tenant: fc.constantFrom('acme', 'borealis'),
  actor: fc.constant('nadia'),
  roles: fc.constantFrom(
    ['agent'] as const,
    ['client'] as const,
    ['requester'] as const,
    ['vendor'] as const,
  ),
  level: fc.constant(null),
  clients: fc.constantFrom(['lumen'], clients, ['nobody']),
  person: fc.constantFrom(...people, null),
  vendor: fc.constant(null),
});

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { freq: 3 });
const some = <T extends string | number>(...of: readonly T[]) =>
  maybe(fc.uniqueArray(fc.constantFrom(...of), { minLength: 1, maxLength: 2 }));
const filters: fc.Arbitrary<TicketFilter> = fc.record(
  {
    status: some(...ticketStatuses),
    level: maybe(fc.constantFrom(1 as const, 2 as const)),
    queue: some('lumen-1', 'orfeo-1'),
    unheld: maybe(fc.boolean()),
    priority: some(1 as const, 3 as const),
    kind: some(...ticketKinds),
    client: some(...clients, 'nobody'),
    requester: maybe(fc.constantFrom(...people)),
    number: maybe(fc.constantFrom('R-1', 'R-99')),
  },
  { requiredKeys: [] },
);

describe('one row held against a filter', () => {
  let test: TestPorts;
  let list: Queue;
  let rows: readonly (readonly [string, QueueRow])[];

  beforeAll(async () => {
    test = await openTestPorts();
    list = new Queue(test.ports, new Treatments(test.ports));
    list.onApplicationBootstrap();
    const lives: readonly (readonly TicketEvent[])[] = [
      [],
      [taken],
      [classified],
      [taken, classified, resolved],
    ];
    const all = clients.flatMap((client) =>
      people.flatMap((requester) => lives.map((life) => ({ client, requester, life }))),
    );
    for (const [place, { client, requester, life }] of all.entries()) {
      const data = { ...opened.data, number: `R-${place}`, client, requester, queue: `${client}-1` };
      await test.given(acme('ticket', `t${place}`), [{ ...opened, data }, ...life]);
    }
    await test.ports.processors.get('queue')?.caughtUp?.(await test.ports.store.head());
    const found = await test.ports.projections.table(queue).get(all.map((_, place) => `t${place}`));
    rows = [...found].flatMap(([key, { row }]) => (row ? [[key, row] as const] : []));
  });
  afterAll(async () => {
    await list.beforeApplicationShutdown();
    await test.close();
  });

  it('is found exactly when the list shows it, whoever asks', () =>
    fc.assert(
      fc.asyncProperty(callers, filters, async (caller, filter) => {
        const asking = { caller, correlation: 'spec', language: 'en', notices: new Set<string>() } as const;
        const asked = { filter, order: 'OLDEST_FIRST', first: 100, after: undefined, asOf: null } as const;
        const { nodes } = await list.page(asking, asked);
        const isFound = finds(caller, filterOf(filter));
        const found = rows.filter(([, row]) => isFound(row)).map(([key]) => key);
        expect(found.toSorted()).toEqual(nodes.map(({ id }) => id).toSorted());
      }),
      { numRuns: 300 },
    ));
});
