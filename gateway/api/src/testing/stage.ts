import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { Caller } from '@relais/contracts';
import { meters, type Asking, type Subgraph } from '@relais/nest';
import { GraphQLError, parse } from 'graphql';
import { identity, type Trust } from '../identity.ts';
import { serveApi } from '../server.ts';
import { federate } from '../subgraphs.ts';
import { Channel } from './channel.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { me: Me!, everybody(first: Int): [Me!]! }
  type Mutation { touch: Me! }
  type Subscription { told(first: Int): Told! }
  type Told { place: Int, secret: String, who: Me }
  type Me @key(fields: "actor") { actor: ID!, tenant: String!, roles: [String!]!, level: Int, clients: [ID!], friend: Me! }
`;

type Me = Omit<Caller, 'person' | 'vendor'> & { readonly friend: () => Me };

const me = (caller: Caller): Me => ({ ...caller, friend: () => me(caller) });

/** What a subscriber of the mirror is told. */
export type Told = { readonly place: number };

const forbidden = () => {
  throw new GraphQLError('not for you', { extensions: { code: 'FORBIDDEN' } });
};

/** A subgraph that answers with who asks, and remembers it; it tells its subscribers what a channel is told. */
const mirror = (seen: Caller[], channel: Channel<Told>): Subgraph => {
  const whoAsks = (_: unknown, __: unknown, { caller }: Asking): Me => {
    seen.push(caller);
    return me(caller);
  };
  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(sdl),
      resolvers: {
        Query: { me: whoAsks, everybody: (...args: Parameters<typeof whoAsks>) => [whoAsks(...args)] },
        Mutation: { touch: whoAsks },
        Subscription: {
          told: {
            subscribe: () => channel.listen(),
            resolve: (told: Told) => (told.place < 0 ? null : told),
          },
        },
        Told: { secret: forbidden, who: whoAsks },
      },
    },
  ]);
  return { name: 'mirror', schema, sdl, close: async () => undefined };
};

/** The gateway as it is shipped, listening, over a graph that answers with who asks. */
export const openStage = async (trust: Trust, production = false) => {
  const seen: Caller[] = [];
  const logged: object[] = [];
  const log = (line: object) => void logged.push(line);
  const channel = new Channel<Told>();
  const federation = await federate([mirror(seen, channel)], log);
  const metersOf = meters(new Map());
  const application = await serveApi({
    federation,
    whois: identity(trust),
    production,
    log,
    routes: [],
    meters: metersOf,
  });
  await application.listen(0, '127.0.0.1');
  const { port } = application.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/graphql`;
  return { url, seen, logged, channel, registry: metersOf.registry, close: () => application.close() };
};

/** What came back. */
export type Reply = {
  readonly status: number;
  readonly ms: number;
  readonly codes: readonly unknown[];
  readonly text: string;
  readonly data: unknown;
};

type Said = {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } }[];
};

const read = (text: string): Said => {
  try {
    return JSON.parse(text) as Said;
  } catch {
    return {};
  }
};

/** Sends a request and measures how long its answer took. */
export const send = async (url: string, request: RequestInit): Promise<Reply> => {
  const since = performance.now();
  const response = await fetch(url, request);
  const text = await response.text();
  const { data, errors } = read(text);
  const codes = (errors ?? []).map(({ extensions }) => extensions?.code);
  return { status: response.status, ms: performance.now() - since, codes, text, data };
};
