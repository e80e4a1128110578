import { buildSubgraphSchema } from '@apollo/subgraph';
import type { Caller } from '@relais/contracts';
import { Fault, Invalid } from '@relais/kernel';
import { meters, type Log, type Subgraph } from '@relais/nest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GraphQLError, parse } from 'graphql';
import { serveApi } from './server.ts';
import { federate } from './subgraphs.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { thing: Thing, wrong(cause: String, input: WrongInput, filter: WrongInput): Int }
  type Thing { wrong(after: String): Int, list: [Thing!]! }
  type Mutation { wrong(input: WrongInput!): Int }
  input WrongInput { cause: String, deep: DeepInput }
  input DeepInput { slots: [SlotInput!], of: String }
  input SlotInput { from: String }
`;

const secret = 'events.db: disk I/O error';

/** A subgraph whose resolvers throw what a spec tells them to. */
const failing = (thrown: () => unknown): Subgraph => {
  const wrong = (): never => {
    throw thrown();
  };
  const thing = { wrong, list: () => [thing, thing] };
  const resolvers = { Query: { wrong, thing: () => thing }, Mutation: { wrong } };
  return {
    ...{ name: 'failing', sdl, close: async () => undefined },
    schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]),
  };
};

const caller = Object.freeze<Caller>({
  ...{ tenant: 'acme', actor: 'nadia', level: 1, clients: null, person: null, vendor: null },
  roles: ['agent'],
});

type Line = Parameters<Log>[0];
let thrown: unknown;
const logged: Line[] = [];

const open = async () => {
  const log: Log = (line) => void logged.push(line);
  const federation = await federate([failing(() => thrown)], log);
  const around = { log, routes: [], meters: meters(new Map()), production: false };
  const application = await serveApi({ federation, whois: async () => caller, ...around });
  await application.init();
  return application;
};

let api: Awaited<ReturnType<typeof open>>;
beforeAll(async () => void (api = await open()));
afterAll(() => api.close());
beforeEach(() => void (logged.length = 0));

type Body = { readonly [name: string]: unknown };

const post = async (payload: Body, language: string): Promise<Body> => {
  const headers = { 'accept-language': language, 'apollo-require-preflight': 'x' };
  const reply = await api.inject({ method: 'POST', url: '/graphql', headers, payload });
  return JSON.parse(reply.payload) as Body;
};

const errorsOf = async (query: string, failure: unknown, language = 'fr', variables: Body = {}) => {
  thrown = failure;
  const { errors } = await post({ query, variables }, language);
  return errors as readonly { readonly message: string; readonly extensions: Body; readonly path: unknown }[];
};

const invalid = (field: string): Invalid => new Invalid('after-unreadable', field, 'by its last part');

describe('what a resolver found bad', () => {
  it.each([
    ['mutation { wrong(input: { cause: "x" }) }', 'cause', 'input.cause'],
    [
      'mutation { wrong(input: { deep: { slots: [{ from: "8" }] } }) }',
      'slots.0.from',
      'input.deep.slots.0.from',
    ],
    ['mutation { wrong(input: {}) }', 'deep.slots', 'input.deep.slots'],
    ['mutation { wrong(input: {}) }', 'data', 'input'],
    ['mutation { wrong(input: {}) }', 'slots.first', 'input'],
    ['{ wrong(cause: "x") }', 'cause', 'cause'],
    ['{ wrong }', 'where.cause', 'filter.cause'],
    ['{ wrong }', 'where', 'filter'],
    ['{ wrong }', 'elsewhere', 'elsewhere'],
    ['{ thing { other: wrong(after: "x") } }', 'after', 'after'],
    ['{ thing { list { ...T } } } fragment T on Thing { list { wrong } }', 'after', 'after'],
  ])('in %s as %s is told as %s', async (query, field, told) => {
    const [error] = await errorsOf(query, invalid(field));
    expect(error?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: told, reason: 'after-unreadable' });
    expect(error?.message).toBe(`Le champ ${told} ne vient pas d’une page précédente de cette liste.`);
    expect(logged).toEqual([]);
  });

  it('shows the value, found in the document or in the variables', async () => {
    const failure = new Invalid('value-unfit', 'slots.1.from', '');
    const slots = '[{ from: "8" }, { from: $from }]';
    const [error] = await errorsOf(
      `mutation ($from: String) { wrong(input: { deep: { slots: ${slots} } }) }`,
      ...([failure, 'en', { from: 'noon' }] as const),
    );
    expect(error?.message).toBe('input.deep.slots.1.from cannot hold “noon”.');
    const [other] = await errorsOf(
      'mutation ($i: WrongInput!) { wrong(input: $i) }',
      ...([failure, 'en', { i: { deep: { slots: [{}, { from: 'midi' }] } } }] as const),
    );
    expect(other?.message).toBe('input.deep.slots.1.from cannot hold “midi”.');
    const [none] = await errorsOf('mutation { wrong(input: {}) }', failure, 'en');
    expect(none?.message).toBe('input.deep.slots.1.from cannot hold “…”.');
  });
});

describe('a failure', () => {
  it('of a lost race asks, in the language of the caller, to try again', async () => {
    const [french] = await errorsOf('{ wrong }', new Fault('busy', secret));
    const [english] = await errorsOf('{ wrong }', new Fault('busy', secret), 'de, fr;q=0.5');
    expect(french?.message).toBe('D’autres l’ont modifié au même moment : réessayez.');
    expect(english?.message).toBe('Others changed this at the same moment: try again.');
    expect(french?.extensions).toEqual({
      code: 'BUSY',
      correlation: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it.each([
    ['a Fault', new Fault('store-down', secret)],
    ['a bug', new TypeError(secret)],
    ['an error of GraphQL', new GraphQLError(secret)],
    [
      'an error with a strange code',
      new GraphQLError(secret, { extensions: { code: 'ENOSPC', path: secret } }),
    ],
    ['a wrong answer of ours', new GraphQLError(secret, { extensions: { code: 'INTERNAL_SERVER_ERROR' } })],
  ])('of ours (%s) tells its trace and nothing else, and is logged once', async (_, failure) => {
    const errors = await errorsOf('{ wrong }', failure);
    const correlation = logged[0]?.correlation;
    expect(errors).toEqual([
      {
        message: 'Une erreur est survenue.',
        path: ['wrong'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', correlation },
      },
    ]);
    expect(logged).toMatchObject([{ level: 'error', message: expect.stringContaining(secret) }]);
  });

  it('leaves the words of the protocol for stored queries as clients read them', async () => {
    const persistedQuery = { version: 1, sha256Hash: '0'.repeat(64) };
    const { errors } = await post({ extensions: { persistedQuery } }, 'fr');
    expect(errors).toMatchObject([
      { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
    ]);
    const { errors: others } = await post({ query: '{ wrong }', extensions: { persistedQuery } }, 'fr');
    expect(others).toEqual([
      {
        message: 'La requête est mal formée : provided sha does not match query',
        extensions: { code: 'BAD_REQUEST' },
      },
    ]);
    expect(logged).toEqual([]);
  });

  it('to name the operation is told', async () => {
    const query = 'query A { thing { list { __typename } } } query B { thing { __typename } }';
    const { errors } = await post({ query, operationName: 'C' }, 'fr');
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/^La requête ne désigne pas une opération : /),
        extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
      },
    ]);
    expect(logged).toEqual([]);
  });
});
