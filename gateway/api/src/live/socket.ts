import type { IncomingMessage, Server } from 'node:http';
import type { Log } from '@relais/nest';
import { GraphQLError } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type Context } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { toldBy, type Told } from '../asking.ts';
import { limits } from '../limits.ts';
import type { Live } from './live.ts';
import { refuse } from './operation.ts';

/** Who does not answer a ping until the next one is gone; and who does not read what is sent, is cut off. Ms, bytes. */
const [every, mostUnread] = [12_000, 8 * 2 ** 20];

/** What is said at the end may take so long, ms. */
const farewell = 1_000;

/** What the client says when it connects. */
type Said = { authorization?: unknown; Authorization?: unknown; language?: unknown };
type Extra = { readonly socket: WebSocket; readonly request: IncomingMessage };
type Connection = Context<Said, Extra>;

const textOf = (...said: readonly unknown[]): string | undefined =>
  said.find((one): one is string => typeof one === 'string');

/** A browser cannot set headers here: it says in its first message what others may also say in the headers. */
const toldIn = ({ connectionParams: said = {}, extra }: Connection): Told => {
  const { authorization, language } = toldBy(extra.request.headers);
  return {
    authorization: textOf(said?.authorization, said?.Authorization, authorization),
    language: textOf(said?.language, language),
  };
};

/** graphql-ws hands from one hook to the next how a subscription that was found valid begins. */
type Begin = () => ReturnType<Live['begin']>;

const tooMany = new GraphQLError('too many subscriptions', {
  extensions: { code: 'BAD_USER_INPUT', limit: 'subscriptions' },
});

const protocolOf = (live: Live) =>
  makeServer<Said, Extra>({
    onConnect: async (connection) => !((await live.askingOf(toldIn(connection))) instanceof GraphQLError),
    onSubscribe: async (connection, _, payload) => {
      // The one that is asked for counts already; later it would count those that were asked for meanwhile.
      const isTooMany = Object.keys(connection.subscriptions).length > limits.subscriptions;
      const told = toldIn(connection);
      const asking = await live.askingOf(told);
      if (asking instanceof GraphQLError) return [asking];
      if (isTooMany) return refuse(live.rules, asking, tooMany);
      const prepared = live.prepare(payload, asking);
      if ('errors' in prepared) return prepared.errors;
      const { schema, document, request } = prepared;
      const authorization = told.authorization ?? '';
      const contextValue: Begin = () => live.begin(prepared, { authorization, transport: 'ws' });
      return { schema, document, operationName: request.operationName ?? null, contextValue };
    },
    subscribe: ({ contextValue }) => (contextValue as Begin)(),
  });

type Protocol = ReturnType<typeof protocolOf>;

/** Settles when what was sent has left, so that the next result is not made before. */
const send = (socket: WebSocket, data: string): Promise<void> =>
  new Promise((resolve, reject) => {
    if (socket.readyState !== socket.OPEN) resolve();
    else socket.send(data, (error) => (error ? reject(error) : resolve()));
  });

/** Nobody may ask for more and more answers without reading them. */
const boundUnread = (socket: WebSocket): void => {
  if (socket.bufferedAmount > mostUnread) socket.terminate();
};

const serve = (protocol: Protocol, log: Log, { socket, request }: Extra): void => {
  const fail = (error: unknown): void => {
    if (socket.readyState !== socket.OPEN) return;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log({ level: 'error', code: 'unexpected', correlation: 'socket', message });
    socket.close(CloseCode.InternalServerError, 'Internal server error');
  };
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (data) => send(socket, data),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (heard) =>
        socket.on('message', (data: Buffer) => {
          boundUnread(socket);
          void heard(data.toString()).catch(fail);
        }),
    },
    { socket, request },
  );
  // A frame that is none or too large: ws closes by itself.
  socket.on('error', () => undefined);
  socket.on('ping', () => boundUnread(socket));
  socket.once('close', (code, reason) => void closed(code, reason.toString()).catch(fail));
};

/** Pings everybody, and cuts off those who have not answered the last one. */
const keepAlive = (sockets: WebSocketServer): NodeJS.Timeout => {
  const silent = new WeakSet<WebSocket>();
  sockets.on('connection', (socket) => socket.on('pong', () => silent.delete(socket)));
  const ping = (socket: WebSocket): void => {
    if (silent.has(socket)) return socket.terminate();
    silent.add(socket);
    socket.ping();
  };
  return setInterval(() => sockets.clients.forEach(ping), every).unref();
};

/** Subscriptions over WebSockets at `/graphql` (GraphQL over WebSocket, “graphql-transport-ws”). Gives what ends them. */
export const openSockets = (server: Server, live: Live): (() => Promise<void>) => {
  const protocol = protocolOf(live);
  const sockets = new WebSocketServer({ server, path: '/graphql', maxPayload: limits.body, handleProtocols });
  // What the server itself fails at, such as a port that is taken, is told to whoever lets it listen.
  sockets.on('error', () => undefined);
  sockets.on('connection', (socket, request) => serve(protocol, live.rules.log, { socket, request }));
  const alive = keepAlive(sockets);
  return async () => {
    clearInterval(alive);
    const ended = new Promise((resolve) => sockets.close(resolve));
    for (const socket of sockets.clients) socket.close(1001, 'Going away');
    const late = setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), farewell);
    await ended;
    clearTimeout(late);
  };
};
