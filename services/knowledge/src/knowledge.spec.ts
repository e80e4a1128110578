import { randomUUID } from 'node:crypto';
import type { Caller, Role, TicketClassified, TicketEvent } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import { subgraph, type Subgraph } from '@relais/nest';
import { acme, openTestPorts, type TestPorts } from '@relais/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { graphql, type GraphQLError } from 'graphql';
import { knowledge } from './knowledge.module.ts';

type Fields = { readonly [name: string]: unknown };

const callerOf = (actor: string, role: Role, other: Partial<Caller> = {}): Caller => ({
  ...{ tenant: 'acme', actor, roles: [role], level: null, clients: null, person: null, vendor: null },
  ...other,
});
const emil = callerOf('emil', 'editor');
const sofia = callerOf('sofia', 'supervisor');
const nadia = callerOf('nadia', 'agent', { level: 1 });
const lena = callerOf('lena', 'agent', { level: 2 });
const claire = callerOf('claire', 'client', { clients: ['lumen'] });

let test: TestPorts;
let graph: Subgraph;

const ask = async (caller: Caller, source: string, variables: Fields = {}) => {
  const contextValue = { caller, correlation: 'spec', language: 'en', notices: new Set() };
  const asked = { schema: graph.schema, source, variableValues: variables, contextValue };
  const { data, errors = [] } = await graphql(asked);
  // What is invalid gets its code from the gateway.
  const codeOf = ({ extensions, originalError }: GraphQLError): unknown =>
    originalError instanceof Invalid ? [originalError.code, originalError.field] : extensions['code'];
  return { data: JSON.parse(JSON.stringify(data ?? null)) as Fields | null, codes: errors.map(codeOf) };
};

const told = async (caller: Caller, source: string, variables: Fields = {}): Promise<Fields> => {
  const { data, codes } = await ask(caller, source, variables);
  expect(codes).toEqual([]);
  return data ?? {};
};

const article =
  '{ id status version inForce versions author title draft { title } steps { technical sideEffect } }';

type Outcome = {
  readonly ok: boolean;
  readonly refusal: { readonly code: string } | null;
  readonly article: Fields & { readonly id: string };
};

const command = async (caller: Caller, field: string, input: Fields): Promise<Outcome> => {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;
  const source = `mutation ($input: ${type}) { done: ${field}(input: $input) { ok refusal { code } article ${article} } }`;
  const { done } = await told(caller, source, { input: { commandId: randomUUID(), ...input } });
  return done as Outcome;
};

const spooler = {
  ...{ kind: 'KNOWN_FAILURE', title: 'The print spooler hangs', symptoms: ['Plus rien ne sort'] },
  ...{ category: 'impression', products: ['l200'], language: 'FR' },
  steps: [
    { technical: 'Restart the spooler.', plain: 'Switch it off and on.', sideEffect: 'Jobs are lost.' },
  ],
};

/** Written by Emil, published by Sofia. */
const publish = async (text: Fields): Promise<string> => {
  const { id } = (await command(emil, 'draftArticle', text)).article;
  await command(emil, 'submitArticle', { articleId: id });
  expect((await command(sofia, 'publishArticle', { articleId: id })).ok).toBe(true);
  return id;
};

const caughtUp = async (): Promise<void> => {
  const position = await test.ports.store.head();
  for (const running of test.ports.processors.values()) await running.caughtUp?.(position);
};

/** A ticket about the printer, said in these words. */
const ticket = async (id: string, words: string, ...more: readonly TicketEvent[]): Promise<void> => {
  const { keys } = test.ports;
  await keys.ready(['tenant-acme.acme', acme('client', 'lumen'), acme('ticket', id)]);
  await keys.keep(acme('ticket', id));
  const subject = await keys.seal(acme('ticket', id), words);
  const opened: TicketEvent = {
    type: 'TicketOpened',
    data: {
      number: `R-${id}`,
      kind: 'incident',
      channel: 'phone',
      subject,
      client: 'lumen',
      queue: 'q',
      product: 'l200',
    },
  };
  await test.given(acme('ticket', id), [opened, ...more], { client: 'lumen' });
};
const classified: TicketClassified = {
  type: 'TicketClassified',
  data: { kind: 'incident', category: 'impression', priority: 3 },
};
const resolved: TicketEvent = {
  type: 'TicketResolved',
  data: { code: 'solved', cause: 'software', remotely: true },
};

