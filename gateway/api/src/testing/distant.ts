import { randomBytes } from 'node:crypto';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { Caller } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import { serveSubgraph, type Asking, type Subgraph } from '@relais/nest';
import { GraphQLError, parse } from 'graphql';
import { Channel } from './channel.ts';

/** The key that gateway and services of a spec share. */
export const key = randomBytes(32);

export const nadia: Caller = {
  ...{ tenant: 'acme', actor: 'nadia', roles: ['agent'], level: 1 },
  ...{ clients: null, person: null, vendor: null },
};

export const askingOf = (caller: Caller = nadia, language: Asking['language'] = 'en'): Asking => ({
  ...{ caller, language, correlation: randomBytes(16).toString('hex'), notices: new Set<string>() },
});

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

const desk = `${link}
  type Query { thing(id: ID!): Thing, things: [Thing!]!, whoami: String, broken: Int, invalid: Int, slow(ms: Int!): Int }
  type Mutation { touch(id: ID!): Thing, slowTouch(ms: Int!): Int }
  type Subscription { told: Thing }
  type Thing @key(fields: "id") { id: ID! place: Int }`;
const shelf = `${link}
  type Query { shelves: Int }
  type Thing @key(fields: "id") { id: ID! label: String secret: String }`;

const forbidden = () => {
  throw new GraphQLError('not for you', { extensions: { code: 'FORBIDDEN' } });
};

const broken = () => {
  throw new Error('events.db: disk I/O error');
};

const invalid = () => {
  throw new Invalid('text-too-long', 'cause', 'cause is too long');
};

const thingOf = (_: unknown, { id }: { readonly id: string }) => ({ id, place: Number(id) });

const after = async (ms: number): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return ms;
};

const part = (name: string, sdl: string, resolvers: object): Subgraph => {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  return { name, schema, sdl, close: async () => undefined };
};

/** Two subgraphs that share an entity; `touched` are the commands that came, `channel` what subscribers are told. */
export const openParts = () => {
  const touched: string[] = [];
  const channel = new Channel<{ readonly id: string; readonly place: number }>();
  const resolvers = {
    Query: {
      thing: (_: unknown, args: { readonly id: string }, { notices }: Asking) => {
        if (args.id === '7') notices.add('VISIBLE_LATER');
        return thingOf(_, args);
      },
      things: () => Array.from({ length: 50 }, (_, place) => ({ id: String(place), place })),
      whoami: (_: unknown, __: unknown, { caller, language, correlation }: Asking) =>
        JSON.stringify([caller, language, correlation]),
      broken,
      invalid,
      slow: (_: unknown, { ms }: { readonly ms: number }) => after(ms),
    },
    Mutation: {
      touch: (_: unknown, args: { readonly id: string }) => {
        touched.push(args.id);
        return thingOf(_, args);
      },
      slowTouch: (_: unknown, { ms }: { readonly ms: number }) => after(ms),
    },
    Subscription: {
      told: { subscribe: () => channel.listen(), resolve: (told: { readonly place: number }) => told },
    },
    Thing: { __resolveReference: ({ id }: { readonly id: string }) => ({ id, place: Number(id) }) },
  };
  const labels = {
    Query: { shelves: () => 3 },
    Thing: {
      __resolveReference: ({ id }: { readonly id: string }) => ({ id, label: `label ${id}` }),
      secret: forbidden,
    },
  };
  return { parts: [part('desk', desk, resolvers), part('shelf', shelf, labels)], touched, channel };
};

/** Serves a part on a free port. */
export const served = (part: Subgraph, log: (line: object) => void = () => undefined) =>
  serveSubgraph(part, new Map(), { key, log });
