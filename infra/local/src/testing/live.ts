import { createClient as createStreamClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';

type Fields = { readonly [name: string]: unknown };
type Said = { readonly message: string; readonly extensions?: Fields };

/** What a subscriber is told. */
export type Told = { readonly data?: Fields | null; readonly errors?: readonly Said[] };

/** Subscribes over one way, with a token; a client that is cut off does not come back by itself. */
export type Subscriber = {
  readonly subscribe: (query: string, variables?: Fields) => AsyncIterableIterator<Told>;
  readonly close: () => void;
};

/** An error that ends a subscription over a socket is a message of its own: read like any other here. */
const plain = (source: AsyncIterableIterator<Told>): AsyncIterableIterator<Told> => ({
  next: async () => {
    try {
      return await source.next();
    } catch (error) {
      if (!Array.isArray(error)) throw error;
      return { done: false, value: { errors: error as readonly Said[] } };
    }
  },
  return: async () => (await source.return?.()) ?? { done: true, value: undefined },
  [Symbol.asyncIterator]() {
    return this;
  },
});

const overSocket = (url: string, token: string): Subscriber => {
  const client = createSocketClient({
    ...{ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 },
    connectionParams: { authorization: `Bearer ${token}` },
  });
  return {
    subscribe: (query, variables = {}) => plain(client.iterate({ query, variables }) as never),
    close: () => void client.dispose(),
  };
};

const overStream = (url: string, token: string): Subscriber => {
  const client = createStreamClient({
    ...{ url: `${url}/graphql/stream`, retryAttempts: 0 },
    headers: { authorization: `Bearer ${token}` },
  });
  return {
    subscribe: (query, variables = {}) => client.iterate({ query, variables }) as never,
    close: () => client.dispose(),
  };
};

/** Both ways to subscribe. */
export const ways = { socket: overSocket, stream: overStream } as const;
export type Way = keyof typeof ways;