const idsOf = (nodes: unknown): readonly unknown[] => (nodes as readonly Fields[]).map(({ id }) => id);

const shown = async (
  caller: Caller,
  id: string,
  selection: string,
  asOf: string | null = null,
): Promise<Fields> => {
  const source = `query ($them: [_Any!]!) { _entities(representations: $them) { ... on Ticket ${selection} } }`;
  const { _entities } = await told(caller, source, { them: [{ __typename: 'Ticket', id, asOf }] });
  return (_entities as readonly Fields[])[0] ?? {};
};

const found = async (caller: Caller, filter: Fields): Promise<readonly unknown[]> => {
  const source = 'query ($filter: ArticleFilter!) { articles(filter: $filter) { nodes { id } } }';
  const { articles } = await told(caller, source, { filter });
  return idsOf((articles as { readonly nodes: unknown }).nodes);
};

let known: string;

beforeAll(async () => {
  test = await openTestPorts();
  await test.given(acme('product', 'l200'), [
    { type: 'ProductRegistered', data: { vendor: 'lumen', name: 'L200', versions: ['1'] } },
  ]);
  graph = await subgraph(knowledge, test.ports);
  known = await publish(spooler);
});
afterAll(async () => {
  await graph.close();
  await test.close();
});

describe('an article', () => {
  it('is drafted, submitted and published, each by who may', async () => {
    const drafted = await command(lena, 'draftArticle', { ...spooler, title: 'A draft' });
    const { id } = drafted.article;
    const text = { status: 'DRAFTED', version: null, author: 'lena', draft: { title: 'A draft' } };
    expect(drafted).toMatchObject({ ok: true, article: text });
    expect((await command(lena, 'submitArticle', { articleId: id })).article['status']).toBe('SUBMITTED');
    const published = await command(emil, 'publishArticle', { articleId: id });
    expect(published.article).toMatchObject({ status: 'PUBLISHED', version: 1, inForce: 1, draft: null });
    const { article: retired } = await command(sofia, 'retireArticle', { articleId: id });
    expect(retired).toMatchObject({ status: 'RETIRED', version: 1, inForce: null });
  });

  it('is not written by level 1, nor published by level 2 or its author', async () => {
    const input = { commandId: randomUUID(), ...spooler };
    const draft = 'mutation ($input: DraftArticleInput!) { draftArticle(input: $input) { ok } }';
    expect((await ask(nadia, draft, { input })).codes).toEqual(['FORBIDDEN']);
    const publishing = 'mutation ($input: PublishArticleInput!) { publishArticle(input: $input) { ok } }';
    const named = { commandId: randomUUID(), articleId: known };
    expect((await ask(lena, publishing, { input: named })).codes).toEqual(['FORBIDDEN']);
    const { id } = (await command(emil, 'draftArticle', { ...spooler, title: 'Mine' })).article;
    await command(emil, 'submitArticle', { articleId: id });
    expect(await command(emil, 'publishArticle', { articleId: id })).toMatchObject({
      ...{ ok: false, refusal: { code: 'own-article' }, article: { status: 'SUBMITTED' } },
    });
  });

  it('is drafted once by one wish, and names products that are registered', async () => {
    const commandId = randomUUID();
    const first = await command(emil, 'draftArticle', { ...spooler, commandId });
    const again = await command(emil, 'draftArticle', { ...spooler, commandId });
    expect(again.article.id).toBe(first.article.id);
    const strange = await command(emil, 'draftArticle', { ...spooler, products: ['lamp'] });
    expect(strange).toMatchObject({ ok: false, refusal: { code: 'product-unknown' }, article: null });
    const none = await command(emil, 'draftArticle', { ...spooler, articleId: 'nowhere' });
    expect(none).toMatchObject({ ok: false, refusal: { code: 'article-unknown' }, article: null });
  });

  it('has limits at the door', async () => {
    const source = 'mutation ($input: DraftArticleInput!) { draftArticle(input: $input) { ok } }';
    const before = await test.ports.store.head();
    const asked = (input: Fields) =>
      ask(emil, source, { input: { commandId: randomUUID(), ...spooler, ...input } });
    const many = (more: number, one: unknown) => Array<unknown>(more).fill(one);
    for (const [list, more] of [
      ['symptoms', many(21, 'x')],
      ['steps', many(31, { technical: 'x', plain: 'y' })],
      ['products', many(51, 'l200')],
    ] as const)
      expect((await asked({ [list]: more })).codes).toEqual([['article-too-long', `input.${list}`]]);
    expect((await asked({ title: 'x'.repeat(201) })).codes).toEqual(['BAD_USER_INPUT']);
    expect(await test.ports.store.head()).toBe(before);
  });

  it('is read by the staff in any version, and by writers with its draft', async () => {
    const id = await publish({ ...spooler, title: 'First' });
    await command(emil, 'draftArticle', { ...spooler, articleId: id, title: 'Second' });
    const read = async (caller: Caller, version: number | null) => {
      const source = `query ($id: ID!, $version: Int) { article(id: $id, version: $version) ${article} }`;
      return (await told(caller, source, { id, version }))['article'];
    };
    expect(await read(nadia, null)).toMatchObject({ title: 'First', status: 'PUBLISHED', draft: null });
    expect(await read(emil, null)).toMatchObject({
      title: 'First',
      status: 'DRAFTED',
      draft: { title: 'Second' },
    });
    await command(emil, 'submitArticle', { articleId: id });
    await command(sofia, 'publishArticle', { articleId: id });
    expect(await read(nadia, null)).toMatchObject({ title: 'Second', version: 2, inForce: 2, versions: 2 });
    expect(await read(nadia, 1)).toMatchObject({ title: 'First', version: 1, inForce: 2 });
    expect(await read(nadia, 3)).toBeNull();
  });

  it('that nobody has published is there for writers alone', async () => {
    const { id } = (await command(emil, 'draftArticle', { ...spooler, title: 'Zinzolin' })).article;
    await caughtUp();
    const source = 'query ($id: ID!) { article(id: $id) { version title } }';
    expect([await told(emil, source, { id }), await told(nadia, source, { id })]).toEqual([
      { article: { version: null, title: 'Zinzolin' } },
      { article: null },
    ]);
    expect([await found(lena, { text: 'zinzolin' }), await found(nadia, { text: 'zinzolin' })]).toEqual([
      [id],
      [],
    ]);
  });

  it('is nothing for another provider, and forbidden outside the staff', async () => {
    const source = 'query ($id: ID!) { article(id: $id) { id } articles { nodes { id } } }';
    const foreign = await told(callerOf('noah', 'editor', { tenant: 'borealis' }), source, { id: known });
    expect(foreign).toEqual({ article: null, articles: { nodes: [] } });
    for (const role of ['client', 'vendor', 'requester'] as const)
      expect((await ask(callerOf('x', role), 'query { articles { nodes { id } } }')).codes).toEqual([
        'FORBIDDEN',
      ]);
  });
});

