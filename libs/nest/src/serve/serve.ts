import { Server as TcpServer, type AddressInfo } from 'node:net';
import { Fault } from '@relais/kernel';
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Asking } from '../caller.ts';
import type { Log } from '../faults.ts';
import { healthRoutes, meters } from '../health.ts';
import type { Ports } from '../ports.ts';
import { subgraph, type Service, type Subgraph } from '../subgraph.ts';
import { correlationOf } from '../trace.ts';
import { graphOf, wantedIn, type Graph } from './graph.ts';
import { processorRoutes } from './processors.ts';
import { callerVerifier, refused } from './signed-caller.ts';

/** How a service is served. */
export type Serving = {
  /** 32 bytes that gateway and services share: who signs callers. */
  readonly key: Uint8Array;
  readonly log: Log;
  /** The address to listen on; loopback by default. */
  readonly host?: string | undefined;
  /** 0 for any free one. */
  readonly port?: number | undefined;
  /** How long those who asked before the end may take to get their answer, ms. */
  readonly grace?: number | undefined;
};

/** A service that listens. */
export type Served = {
  readonly name: string;
  readonly url: string;
  /** Answers what was begun, then ends. */
  readonly close: () => Promise<void>;
};

/**
 * Of a request, in bytes. A gateway takes 256 KiB from its callers; the keys of entities that it adds may be those of a page of a hundred in
 * each of a hundred.
 */
const bodyLimit = 4 * 2 ** 20;

/** The gateway lets go of connections that nobody uses within two seconds: then none is left that is idle. */
const usualGrace = 3_000;

const unreadable = { errors: [{ message: 'A body is JSON with a query and its variables.' }] };

type Verify = ReturnType<typeof callerVerifier>;

const graphRoute = (application: FastifyInstance, graph: Graph, verify: Verify): void => {
  const askings = new WeakMap<FastifyRequest, Asking>();
  application.route({
    ...{ url: '/graphql', method: 'POST' },
    // Before anything of a body is read.
    onRequest: async (request, reply) => {
      const { authorization, traceparent } = request.headers;
      const vouched = await verify(authorization);
      if (!vouched) return reply.code(401).send(refused);
      const correlation = correlationOf(typeof traceparent === 'string' ? traceparent : undefined);
      askings.set(request, Object.freeze({ ...vouched, correlation, notices: new Set<string>() }));
    },
    handler: async (request, reply) => {
      const asking = askings.get(request);
      const wanted = wantedIn(request.body);
      return asking && wanted ? graph.answer(reply, wanted, asking) : reply.code(400).send(unreadable);
    },
  });
};

/**
 * Stops listening and waits for those who are connected: each answer tells them to close. The `close` of HTTP would close idle
 * connections at once, and a request that is on its way on one of them would be lost.
 */
const leave = async (server: FastifyInstance['server'], grace: number): Promise<void> => {
  const ended = new Promise<unknown>((resolve) => TcpServer.prototype.close.call(server, resolve));
  const late = setTimeout(() => server.closeAllConnections(), grace);
  await ended;
  clearTimeout(late);
};

const isTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';

const listen = async (application: FastifyInstance, { host, port = 0 }: Serving): Promise<string> => {
  try {
    await application.listen({ host: host ?? '127.0.0.1', port });
  } catch (error) {
    if (isTaken(error)) throw new Fault('port-taken', `Port ${port} is taken`, error);
    throw error;
  }
  const { address, family, port: own } = application.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${own}`;
};

/** Serves a schema to the gateway, with its health and its meters beside it. */
export const serveSubgraph = async (
  { name, schema }: Pick<Subgraph, 'name' | 'schema'>,
  processors: Ports['processors'],
  serving: Serving,
): Promise<Served> => {
  const application = fastify({ bodyLimit, return503OnClosing: false });
  const metersOf = meters(processors);
  const graph = graphOf(schema, serving.log, metersOf);
  const verify = callerVerifier(serving.key, name);
  graphRoute(application, graph, verify);
  processorRoutes(application, processors, verify);
  await healthRoutes(processors, metersOf)(application);
  application.addHook('preClose', async () => {
    graph.cut();
    await leave(application.server, serving.grace ?? usualGrace);
  });
  const url = await listen(application, serving);
  return { name, url, close: () => application.close() };
};

/** Starts a service and serves it: a process of its own needs no more. */
export const serve = async (service: Service, ports: Ports, serving: Serving): Promise<Served> => {
  const part = await subgraph(service, ports);
  try {
    const { name, url, close } = await serveSubgraph(part, ports.processors, serving);
    const end = async (): Promise<void> => {
      await close();
      await part.close();
    };
    return { name, url, close: end };
  } catch (error) {
    await part.close();
    throw error;
  }
};
