import { once } from 'node:events';
import { WebSocket } from 'ws';

type Fields = { readonly [name: string]: unknown };
type Payload = { readonly data?: Fields | null; readonly errors?: readonly { readonly message: string }[] };
type Message = {
  readonly type: string;
  readonly payload?: Payload | readonly { readonly message: string }[];
};

/** What is subscribed to, and who hears what is told of it. */
export type Wanted<Data> = {
  readonly query: string;
  readonly variables?: Fields;
  readonly told: (data: Data) => void;
};

/** Subscriptions that are open. `failed` is the first thing that was not meant to happen; null while all is well. */
export type Followers = { readonly failed: () => Error | null; readonly close: () => void };

/** So many subscriptions share a connection: the server allows no more. */
const together = 50;

const dataOf = ({ type, payload }: Message): Fields | null => {
  if (type !== 'next' && type !== 'error' && type !== 'complete') return null;
  const { data, errors } = (payload ?? {}) as Payload;
  if (type !== 'next' || errors || !data)
    throw new Error(`a subscription is told ${type}: ${JSON.stringify(payload)}`);
  return data;
};

const connect = async (url: string, authorization: string): Promise<WebSocket> => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
  await once(socket, 'message');
  return socket;
};

/** Subscribes as browsers do (graphql-transport-ws), and waits until each has been told where it begins. */
export const follow = async <Data>(
  url: string,
  authorization: string,
  all: readonly Wanted<Data>[],
): Promise<Followers> => {
  const sockets: WebSocket[] = [];
  let failed: Error | null = null;
  const begin = (socket: WebSocket, wanted: readonly Wanted<Data>[]): Promise<unknown> => {
    const begun = wanted.map(() => Promise.withResolvers<void>());
    socket.on('message', (text: Buffer) => {
      const message = JSON.parse(text.toString()) as Message & { readonly id: string };
      try {
        const data = dataOf(message);
        if (data) wanted[Number(message.id)]?.told(data as Data);
      } catch (error) {
        failed ??= error as Error;
      }
      begun[Number(message.id)]?.resolve();
    });
    for (const [id, { query, variables = {} }] of wanted.entries())
      socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload: { query, variables } }));
    return Promise.all(begun.map(({ promise }) => promise));
  };
  for (let from = 0; from < all.length; from += together) {
    const socket = await connect(url, authorization);
    sockets.push(socket);
    await begin(socket, all.slice(from, from + together));
  }
  return { failed: () => failed, close: () => sockets.forEach((socket) => socket.terminate()) };
};