describe('a list of articles', () => {
  it('is filtered and ranked', async () => {
    const sound = await publish({
      ...spooler,
      title: 'No sound',
      category: 'son',
      products: [],
      language: 'EN',
    });
    await caughtUp();
    expect((await found(nadia, { text: 'spooler' }))[0]).toBe(known);
    expect(await found(nadia, { category: 'son' })).toEqual([sound]);
    expect(await found(nadia, { product: 'l200' })).not.toContain(sound);
    expect(await found(nadia, { language: 'EN', kind: 'KNOWN_FAILURE' })).toEqual([sound]);
    expect(await found(nadia, { status: ['DRAFTED', 'SUBMITTED', 'RETIRED'] })).toEqual([]);
    expect(await found(emil, { status: ['PUBLISHED'] })).toEqual(expect.arrayContaining([known, sound]));
    await command(sofia, 'retireArticle', { articleId: sound });
    await caughtUp();
    expect(await found(nadia, { category: 'son' })).toEqual([]);
    expect(await found(emil, { category: 'son', status: ['RETIRED'] })).toEqual([sound]);
  });

  it.each([{}, { text: 'spooler' }])('comes in pages, whole and once (%j)', async (filter) => {
    await caughtUp();
    const source = `query ($filter: ArticleFilter!, $first: Int!, $after: String) {
      articles(filter: $filter, first: $first, after: $after) { nodes { id } next }
    }`;
    type Page = { readonly nodes: readonly Fields[]; readonly next: string | null };
    const page = async (first: number, after: string | null): Promise<Page> =>
      (await told(emil, source, { filter, first, after }))['articles'] as Page;
    const whole = await page(100, null);
    const parts: unknown[] = [];
    let next: string | null = null;
    do {
      const part: Page = await page(2, next);
      parts.push(...part.nodes);
      next = part.next;
    } while (next !== null);
    expect(parts).toEqual(whole.nodes);
    expect(parts.length).toBeGreaterThan(4);
    const codes = async (first: number, after: string | null) =>
      (await ask(emil, source, { filter, first, after })).codes;
    expect(await codes(0, null)).toEqual([['page-too-small', 'first']]);
    expect(await codes(101, null)).toEqual([['page-too-large', 'first']]);
    for (const cursor of ['none', '[{},1]', '["x"]', 'null'])
      expect(await codes(1, Buffer.from(cursor).toString('base64url'))).toEqual([
        ['after-unreadable', 'after'],
      ]);
  });
});

