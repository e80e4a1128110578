import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller, RelaisEvent, Role, TicketEvent } from '@relais/contracts';
import { tenantKey } from '@relais/keys';
import { subgraph, type Asking, type Subgraph } from '@relais/nest';
import { acme, openTestPorts, type TestPorts } from '@relais/testkit';
import { graphql } from 'graphql';
import { escalation } from './escalation.module.ts';

let test: TestPorts;
let running: Subgraph;
/** Texts of the past, sealed under the key of the ticket they belong to. */
let words: (ticket: string, text: string) => Promise<{ readonly kid: string; readonly box: string }>;

type Fields = { readonly [field: string]: unknown };
type Answered = {
  readonly data: Fields | null;
  readonly errors: readonly { readonly code: unknown; readonly field: unknown }[];
};

const caller = (role: Role, more: Partial<Caller> = {}): Caller => ({
  ...{ tenant: 'acme', actor: role, level: null, clients: null, person: null, vendor: null },
  ...more,
  roles: [role],
});
const nadia = caller('agent', { actor: 'nadia', level: 1 });
const lena = caller('agent', { actor: 'lena', level: 2 });
const victor = caller('vendor', { actor: 'victor', vendor: 'lumen' });
const claire = caller('client', { actor: 'claire', clients: ['lumen'] });
const remi = caller('requester', { actor: 'remi', clients: ['lumen'], person: 'remi' });

const ask = async (who: Caller, source: string, variables: object = {}): Promise<Answered> => {
  const asking: Asking = { caller: who, correlation: 'spec', language: 'en', notices: new Set() };
  const variableValues = variables as { readonly [name: string]: unknown };
  const { data, errors = [] } = await graphql({
    ...{ schema: running.schema, source, variableValues, contextValue: asking },
  });
  const told = errors.map(({ extensions, originalError }) => {
    const { code, field } = (originalError ?? extensions) as {
      readonly code?: unknown;
      readonly field?: unknown;
    };
    return { code: code ?? extensions['code'], field };
  });
  return { data: data ? { ...data } : null, errors: told };
};

