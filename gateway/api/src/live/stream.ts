import { pipeline, Readable } from 'node:stream';
import type { Asking } from '@relais/nest';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type ExecutionResult } from 'graphql';
import { print } from 'graphql-sse';
import { toldBy } from '../asking.ts';
import type { Results } from '../results.ts';
import type { Live } from './live.ts';
import { refusal, refuse, type Wanted } from './operation.ts';

/** A sign of life for what stands between, ms. */
const every = 12_000;

const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isName = (value: unknown): value is string | null | undefined =>
  value == null || typeof value === 'string';

/** What the body of a request asks for; null when it is no such request. */
const wantedIn = (body: unknown): Wanted | null => {
  if (!isObject(body)) return null;
  const { query, operationName, variables } = body;
  if (typeof query !== 'string' || !isName(operationName)) return null;
  if (variables != null && !isObject(variables)) return null;
  return { query, operationName, variables };
};

/** The events of a stream; no generator, for one that waits never sees that its reader has gone. */
const eventsOf = (results: Results): AsyncIterableIterator<string> => {
  let isComplete = false;
  return {
    next: async () => {
      if (isComplete) return { done: true, value: undefined };
      const { done, value } = await results.next();
      isComplete = done === true;
      return {
        done: false,
        value: done ? print({ event: 'complete', data: null }) : print({ event: 'next', data: value }),
      };
    },
    return: async () => {
      isComplete = true;
      await results.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};

const once = (result: ExecutionResult): Results => {
  const all = [result].values();
  return {
    next: async () => all.next() as IteratorResult<ExecutionResult>,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};

const shape = 'A body is JSON with a query, and with variables and an operationName where they are needed.';

const head = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Of proxies that would wait for more before they pass anything on.
  'x-accel-buffering': 'no',
};

/**
 * Writes results as they come, each when the one before has left: what a slow reader does not read is not kept for them. However
 * it ends, results tell their own failures: what is left are readers that have gone.
 */
const write = async ({ raw }: FastifyReply, results: Results): Promise<void> => {
  raw.writeHead(200, head);
  raw.write(':\n\n');
  const alive = setInterval(() => {
    if (!raw.writableNeedDrain && !raw.writableEnded) raw.write(':\n\n');
  }, every);
  const events = Readable.from(eventsOf(results), { highWaterMark: 1 });
  await new Promise<void>((resolve) => pipeline(events, raw, () => resolve()));
  clearInterval(alive);
};

/** What a request is answered with; null when it is no such request. */
const resultsOf = async (
  live: Live,
  { body, headers }: FastifyRequest,
  asking: Asking,
): Promise<Results | null> => {
  const wanted = wantedIn(body);
  if (!wanted) return null;
  const prepared = live.prepare(wanted, asking);
  if ('errors' in prepared) return once(prepared);
  const begun = await live.begin(prepared, { authorization: headers.authorization ?? '', transport: 'sse' });
  return 'next' in begun ? begun : once(begun);
};

/** Server-sent events, a connection for each subscription (GraphQL over SSE, “distinct connections mode”). */
export const streamRoute = (fastify: FastifyInstance, live: Live): void => {
  const open = new Set<FastifyReply>();

  fastify.post('/graphql/stream', async (request, reply) => {
    const asking = await live.askingOf(toldBy(request.headers));
    if (asking instanceof GraphQLError) return reply.code(401).send({ errors: [asking] });
    const results = await resultsOf(live, request, asking);
    if (!results)
      return reply.code(400).send({ errors: refuse(live.rules, asking, refusal('BAD_REQUEST', shape)) });
    reply.hijack();
    open.add(reply);
    await write(reply, results);
    open.delete(reply);
    return reply;
  });

  // Cut rather than completed: their readers come back to whoever answers next.
  fastify.addHook('preClose', async () => {
    for (const { raw } of open) raw.end();
  });
};