describe('a ticket', () => {
  const follow = async (caller: Caller, ticketId: string, articleId: string, helped: boolean) => {
    const source = `mutation ($input: UseArticleInput!) {
      useArticle(input: $input) { ok refusal { code } ticket { id asOf articlesUsed { articleId helped } } }
    }`;
    const input = { commandId: randomUUID(), ticketId, articleId, version: 1, helped };
    return (await told(caller, source, { input }))['useArticle'];
  };

  it('tells which articles were followed, and articles tell how often they helped', async () => {
    const other = await publish({ ...spooler, title: 'Another' });
    await ticket('t1', 'Silence');
    await ticket('t2', 'Silence');
    expect(await follow(nadia, 't1', known, false)).toEqual({
      ...{ ok: true, refusal: null },
      ticket: { id: 't1', asOf: 'revision:1', articlesUsed: [{ articleId: known, helped: false }] },
    });
    await follow(nadia, 't1', other, true);
    await follow(nadia, 't2', known, false);
    await follow(nadia, 't2', known, true);
    const nothing = await follow(nadia, 't2', 'nowhere', true);
    expect(nothing).toMatchObject({ refusal: { code: 'article-unknown' } });
    const selection = '{ articlesUsed { articleId version helped by title } }';
    const used = { articleId: known, version: 1, helped: false, by: 'nadia' };
    expect(await shown(nadia, 't1', selection)).toMatchObject({
      articlesUsed: [
        { ...used, title: spooler.title },
        { articleId: other, helped: true },
      ],
    });
    expect(await shown(claire, 't1', selection)).toMatchObject({
      articlesUsed: [{ ...used, title: null }, {}],
    });
    expect(await shown(nadia, 't1', selection, 'revision:0')).toEqual({ articlesUsed: [] });
    await caughtUp();
    const counts = 'query ($id: ID!) { article(id: $id) { used helped } }';
    expect(await told(nadia, counts, { id: known })).toEqual({ article: { used: 2, helped: 1 } });
    expect(await told(nadia, counts, { id: other })).toEqual({ article: { used: 1, helped: 1 } });
  });

  it('is offered the known failures that fit its product, category and words', async () => {
    const words = { title: 'Prises secteur', symptoms: ['aucune lampe'] };
    const general = await publish({ ...spooler, ...words, products: [] });
    const guidance = await publish({ ...spooler, kind: 'GUIDANCE', title: 'Régler le spooler' });
    const near = await publish({ ...spooler, title: 'Toner', symptoms: [], category: 'bourrage', steps: [] });
    await ticket('t3', 'Les lampes sont éteintes et plus rien ne sort');
    await ticket('t4', 'Zzz', { ...classified, data: { ...classified.data, category: 'bourrage' } });
    await caughtUp();
    const explaining = async (id: string) =>
      idsOf((await shown(nadia, id, '{ knownFailures { id } }'))['knownFailures']);
    const offered = await explaining('t3');
    expect(offered).toEqual(expect.arrayContaining([known, general]));
    expect(offered).not.toContain(guidance);
    expect(offered.length).toBeLessThanOrEqual(10);
    expect(await explaining('t4')).toEqual([near]);
  });

  it('is offered how others of its product and category ended, the latest first, never a text', async () => {
    const used = { article: known, version: 1 };
    test.now('2026-03-02T09:00:00.000Z');
    const helped: TicketEvent = { type: 'ArticleUsed', data: { ...used, helped: true } };
    await ticket('s1', 'Un texte', classified, helped, resolved);
    test.now('2026-03-02T10:00:00.000Z');
    await ticket('s2', 'Un texte', classified, resolved);
    await ticket('s3', 'Un texte', classified);
    await ticket('s4', 'Un texte', classified, resolved, { type: 'TicketReopened', data: { why: 'asked' } });
    await ticket('s5', 'Un texte', resolved);
    await caughtUp();
    const selection = '{ similarTickets { id number code cause resolvedAt helpedBy { articleId title } } }';
    const ended = { code: 'SOLVED', cause: 'SOFTWARE' };
    expect(await shown(nadia, 's3', selection)).toEqual({
      similarTickets: [
        { id: 's2', number: 'R-s2', ...ended, resolvedAt: '2026-03-02T10:00:00.000Z', helpedBy: null },
        {
          ...{ id: 's1', number: 'R-s1', ...ended, resolvedAt: '2026-03-02T09:00:00.000Z' },
          helpedBy: { articleId: known, title: spooler.title },
        },
      ],
    });
    expect(await shown(nadia, 's1', '{ similarTickets { id } }')).toEqual({ similarTickets: [{ id: 's2' }] });
    expect(await shown(nadia, 's5', '{ similarTickets { id } }')).toEqual({ similarTickets: [] });
  });

  it('shows an agent of some clients only the tickets of those', async () => {
    await ticket('u1', 'Un texte', classified);
    const bound = { ...nadia, clients: ['lumen'] };
    const foreign: TicketEvent = {
      type: 'TicketOpened',
      data: { number: 'R-f', kind: 'incident', client: 'orfeo', queue: 'q', product: 'l200' },
    };
    test.now('2026-03-02T11:00:00.000Z');
    await test.given(acme('ticket', 'f1'), [foreign, classified, resolved], { client: 'orfeo' });
    await caughtUp();
    const similar = async (caller: Caller) =>
      idsOf((await shown(caller, 'u1', '{ similarTickets { id } }'))['similarTickets']);
    expect(await similar(nadia)).toEqual(['f1', 's2', 's1']);
    expect(await similar(bound)).toEqual(['s2', 's1']);
  });

  it('keeps its known failures and its likes from outside', async () => {
    const source = `query ($them: [_Any!]!) {
      _entities(representations: $them) { ... on Ticket { knownFailures { id } similarTickets { id } } }
    }`;
    const them = [{ __typename: 'Ticket', id: 't1', asOf: null }];
    const nothing = { _entities: [{ knownFailures: null, similarTickets: null }] };
    const codes = ['FORBIDDEN', 'FORBIDDEN'];
    expect(await ask(claire, source, { them })).toEqual({ data: nothing, codes });
  });
});
