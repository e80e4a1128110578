import { writeResults, type Asking, type Results } from '@relais/nest';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type ExecutionResult } from 'graphql';
import { toldBy } from '../asking.ts';
import type { Live } from './live.ts';
import { refusal, refuse, type Wanted } from './operation.ts';

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
    await writeResults(reply.raw, results);
    open.delete(reply);
    return reply;
  });

  // Cut rather than completed: their readers come back to whoever answers next.
  fastify.addHook('preClose', async () => {
    for (const { raw } of open) raw.end();
  });
};
