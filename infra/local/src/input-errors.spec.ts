import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { federate, meters, serveApi } from '@relais/api';
import type { Caller } from '@relais/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPorts } from './relais.ts';
import { startServices } from './services.ts';
import { emptyFolder } from './testing/folder.ts';

type Fields = { readonly [name: string]: unknown };

type Told = {
  readonly message: string;
  readonly path?: readonly unknown[];
  readonly extensions: { readonly code: string; readonly field?: string; readonly reason?: string };
};
type Reply = { readonly status: number; readonly errors: readonly Told[]; readonly text: string };
type Language = 'fr-FR,fr;q=0.9' | 'en-GB' | undefined;

const nadia: Caller = {
  ...{ tenant: 'acme', actor: 'nadia', level: 1, clients: null, person: null, vendor: null },
  roles: ['agent', 'supervisor', 'admin'],
};
const remi: Caller = { ...nadia, actor: 'remi', roles: ['requester'], clients: ['c-1'], person: 'p-1' };
const callers: { readonly [token: string]: Caller } = { nadia, remi };

const open = async () => {
  const place = emptyFolder();
  const opened = await openPorts(join(place.folder, 'data'), { agent: async () => null });
  const running = await startServices(opened.ports);
  const federation = await federate(running, () => undefined);
  const serve = async (production: boolean) => {
    const whois = async (token: string | undefined) => callers[token ?? ''] ?? null;
    const around = { log: () => undefined, routes: [], meters: meters(opened.ports.processors) };
    const application = await serveApi({ federation, whois, production, ...around });
    await application.init();
    return application;
  };
  const [demo, production] = [await serve(false), await serve(true)];
  const close = async () => {
    for (const application of [demo, production]) await application.close();
    for (const service of running) await service.close();
    await opened.close();
    place.remove();
  };
  return { demo, production, store: opened.ports.store, close };
};

let graph: Awaited<ReturnType<typeof open>>;
beforeAll(async () => void (graph = await open()));
afterAll(() => graph.close());

type Asked = { readonly language?: Language; readonly as?: string; readonly at?: 'demo' | 'production' };

const ask = async (query: string, variables: Fields, asked: Asked = {}): Promise<Reply> => {
  const { language, as = 'nadia', at = 'demo' } = asked;
  const headers = { authorization: as, ...(language && { 'accept-language': language }) };
  const { statusCode, payload } = await graph[at].inject({
    ...{ method: 'POST', url: '/graphql', headers, payload: { query, variables } },
  });
  const { errors = [] } = JSON.parse(payload) as Partial<Reply>;
  return { status: statusCode, errors, text: payload };
};

const commandId = randomUUID();
const client = { commandId, name: 'Lumen', queue: 'lumen-1' };

const slot = { day: 1, from: '08:00', to: '12:00' };
const row = { high: 1, medium: 2, low: 3 };
const targets = [1, 2, 3, 4, 5].map((priority) => ({ priority, response: 10, resolution: 20 }));
const calendar = { zone: 'Europe/Paris', slots: [slot], holidays: [] as string[] };
const terms = {
  ...{
    products: [],
    calendar,
    targets,
    clockStops: ['CLIENT'],
    matrix: { high: row, medium: row, low: row },
  },
  ...{ languages: ['FR'], channels: ['PHONE'], quietDays: 5 },
};
const contract = (other: Fields): Fields => ({
  input: { commandId, clientId: 'c-1', terms: { ...terms, ...other } },
});

const ticket = { commandId, ticketId: 't', code: 'SOLVED', remotely: true, solution: 'x' };

const resolve = 'mutation ($input: ResolveTicketInput!) { resolveTicket(input: $input) { ok } }';
const register = 'mutation ($input: RegisterClientInput!) { registerClient(input: $input) { ok } }';
const sign = 'mutation ($input: SignContractInput!) { signContract(input: $input) { ok } }';
const list =
  'query ($first: Int, $filter: TicketFilter! = {}, $asOf: AsOf) { tickets(first: $first, filter: $filter, asOf: $asOf) { next } }';
const written = (rest: string): string =>
  `mutation { registerClient(input: { commandId: "${commandId}", ${rest} }) { ok } }`;

type Bad = readonly [what: string, query: string, variables: Fields, field: string, reason: string];

