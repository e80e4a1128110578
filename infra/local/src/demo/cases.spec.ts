import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openWorld, settle, type OwnWorld } from '../matrix/world.ts';
import { callerOf } from '../matrix/callers.ts';
import { demos } from './accounts.ts';
import { extent, seedCases } from './cases.ts';
import { seedCallers } from './seed.ts';

type Count = { readonly status: string; readonly level: number; readonly count: number };
type Listed = {
  readonly reference: string;
  readonly number: string;
  readonly subject: { readonly text: string };
};

type Closed = {
  readonly closedAt: string;
  readonly survey: { readonly sentAt: string; readonly status: string } | null;
};

const supervisors = { acme: callerOf('sofia@acme'), borealis: callerOf('sara@borealis') } as const;

describe('the tickets that a newcomer finds', () => {
  let world: OwnWorld;

  const tell = async (): Promise<void> => {
    for (const demo of demos) await seedCases(world.ports, demo, extent);
  };

  beforeAll(async () => {
    world = await openWorld();
    for (const demo of demos) await seedCallers(world.federation, demo);
    await tell();
    await settle(world);
  }, 60_000);

  afterAll(() => world.close());

  it.each(Object.entries(supervisors))('are 200 of %s, half of them open', async (_, supervisor) => {
    const { data } = await world.ask(supervisor, '{ queueCounts { status level count } }');
    const counts = (data?.['queueCounts'] ?? []) as readonly Count[];
    const sum = (...statuses: readonly string[]) =>
      counts.filter(({ status }) => statuses.includes(status)).reduce((all, { count }) => all + count, 0);
    expect(sum('OPEN', 'ON_HOLD')).toBe(100);
    expect(sum('RESOLVED', 'CLOSED')).toBe(100);
    expect(counts.filter(({ level }) => level === 2).length).toBeGreaterThan(0);
  });

  it.each(Object.entries(supervisors))(
    'can be read, numbered and found by their own references in %s',
    async (_, supervisor) => {
      const source =
        '{ tickets(first: 100) { nodes { number reference subject { text } client { name } requester { name { text } } } } }';
      const { data, errors } = await world.ask(supervisor, source);
      expect(errors).toBeUndefined();
      const { nodes } = (data?.['tickets'] ?? { nodes: [] }) as { readonly nodes: readonly Listed[] };
      expect(nodes).toHaveLength(100);
      expect(nodes.filter(({ reference }) => !reference.startsWith('demo-'))).toEqual([]);
      expect(nodes.filter(({ subject }) => !subject.text)).toEqual([]);
      expect(new Set(nodes.map(({ number }) => number)).size).toBe(100);
    },
  );

  it.each(Object.entries(supervisors))(
    'have their survey once they are closed, in %s',
    async (_, supervisor) => {
      const source =
        '{ tickets(filter: { status: CLOSED }, first: 100) { nodes { closedAt survey { sentAt status } } } }';
      const { data, errors } = await world.ask(supervisor, source);
      expect(errors).toBeUndefined();
      const { nodes } = (data?.['tickets'] ?? { nodes: [] }) as { readonly nodes: readonly Closed[] };
      expect(nodes.length).toBeGreaterThan(10);
      expect(nodes.map(({ survey }) => survey?.sentAt)).toEqual(nodes.map(({ closedAt }) => closedAt));
      const statuses = new Set(nodes.map(({ survey }) => survey?.status));
      expect(statuses).toEqual(new Set(['SENT', 'ANSWERED', 'EXPIRED']));
    },
  );

  it('are told once, and left alone by all that reacts', async () => {
    const before = await world.store.head();
    await tell();
    expect(await world.store.head()).toBe(before);
    const heads = await world.store.heads();
    const tickets = heads.filter(({ stream }) => stream.startsWith('ticket-'));
    expect(tickets).toHaveLength(400);
    const events = await Promise.all(tickets.map(({ stream }) => world.store.read(stream)));
    expect(events.flat().filter(({ event }) => !event.source)).toEqual([]);
  });
});
