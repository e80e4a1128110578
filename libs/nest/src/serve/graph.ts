import type { FastifyReply } from 'fastify';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Asking } from '../caller.ts';
import { mask, type Log } from '../faults.ts';
import type { Meters } from '../health.ts';
import { eachOf, type Results } from '../results.ts';
import { knownDocuments } from './documents.ts';
import { executing } from './execute.ts';
import { writeResults } from './stream.ts';

/** What a gateway asks. */
export type Wanted = {
  readonly query: string;
  readonly variables: { readonly [name: string]: unknown } | null;
};

const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the body of a request asks; null when it is no such request. */
export const wantedIn = (body: unknown): Wanted | null => {
  if (!isObject(body) || typeof body['query'] !== 'string') return null;
  const variables = body['variables'] ?? null;
  return variables === null || isObject(variables) ? { query: body['query'], variables } : null;
};

/** What an answer has to tell besides its data goes back to the gateway with it. */
const withNotices = (result: ExecutionResult, { notices }: Asking): ExecutionResult =>
  notices.size === 0 ? result : { ...result, extensions: { notices: [...notices] } };

const outcomeOf = ({ errors }: ExecutionResult): string => {
  const code = errors?.[0]?.extensions['code'];
  if (typeof code === 'string') return code;
  return errors ? 'unknown' : 'ok';
};

/** A schema that answers over HTTP. */
export type Graph = {
  readonly answer: (reply: FastifyReply, wanted: Wanted, asking: Asking) => Promise<FastifyReply>;
  /** Ends the streams. Cut rather than completed: their readers come back to whoever answers next. */
  readonly cut: () => void;
};

export const graphOf = (schema: GraphQLSchema, log: Log, { operations, seconds, live }: Meters): Graph => {
  const known = knownDocuments(schema);
  const execute = executing(schema, log);
  const streams = new Set<FastifyReply>();

  const stream = async (reply: FastifyReply, results: Results, asking: Asking): Promise<FastifyReply> => {
    reply.hijack();
    streams.add(reply);
    live.inc({ transport: 'sse' });
    await writeResults(
      reply.raw,
      eachOf(results, (result) => withNotices(result, asking)),
    );
    live.dec({ transport: 'sse' });
    streams.delete(reply);
    return reply;
  };

  const send = (reply: FastifyReply, result: ExecutionResult): FastifyReply =>
    reply.type('application/json; charset=utf-8').send(JSON.stringify(result));

  return {
    answer: async (reply, { query, variables }, asking) => {
      const done = seconds.startTimer();
      const prepared = known(query);
      // Gateway and service are of different versions: a failure of ours, whatever the caller asked.
      if ('errors' in prepared)
        return send(reply, { errors: prepared.errors.map(mask(asking.correlation, log)) });
      const { kind } = prepared;
      const results = await execute({ ...prepared, variables, asking });
      if ('next' in results) return stream(reply, results, asking);
      operations.inc({ kind, outcome: outcomeOf(results) });
      done({ kind });
      return send(reply, withNotices(results, asking));
    },
    cut: () => {
      for (const { raw } of streams) raw.end();
    },
  };
};