const bads: readonly Bad[] = [
  ['an empty text', register, { input: { ...client, name: ' ' } }, 'input.name', 'text-empty'],
  ['an empty text, written', written('name: " ", queue: "q"'), {}, 'input.name', 'text-empty'],
  ['a long line', register, { input: { ...client, name: 'x'.repeat(201) } }, 'input.name', 'line-too-long'],
  ['a broken line', register, { input: { ...client, queue: 'a\nb' } }, 'input.queue', 'line-broken'],
  ['half a letter', register, { input: { ...client, name: 'a\ud800' } }, 'input.name', 'text-unreadable'],
  ['a number for a text', written('name: 3, queue: "q"'), {}, 'input.name', 'text-unreadable'],
  [
    'no UUID',
    register,
    { input: { ...client, commandId: 'first' } },
    'input.commandId',
    'command-id-unreadable',
  ],
  ['a missing field', register, { input: { commandId, name: 'x' } }, 'input.queue', 'value-missing'],
  ['a missing field, written', written('name: "x"'), {}, 'input.queue', 'value-missing'],
  ['null for a field', register, { input: { ...client, name: null } }, 'input.name', 'value-missing'],
  ['no input at all', register, {}, 'input', 'value-missing'],
  ['no argument at all', 'mutation { registerClient { ok } }', {}, 'input', 'value-missing'],
  ['an unknown field', register, { input: { ...client, nom: 'x' } }, 'input.nom', 'field-unknown'],
  ['an unknown argument', '{ tickets(last: 3) { next } }', {}, 'last', 'field-unknown'],
  ['no object', register, { input: 'Lumen' }, 'input', 'object-unreadable'],
  ['an unknown word', '{ tickets(order: OLD) { next } }', {}, 'order', 'word-unknown'],
  ['a text for a word', '{ tickets(order: "OLDEST_FIRST") { next } }', {}, 'order', 'word-unknown'],
  [
    'an unknown word within',
    list,
    { filter: { status: ['OPEN', 'SHUT'] } },
    'filter.status.1',
    'word-unknown',
  ],
  ['a text for a number', list, { first: '10' }, 'first', 'number-unreadable'],
  ['a number beyond 32 bits', list, { first: 2 ** 31 }, 'first', 'number-out-of-range'],
  ['that number, written', '{ tickets(first: 2147483648) { next } }', {}, 'first', 'number-out-of-range'],
  ['a fraction', list, { first: 1.5 }, 'first', 'number-unreadable'],
  ['null where a number is needed', list, { first: null }, 'first', 'value-missing'],
  ['a text for yes or no', list, { filter: { unheld: 'no' } }, 'filter.unheld', 'choice-unreadable'],
  ['no instant', list, { asOf: 'yesterday' }, 'asOf', 'as-of-unreadable'],
  [
    'no instant, written',
    '{ tickets(asOf: "2026-02-30T00:00:00Z") { next } }',
    {},
    'asOf',
    'as-of-unreadable',
  ],
  [
    'a bad default',
    'query ($o: AsOf = "now") { tickets(asOf: $o) { next } }',
    {},
    'asOf',
    'as-of-unreadable',
  ],
  ['no mail address', '{ person(mail: "remi") { id } }', {}, 'mail', 'mail-unreadable'],
  [
    'no phone number',
    'query ($p: Phone) { person(phone: $p) { id } }',
    { p: '12' },
    'phone',
    'phone-unreadable',
  ],
  ['a revision for a list', '{ tickets(asOf: "revision:3") { next } }', {}, 'asOf', 'as-of-unreadable'],
  ['no day', '{ kpis(from: "2026-02-30") { cut } }', {}, 'from', 'day-unreadable'],
  ['a zone of nowhere', '{ kpis(zone: "Paris") { cut } }', {}, 'zone', 'zone-unknown'],
  [
    'a period that ends before it begins',
    '{ kpis(from: "2026-03-02", to: "2026-03-01") { cut } }',
    {},
    'to',
    'period-reversed',
  ],
  ['a page of nothing', list, { first: 0 }, 'first', 'page-too-small'],
  ['a page of too much', list, { first: 101 }, 'first', 'page-too-large'],
  ['a foreign cursor', '{ tickets(after: "r3") { next } }', {}, 'after', 'after-unreadable'],
  ['a contradiction', list, { filter: { unheld: true, holder: 'n' } }, 'filter.unheld', 'filter-contradicts'],
  ['no cause', resolve, { input: { ...ticket, cause: 'NOT_RECORDED' } }, 'input.cause', 'cause-missing'],
  ['nobody', '{ person { id } }', {}, 'id', 'person-unnamed'],
  [
    'an unknown zone',
    sign,
    contract({ calendar: { ...calendar, zone: 'Paris' } }),
    'input.terms.calendar.zone',
    'zone-unknown',
  ],
  [
    'a slot without an end',
    sign,
    contract({ calendar: { ...calendar, slots: [slot, { ...slot, day: 2, to: 'noon' }] } }),
    ...(['input.terms.calendar.slots.1.to', 'slot-unreadable'] as const),
  ],
  [
    'no holiday',
    sign,
    contract({ calendar: { ...calendar, holidays: ['2026-07-14', 'Noël'] } }),
    ...(['input.terms.calendar.holidays.1', 'holiday-unreadable'] as const),
  ],
  ['no target', sign, contract({ targets: targets.slice(1) }), 'input.terms.targets', 'targets-incomplete'],
  [
    'a target of no time',
    sign,
    contract({
      targets: targets.toReversed().map((one) => (one.priority === 2 ? { ...one, response: 0 } : one)),
    }),
    ...(['input.terms.targets.3.response', 'target-unreadable'] as const),
  ],
  [
    'a target twice',
    sign,
    contract({ targets: [...targets, targets[0]] }),
    ...(['input.terms.targets.5.priority', 'target-misplaced'] as const),
  ],
  [
    'too many categories that need a visit',
    sign,
    contract({ visitCategories: Array.from({ length: 51 }, (_, n) => `c${n}`) }),
    'input.terms.visitCategories',
    'visit-categories-too-many',
  ],
  ['no quiet days', sign, contract({ quietDays: -1 }), 'input.terms.quietDays', 'quiet-days-unreadable'],
  [
    'the future',
    register,
    { input: { ...client, happenedAt: '2199-01-01T00:00:00Z' } },
    'input.happenedAt',
    'happened-ahead',
  ],
  [
    'the far past',
    register,
    { input: { ...client, happenedAt: '2001-01-01T00:00:00Z' } },
    'input.happenedAt',
    'happened-too-long-ago',
  ],
];

