import type { ExecutionResult } from 'graphql';
import { createClient as createStreamClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';

type Variables = { readonly [name: string]: unknown };
type Error = { readonly message: string; readonly extensions?: { readonly [name: string]: unknown } };

/** A result as it is read from the wire. */
export type Result = Omit<ExecutionResult, 'errors'> & { readonly errors?: readonly Error[] };

/** Subscribes as a client of its protocol does, that does not come back when it is cut off. */
export type Subscriber = {
  readonly subscribe: (query: string, variables?: Variables) => AsyncIterableIterator<Result>;
  readonly close: () => Promise<void>;
};

type Said = { readonly authorization?: string; readonly language?: string };

/** Errors that end a subscription over a socket are a message of their own: here they are a result, as over the other way. */
const plain = (source: AsyncIterableIterator<Result>): AsyncIterableIterator<Result> => ({
  next: async () => {
    try {
      return await source.next();
    } catch (error) {
      if (!Array.isArray(error)) throw error;
      return { done: false, value: { errors: error as readonly Error[] } };
    }
  },
  return: async () => (await source.return?.()) ?? { done: true, value: undefined },
  [Symbol.asyncIterator]() {
    return this;
  },
});

export const overSocket = (url: string, connectionParams: Said): Subscriber => {
  const client = createSocketClient({
    ...{ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 },
    ...{ connectionParams, lazyCloseTimeout: 1_000 },
  });
  return {
    subscribe: (query, variables = {}) => plain(client.iterate({ query, variables }) as never),
    close: async () => client.dispose(),
  };
};

export const overStream = (url: string, { authorization, language }: Said): Subscriber => {
  const client = createStreamClient({
    ...{ url: `${url}/stream`, retryAttempts: 0 },
    headers: {
      ...(authorization && { authorization }),
      ...(language && { 'accept-language': language }),
    },
  });
  return {
    subscribe: (query, variables = {}) => client.iterate({ query, variables }) as never,
    close: async () => client.dispose(),
  };
};