const send = async (who: Caller, field: string, input: object, shown = '{ id }') => {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input!`;
  const source = `mutation ($input: ${type}) { done: ${field}(input: $input) { ok refusal { code by } ticket ${shown} } }`;
  const { data, errors } = await ask(who, source, { input: { commandId: randomUUID(), ...input } });
  return { done: (data?.['done'] ?? null) as Fields | null, errors };
};

/** Sends a command that has to be granted, and gives what is shown of its ticket. */
const grant = async (who: Caller, field: string, input: object, shown = '{ id }'): Promise<Fields> => {
  const { done, errors } = await send(who, field, input, shown);
  if (!done?.['ok']) throw new Error(`${field}: ${JSON.stringify([done, errors])}`);
  return done['ticket'] as Fields;
};

const part = async (who: Caller, id: string, selection: string, asOf: string | null = null) => {
  const them = [{ __typename: 'Ticket', id, asOf }];
  const source = `query ($them: [_Any!]!) { _entities(representations: $them) { ... on Ticket ${selection} } }`;
  const { data, errors } = await ask(who, source, { them });
  return { ticket: (data?.['_entities'] as readonly Fields[] | undefined)?.[0], errors };
};

type Page = { readonly nodes: readonly Fields[]; readonly next: string | null };

/** All pages of a list, one after the other. */
const paged = async (who: Caller, source: string): Promise<readonly Page[]> => {
  const pages: Page[] = [];
  for (let after: string | null | undefined = null; after !== undefined;) {
    const { data } = await ask(who, source, { after });
    const page = data?.['page'] as Page;
    pages.push(page);
    after = page.next ?? undefined;
  }
  return pages;
};

const readable = async () => {
  const head = await test.ports.store.head();
  for (const name of ['defects', 'hand-overs']) await test.ports.processors.get(name)?.caughtUp?.(head);
};

type Of = { readonly client?: string; readonly requester?: string; readonly product?: string };

const opening = (
  id: string,
  { client = 'lumen', requester = 'remi', product = 'l200' }: Of,
): TicketEvent => ({
  type: 'TicketOpened',
  data: { number: id, kind: 'incident', client, queue: `${client}-1`, requester, product },
});

/** A diagnosed ticket whose key is kept. */
const open = async (id: string, of: Of = {}): Promise<void> => {
  const { client = 'lumen', requester = 'remi' } = of;
  const chain = [tenantKey('acme'), acme('client', client), acme('person', requester), acme('ticket', id)];
  await test.ports.keys.keep(await test.ports.keys.ready(chain));
  const events: readonly RelaisEvent[] = [
    opening(id, of),
    { type: 'FilterQuestionAnswered', data: { question: 'Lamp?', answer: await words(id, 'Red') } },
    { type: 'StepTried', data: { step: await words(id, 'Off and on'), outcome: 'no-effect' } },
    { type: 'StepTried', data: { step: await words(id, 'Clean'), outcome: 'worked' } },
    { type: 'ArticleUsed', data: { article: 'a1', version: 2, helped: false } },
    { type: 'DiagnosisRecorded', data: { words: await words(id, 'The drum is worn') } },
  ];
  await test.given(acme('ticket', id), events, { client });
};

beforeAll(async () => {
  test = await openTestPorts();
  words = (ticket, text) => test.ports.keys.seal(acme('ticket', ticket), text);
  running = await subgraph(escalation, test.ports);
  for (const [id, vendor] of [
    ['l200', 'lumen'],
    ['compta', 'orfeo'],
  ] as const)
    await test.given(acme('product', id), [
      { type: 'ProductRegistered', data: { vendor, name: id, versions: ['1'] } },
    ]);
  const key = acme('person', 'remi');
  await test.ports.keys.keep(await test.ports.keys.ready([tenantKey('acme'), acme('client', 'lumen'), key]));
  const seal = (text: string) => test.ports.keys.seal(key, text);
  const named = { name: await seal('Rémi Lambert'), mail: await seal('remi.lambert@lumen.example') };
  await test.given(key, [
    {
      type: 'PersonRegistered',
      data: { client: 'lumen', ...named, phone: await seal('+33142278100'), language: 'fr', claims: [] },
    },
  ]);
});

afterAll(async () => {
  await running.close();
  await test.close();
});

describe('a hand-over, from offer to return', () => {
  const shown = `{ handOver { queue expected { text } by waiting acceptedBy lastReturn { reason advice { text } by } } }`;
  const listed = async (who: Caller, queue = 'printing-2') => {
    await readable();
    const { data } = await ask(who, `{ handOvers(queue: "${queue}") { nodes { id handOver { by } } } }`);
    return (data?.['handOvers'] as Page | undefined)?.nodes;
  };

  it('waits in its queue until a specialist accepts it, and goes back with advice', async () => {
    await open('t1');
    const offer = { ticketId: 't1', queue: 'printing-2', expected: 'A new drum?' };
    expect(await grant(nadia, 'offerHandOver', offer, shown)).toEqual({
      handOver: {
        ...{ queue: 'printing-2', expected: { text: 'A new drum?' }, by: 'nadia', waiting: true },
        ...{ acceptedBy: null, lastReturn: null },
      },
    });
    expect(await listed(lena)).toEqual([{ id: 't1', handOver: { by: 'nadia' } }]);
    expect(await listed(lena, 'mail-2')).toEqual([]);

    expect(await grant(lena, 'acceptHandOver', { ticketId: 't1' }, shown)).toMatchObject({
      handOver: { waiting: false, acceptedBy: 'lena' },
    });
    expect(await listed(lena)).toEqual([]);

    const advice = 'Order it with the form.';
    const back = { ticketId: 't1', reason: 'SOLVABLE_AT_LEVEL_1', advice };
    expect(await grant(lena, 'returnHandOver', back, shown)).toMatchObject({
      handOver: {
        waiting: false,
        lastReturn: { reason: 'SOLVABLE_AT_LEVEL_1', advice: { text: advice }, by: 'lena' },
      },
    });
  });

  it('tells whoever is not of the staff nothing of returns', async () => {
    for (const outsider of [claire, remi])
      expect(await part(outsider, 't1', shown)).toMatchObject({
        ticket: { handOver: { by: 'nadia', lastReturn: null } },
        errors: [],
      });
  });

  it('can be read as it was', async () => {
    const { ticket } = await part(lena, 't1', '{ handOver { waiting acceptedBy } }', 'revision:6');
    expect(ticket).toEqual({ handOver: { waiting: true, acceptedBy: null } });
    expect((await part(lena, 't1', '{ handOver { waiting } }', 'revision:5')).ticket).toEqual({
      handOver: null,
    });
  });

  it('names the specialist who was faster', async () => {
    await open('t2');
    await grant(nadia, 'offerHandOver', { ticketId: 't2', queue: 'printing-2', expected: 'A drum' });
    await grant(lena, 'acceptHandOver', { ticketId: 't2' });
    const later = await send(caller('agent', { actor: 'omar', level: 2 }), 'acceptHandOver', {
      ticketId: 't2',
    });
    expect(later.done).toMatchObject({
      ok: false,
      refusal: { code: 'nothing-offered', by: 'lena' },
    });
  });

  it('is listed for those who may see its client, the oldest offer first, a page at a time', async () => {
    for (const [id, client] of [
      ['h1', 'lumen'],
      ['h2', 'orfeo'],
      ['h3', 'lumen'],
    ] as const) {
      await open(id, { client });
      test.now(`2026-03-02T08:0${id[1]}:00.000Z`);
      await grant(nadia, 'offerHandOver', { ticketId: id, queue: 'dsl-2', expected: 'Look' });
    }
    await readable();
    const bound = { ...lena, clients: ['lumen'] };
    const source =
      'query ($after: String) { page: handOvers(first: 1, after: $after) { nodes { id } next } }';
    const seen = (await paged(bound, source)).flatMap(({ nodes }) => nodes.map(({ id }) => id));
    expect(seen).toEqual(['h1', 'h3']);
  });
});

describe('the dossier', () => {
  it('has its five headings, told by what happened', async () => {
    const shown = `{ dossier {
      expected { text } established { question answer { text } } tried { step { text } outcome }
      ruledOut { step { text } articleId version } supposed { words { text } }
    } }`;
    expect((await part(lena, 't1', shown)).ticket).toEqual({
      dossier: {
        expected: { text: 'A new drum?' },
        established: [{ question: 'Lamp?', answer: { text: 'Red' } }],
        tried: [
          { step: { text: 'Off and on' }, outcome: 'NO_EFFECT' },
          { step: { text: 'Clean' }, outcome: 'WORKED' },
        ],
        ruledOut: [
          { step: { text: 'Off and on' }, articleId: null, version: null },
          { step: null, articleId: 'a1', version: 2 },
        ],
        supposed: { words: { text: 'The drum is worn' } },
      },
    });
  });

  it('is nothing for the requester', async () => {
    const { ticket, errors } = await part(remi, 't1', '{ dossier { tried { outcome } } }');
    expect([ticket, errors]).toMatchObject([{ dossier: null }, [{ code: 'FORBIDDEN' }]]);
  });
});

describe('visits and escalations', () => {
  const window = { from: '2026-03-03T08:00:00Z', to: '2026-03-03T10:00:00Z' };
  const shown = '{ visits { id status from note { text } reason { text } outcome report { text } } }';

  it('promise a window that ends later than it begins', async () => {
    const input = { ticketId: 't1', from: window.to, to: window.from };
    expect((await send(nadia, 'scheduleVisit', input)).errors).toEqual([
      { code: 'window-empty', field: 'to' },
    ]);
  });

  it('are cancelled with a reason, and recorded with what they gave', async () => {
    const schedule = async (input: object) => {
      const { visits } = await grant(nadia, 'scheduleVisit', { ticketId: 't1', ...window, ...input }, shown);
      return (visits as readonly Fields[]).at(-1)?.['id'];
    };
    const one = await schedule({ note: 'Ring twice' });
    await grant(nadia, 'cancelVisit', { ticketId: 't1', visitId: one, reason: 'Works' });
    const two = await schedule({});
    await grant(lena, 'recordVisit', { ticketId: 't1', visitId: two, outcome: 'NOT_MET', report: 'Nobody' });
    expect((await part(remi, 't1', shown)).ticket?.['visits']).toMatchObject([
      { status: 'CANCELLED', note: { text: 'Ring twice' }, reason: { text: 'Works' }, outcome: null },
      { status: 'DONE', from: '2026-03-03T08:00:00.000Z', outcome: 'NOT_MET', report: { text: 'Nobody' } },
    ]);
  });

  it('are seen by the staff alone when a supervisor is called', async () => {
    await grant(nadia, 'escalateTicket', { ticketId: 't1', why: 'ANGRY_CALLER', note: 'Third call' });
    const called = '{ escalations { why note { text } by } }';
    expect((await part(lena, 't1', called)).ticket).toEqual({
      escalations: [{ why: 'ANGRY_CALLER', note: { text: 'Third call' }, by: 'nadia' }],
    });
    expect((await part(claire, 't1', called)).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });
});

describe('a defect', () => {
  const told = { version: '1.4', title: 'Stripes on glossy paper', symptoms: 'Every third line is blank.' };
  const shown = '{ defects { id title fixedIn } }';
  const raise = async (ticketId: string, title: string): Promise<unknown> => {
    const { defects } = await grant(lena, 'raiseDefect', { ticketId, ...told, title }, shown);
    return (defects as readonly Fields[]).at(-1)?.['id'];
  };
  const list = (first: number) =>
    `query ($after: String) { page: defects(first: ${first}, after: $after) {
      nodes { id title symptoms version product { id } raisedAt fixedAt fixedIn ticket { id } } next } }`;
  const seenBy = async (who: Caller, first = 100) => {
    await readable();
    return (await paged(who, list(first))).flatMap(({ nodes }) => nodes.map(({ title }) => title));
  };
  const ids = new Map<string, unknown>();

  beforeAll(async () => {
    await open('d1');
    await open('d2', { client: 'orfeo', requester: 'odile' });
    await open('d3', { client: 'orfeo', requester: 'odile', product: 'compta' });
    await open('d4');
    for (const [place, title] of [...'ABCDEF'].entries()) {
      test.now(`2026-03-02T09:0${place}:00.000Z`);
      ids.set(title, await raise(['d1', 'd1', 'd2', 'd3', 'd1', 'd4'][place] ?? '', title));
    }
  });

  it.each([
    ['title', { title: 'Says remi.lambert@lumen.example' }, 'mail-in-clear'],
    ['symptoms', { symptoms: 'Call back on 01 42 27 81 00, please' }, 'phone-in-clear'],
    ['symptoms', { symptoms: 'M. LAMBERT sees stripes' }, 'name-in-clear'],
    ['version', { version: '1.4, says Remi' }, 'name-in-clear'],
  ])('leaves no person in its %s: %j', async (field, other, code) => {
    const { done, errors } = await send(nadia, 'raiseDefect', { ticketId: 'd4', ...told, ...other });
    expect([done, errors]).toEqual([null, [{ code, field }]]);
  });

  it('is told to its vendor across clients, and to no other one', async () => {
    expect(await seenBy(victor)).toEqual(['F', 'C', 'A', 'B', 'E']);
    expect(await seenBy({ ...victor, vendor: 'orfeo' })).toEqual(['D']);
    expect(await seenBy({ ...victor, vendor: null })).toEqual([]);
    expect(await seenBy({ ...victor, tenant: 'borealis' })).toEqual([]);
  });

  it('tells the vendor nothing of a ticket, not even in a cursor', async () => {
    const pages = await paged(victor, list(1));
    expect(pages[0]?.nodes[0]).toEqual({
      ...{ ...told, id: ids.get('F'), title: 'F', product: { id: 'l200' }, ticket: null },
      ...{ raisedAt: '2026-03-02T09:05:00.000Z', fixedAt: null, fixedIn: null },
    });
    const cursors = pages.map(({ next }) => Buffer.from(next ?? '', 'base64url').toString('latin1'));
    const text = JSON.stringify(pages) + cursors.join(' ');
    const secrets = ['"d1"', '"d2"', '"d4"', 'lumen', 'orfeo', 'remi', 'odile', 'lena'];
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });

  it('is seen by clients on their own tickets, by the staff with the ticket, by requesters never', async () => {
    expect(await seenBy(claire)).toEqual(['F', 'A', 'B', 'E']);
    expect(await seenBy(nadia)).toEqual(['F', 'D', 'C', 'A', 'B', 'E']);
    expect(await seenBy({ ...nadia, clients: ['orfeo'] })).toEqual(['D', 'C']);
    const one = '{ page: defects(first: 1) { nodes { ticket { id } } } }';
    expect((await ask(claire, one)).data).toEqual({ page: { nodes: [{ ticket: null }] } });
    expect((await ask(nadia, one)).data).toEqual({ page: { nodes: [{ ticket: { id: 'd4' } }] } });
    expect((await ask(remi, one)).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect((await part(victor, 'd1', shown)).ticket).toBeNull();
  });

  it('is fixed by its vendor, who is shown no ticket', async () => {
    const { done } = await send(victor, 'recordFix', { defectId: ids.get('B'), version: '1.5' });
    expect(done).toEqual({ ok: true, refusal: null, ticket: null });
    const { ticket } = await part(nadia, 'd1', '{ defects { title fixedIn } }');
    expect(ticket?.['defects']).toEqual([
      { title: 'A', fixedIn: null },
      { title: 'B', fixedIn: '1.5' },
      { title: 'E', fixedIn: null },
    ]);
  });

  it('is unknown to other vendors, and nothing is written', async () => {
    const before = await test.ports.store.head();
    const vendors = [{ vendor: 'orfeo' }, { tenant: 'borealis' }, { vendor: null }];
    const strangers = [
      ...vendors.map((other) => ({ ...victor, ...other })),
      { ...nadia, clients: ['orfeo'] },
    ];
    const unknown = { ok: false, refusal: { code: 'defect-unknown', by: null }, ticket: null };
    for (const who of strangers)
      for (const defectId of [ids.get('A'), ids.get('E'), randomUUID()])
        expect((await send(who, 'recordFix', { defectId })).done).toEqual(unknown);
    expect(await test.ports.store.head()).toBe(before);
  });

  it('can be fixed the moment it was raised, and names nobody then either', async () => {
    const defectId = await raise('d2', 'G');
    const { done } = await send(nadia, 'recordFix', { defectId });
    expect(done).toMatchObject({ ok: true, ticket: { id: 'd2' } });
    const named = await send(nadia, 'recordFix', { defectId: ids.get('A'), version: '1.5 for Lambert' });
    expect(named.errors).toEqual([{ code: 'name-in-clear', field: 'version' }]);
  });

  it.each([
    ['raiseDefect', 'title: "A", symptoms: "B"'],
    ['offerHandOver', 'queue: "dsl-2", expected: "A"'],
    ['escalateTicket', 'why: VALIDATION'],
    ['acceptHandOver', ''],
  ])('is all that a vendor may touch: not %s', async (field, more) => {
    const input = `{ commandId: "${randomUUID()}", ticketId: "d1", ${more} }`;
    const { errors } = await ask(victor, `mutation { ${field}(input: ${input}) { ok } }`);
    expect(errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });
});