describe('bad input', () => {
  it.each(bads)(
    'of %s is told by its field, in both languages, and leaves nothing behind',
    async (...bad) => {
      const [, query, variables, field, reason] = bad;
      const before = await graph.store.head();
      const told = await Promise.all(
        (['fr-FR,fr;q=0.9', 'en-GB', undefined] as const).map((language) =>
          ask(query, variables, { language }),
        ),
      );
      for (const { errors, text } of told) {
        expect(errors.map(({ extensions }) => extensions)).toEqual([
          { code: 'BAD_USER_INPUT', field, reason },
        ]);
        expect(errors[0]?.message).toContain(field);
        expect(text).not.toMatch(/\bat .*\.(ts|js):|node_modules|Variable "|Expected (type|value)|graphql/i);
      }
      const [french, english, other] = told.map(({ errors }) => errors[0]?.message);
      expect(french).toMatch(/Le champ|Désignez|Il n’y a pas/);
      expect([english, english === french]).toEqual([other, false]);
      expect(await graph.store.head()).toBe(before);
    },
  );
});

describe('what is bad in a request', () => {
  const fields = ({ errors }: Reply) =>
    errors.map(({ extensions }) => `${extensions.field} ${extensions.reason}`);

  it('is told at once, from the document and from the variables', async () => {
    const query = `query ($first: Int) { tickets(first: $first, order: OLD) { next } person(mail: "x") { id } }`;
    const reply = await ask(query, { first: 'x' });
    expect(fields(reply)).toEqual(['order word-unknown', 'mail mail-unreadable', 'first number-unreadable']);
    expect(reply.status).toBe(400);
  });

  it('keeps the other commands of the request from being executed', async () => {
    const both = `mutation ($name: Line!) {
      one: registerClient(input: { commandId: "${randomUUID()}", name: "One", queue: "one" }) { ok }
      two: registerClient(input: { commandId: "${randomUUID()}", name: $name, queue: "two" }) { ok }
    }`;
    const before = await graph.store.head();
    expect(fields(await ask(both, { name: '' }))).toEqual(['input.name text-empty']);
    expect(await graph.store.head()).toBe(before);
    expect(JSON.parse((await ask(both, { name: 'Two' })).text)).toEqual({
      data: { one: { ok: true }, two: { ok: true } },
    });
    expect(await graph.store.head()).toBeGreaterThan(before);
  });

  it('is named by the argument, whatever the variable is called, also within fragments', async () => {
    const query = `query ($x: String) { ...Lists } fragment Lists on Query { some: tickets(after: $x) { next } }`;
    const reply = await ask(query, { x: 'r3' }, { language: 'fr-FR,fr;q=0.9' });
    expect(fields(reply)).toEqual(['after after-unreadable']);
    expect(reply.errors[0]?.path?.[0]).toBe('some');
    expect(fields(await ask(query, { x: 3 }))).toEqual(['after text-unreadable']);
  });

  it('is not looked for where it is skipped', async () => {
    const query = `query ($first: Int, $want: Boolean = false) {
      tickets { next } ... @include(if: $want) { some: tickets(first: $first) { next } }
    }`;
    expect((await ask(query, { first: null })).errors).toEqual([]);
    expect(fields(await ask(query, { first: null, want: true }))).toEqual(['first value-missing']);
  });

  it('shows what was given, on one short line', async () => {
    const query = 'query ($order: TicketOrder!) { tickets(order: $order) { next } }';
    const { errors } = await ask(query, { order: `A\u2028B\n${'x'.repeat(100_000)}` });
    expect(errors[0]?.message).toBe(`order does not know the word “A B ${'x'.repeat(56)}…”.`);
  });

  it('is answered soon and shortly, however much of it there is', async () => {
    const since = performance.now();
    const { errors } = await ask('query ($q: [ID!]) { queueCounts(queues: $q) { count } }', {
      q: Array.from({ length: 60_000 }, () => [1]),
    });
    expect([errors.length, performance.now() - since < 2_000]).toEqual([20, true]);
  });

  it.each([
    ['{ "a": '.repeat(20_000), '}'.repeat(20_000)],
    ['['.repeat(60_000), ']'.repeat(60_000)],
  ])('is found in the deepest nesting', async (opening, closing) => {
    const deep = `${opening}${opening.startsWith('[') ? '' : '1'}${closing}`;
    const payload = `{"query": ${JSON.stringify(register)}, "variables": {"input": ${deep}}}`;
    const headers = { authorization: 'nadia', 'content-type': 'application/json' };
    const reply = await graph.demo.inject({ method: 'POST', url: '/graphql', headers, payload });
    expect([reply.statusCode, reply.payload.slice(0, 11)]).toEqual([400, '{"errors":[']);
    expect(reply.payload).not.toMatch(/INTERNAL|RangeError|stack/i);
  });
});

describe('an answer that is no data', () => {
  const french: Language = 'fr-FR,fr;q=0.9';
  const first = async (...asked: Parameters<typeof ask>): Promise<Told | undefined> =>
    (await ask(...asked)).errors[0];

  it('tells who is not known', async () => {
    const query = '{ tickets { next } }';
    expect((await first(query, {}, { as: 'nobody', language: french }))?.message).toBe(
      'Un jeton d’accès valide est nécessaire.',
    );
    expect((await first(query, {}, { as: 'nobody' }))?.message).toBe('A valid bearer token is needed.');
  });

  it('tells what a role may not do', async () => {
    const told = await first(register, { input: client }, { as: 'remi', language: french });
    expect(told).toMatchObject({
      message: 'Votre rôle ne le permet pas.',
      extensions: { code: 'FORBIDDEN' },
    });
    expect((await first(register, { input: client }, { as: 'remi' }))?.message).toBe(
      'Your role may not do this.',
    );
  });

  it('tells the limits', async () => {
    const fields = `{ ${Array.from({ length: 31 }, (_, n) => `a${n}: __typename`).join(' ')} }`;
    expect((await first(fields, {}, { language: french }))?.message).toBe(
      'Une opération a au plus 10 champs à la racine.',
    );
    const tokens = `{ ${'tickets '.repeat(1_001)} }`;
    expect((await first(tokens, {}, { language: french }))?.message).toContain('au plus 1000 mots');
    expect((await first(tokens, {}))?.message).toBe('An operation has at most 1000 tokens.');
  });

  it('tells what cannot be read or does not fit, with what the developer needs', async () => {
    expect((await first('{ tickets {', {}, { language: french }))?.message).toMatch(
      /^La requête est illisible : Syntax Error/,
    );
    const told = await first('{ tickets { nexd } }', {}, { language: french });
    expect(told?.message).toMatch(/^La requête ne convient pas au schéma : Cannot query field "nexd"/);
    expect(told?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  it('guesses no names in production', async () => {
    const wrong = '{ tickets(order: OLDEST_FIRS, firs: 3) { nexd } }';
    expect((await ask(wrong, {})).text).toContain('Did you mean');
    const { errors, text } = await ask(wrong, {}, { at: 'production' });
    expect(errors).toHaveLength(3);
    expect(text).not.toMatch(/did you mean|OLDEST_FIRST|"first"|"next"/i);
    const variables = 'query ($order: TicketOrder!) { tickets(order: $order) { next } }';
    expect((await ask(variables, { order: 'OLDEST_FIRS' }, { at: 'production' })).text).not.toContain(
      'OLDEST_FIRST',
    );
  });
});
