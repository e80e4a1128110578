import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { buildSchema } from 'graphql';
import { boundTo, callerOf, deskOf } from '../matrix/callers.ts';
import { answer, differences, namesOf, requestOf, type Scope } from '../matrix/compare.ts';
import { declared, needed } from '../matrix/paths.ts';
import { rows, type Named } from '../matrix/rows.ts';
import { makeThings, unknownLike, type Everything } from '../matrix/things.ts';
import type { World } from '../matrix/world.ts';

/** What is not the caller’s answers as what does not exist, field by field, in a world that is opened for it. */
export const matrix = (openWorld: () => Promise<World>): void => {
  jest.setTimeout(180_000);

  let world: World;
  let things: Everything;
  beforeAll(async () => {
    world = await openWorld();
    things = await makeThings(world);
  });
  afterAll(() => world?.close());

  const boss = deskOf('acme', 'sofia');

  /** Products, agents, articles and proposals are the whole provider's. */
  const ofProvider: readonly Named[] = [
    ...(['product', 'agent', 'article', 'articleCursor', 'improvement', 'improvementCursor'] as const),
    'liveCursor',
  ];
  const ofClient: readonly Named[] = [...ofProvider, 'client', 'queue', 'cursor', 'surveyCursor'];

  /** A requester opens tickets for themselves, whomever they name. */
  const remis = () => ({
    ...{ own: things.own, caller: callerOf('remi@acme'), unheeded: 'openTicket input.requesterId' },
  });

  const scopes: readonly (readonly [string, () => Scope])[] = [
    ['another provider’s', () => ({ own: things.own, caller: boss, foreign: things.tenant, shared: [] })],
    [
      'another client’s, for a desk bound to one',
      () => ({ own: things.own, caller: boundTo('lumen'), foreign: things.client, shared: ofProvider }),
    ],
    [
      'another client’s, for a client',
      () => ({
        own: things.own,
        caller: callerOf('claire@acme'),
        foreign: things.client,
        shared: ofProvider,
      }),
    ],
    [
      'another vendor’s, for a vendor',
      () => ({
        own: things.own,
        caller: callerOf('victor@acme'),
        foreign: things.client,
        shared: ['liveCursor'],
      }),
    ],
    ['another client’s, for a requester', () => ({ ...remis(), foreign: things.client, shared: ofProvider })],
    [
      'another requester’s of the same client',
      () => ({ ...remis(), foreign: things.requester, shared: ofClient }),
    ],
  ];

  describe('the rows of the matrix', () => {
    it('name every root field of the graph and each of its arguments that names a thing', () => {
      expect(declared(rows)).toEqual(needed(world.federation.api));
    });

    it('would miss a new field and a new argument, deep in an input too', () => {
      const schema = buildSchema(`
      input Deep { more: [Deeper!] }
      input Deeper { articleId: ID, mail: String, words: String }
      type Query { article(id: ID!, deep: Deep): String }
    `);
      expect(needed(schema)).toEqual([
        'article',
        'article deep.more.articleId',
        'article deep.more.mail',
        'article id',
      ]);
    });
  });

  describe('what is not the caller’s answers as what does not exist, and nothing is written', () => {
    it.each(scopes)('%s', async (_, scopeOf) => {
      expect(await differences(world, rows, scopeOf())).toEqual([]);
    });
  });

  type Page = { readonly nodes: readonly { readonly reference: string }[] };

  describe('lists', () => {
    const listed = async (account: string): Promise<readonly string[]> => {
      const { data } = await world.ask(callerOf(account), '{ tickets(first: 100) { nodes { reference } } }');
      const page = data?.['tickets'] as Page | undefined;
      return (page?.nodes ?? []).map(({ reference }) => reference).sort();
    };
    const counted = async (account: string) => {
      const { data, errors } = await world.ask(callerOf(account), '{ queueCounts { queue count } }');
      const counts = data?.['queueCounts'] as readonly { readonly queue: string; readonly count: number }[];
      return errors ? 'FORBIDDEN' : [...new Set(counts.map(({ queue }) => queue))].sort();
    };

    it.each([
      ['sofia@acme', ['EXT-0', 'EXT-1', 'EXT-2', 'EXT-4', 'EXT-5']],
      ['claire@acme', ['EXT-0', 'EXT-1', 'EXT-4']],
      ['oscar@acme', ['EXT-2', 'EXT-5']],
      ['remi@acme', ['EXT-0', 'EXT-1']],
      ['odile@acme', ['EXT-2', 'EXT-5']],
      ['victor@acme', []],
      ['quentin@borealis', []],
    ])('%s is shown the tickets %j', async (account, references) => {
      expect(await listed(account)).toEqual(references);
    });

    it('of one provider show none of another', async () => {
      const seen = await listed('noah@borealis');
      expect(seen).toContain('EXT-3');
      expect(seen.filter((reference) => /^EXT-\d$/.test(reference))).toEqual(['EXT-3']);
    });

    it.each([
      ['sofia@acme', ['lumen-1', 'lumen-2', 'orfeo-1', 'orfeo-2']],
      ['claire@acme', ['lumen-1', 'lumen-2']],
      ['oscar@acme', ['orfeo-1', 'orfeo-2']],
      ['noah@borealis', ['fjord-1', 'fjord-2']],
      ['quentin@borealis', []],
      ['remi@acme', 'FORBIDDEN'],
      ['victor@acme', 'FORBIDDEN'],
    ])('%s counts the queues %j', async (account, queues) => {
      expect(await counted(account)).toEqual(queues);
    });
  });

  describe('a requester who names somebody else', () => {
    const opening = rows.filter(({ field }) => field === 'openTicket');
    it.each(['client', 'requester', 'tenant'] as const)(
      'opens a ticket for themselves (%s)',
      async (whose) => {
        for (const row of opening) {
          const request = requestOf(row, things.own, 'input.requesterId', things[whose].person);
          const selection = '{ ok ticket { requester { id } } }';
          const told = await answer(world, callerOf('remi@acme'), request, selection);
          const ticket = { requester: { id: things.own.person } };
          expect(JSON.parse(told)).toMatchObject({ data: { openTicket: { ok: true, ticket } }, errors: [] });
        }
      },
    );
  });

  describe('a client’s own references', () => {
    const opened = async (reference: string): Promise<unknown> => {
      const row = rows.find(({ field }) => field === 'openTicket');
      if (!row) throw new Error('no row for openTicket');
      const request = requestOf(row, things.own, 'input.reference', reference);
      const told = await answer(world, boundTo('lumen'), request, '{ ok refusal { code } }');
      return JSON.parse(told);
    };

    it('are free when another client has them, and taken when a ticket of theirs has them', async () => {
      expect(await opened(things.client.reference)).toMatchObject({ data: { openTicket: { ok: true } } });
      const refusal = { code: 'reference-taken' };
      expect(await opened(things.own.reference)).toMatchObject({
        data: { openTicket: { ok: false, refusal } },
      });
    });
  });

  describe('refused openings', () => {
    it('use up no numbers, however many they are', async () => {
      const row = rows.find(({ field }) => field === 'openTicket');
      const before = await world.store.head();
      for (let nth = 0; row && nth < 101; nth += 1)
        await answer(
          world,
          boss,
          requestOf(row, things.own, 'input.requesterId', things.tenant.person),
          '{ ok }',
        );
      expect(await world.store.head()).toBe(before);
    });
  });

  /** Without this a row could be refused to everybody, and so look well kept. */
  const ownOf = (operation: 'query' | 'mutation') =>
    rows
      .flatMap((row) => namesOf(row).map(([path, named]) => ({ row, path, named, field: row.field })))
      .filter(({ path }) => path.startsWith('input.') === (operation === 'mutation'));

  const differs = async ({ row, path, named }: ReturnType<typeof ownOf>[number]): Promise<void> => {
    const value = things.own[named];
    const unknown = unknownLike(named, value);
    const asked = async (it: string) =>
      (await answer(world, boss, requestOf(row, things.own, path, it))).replaceAll(it, '<it>');
    const nothing = await asked(unknown);
    expect(await asked(value)).not.toBe(nothing);
  };

  describe('what is the caller’s own answers otherwise than what does not exist', () => {
    it.each(ownOf('query'))('$field by $path', differs);
  });

  describe('what another provider’s people and tickets are known by', () => {
    const claims = rows.flatMap((row) =>
      Object.entries(row.claims ?? {}).map(([path, value]) => ({ row, path, value })),
    );

    it.each(claims)('is free: $row.field $path $value', async ({ row, path, value }) => {
      const request = requestOf(row, things.own, path, value);
      const told = await answer(world, boss, request, '{ ok refusal { code } }');
      expect(JSON.parse(told)).toEqual({
        data: { [row.field]: { ok: true, refusal: null } },
        errors: [],
        notices: [],
      });
    });
  });

  // These commands are granted, and the last of them end things for good.
  describe('what is the caller’s own can be commanded', () => {
    it.each(ownOf('mutation'))('$field by $path', differs);
  });
};
