import { traceparentOf, type CallerSigner, type Run } from '@relais/nest';
import { GraphQLError, print, type DocumentNode, type ExecutionResult } from 'graphql';
import type { Dispatcher } from 'undici';
import { Unanswered, unansweredBy } from './failures.ts';
import { leaveAlone, type Replica } from './replicas.ts';

/** A question as it is sent to each replica that it is tried with. */
export type Question = {
  readonly path: '/graphql';
  readonly method: 'POST';
  /** All that a subgraph is told besides the question: nothing of the headers of a client goes on. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
};

const texts = new WeakMap<DocumentNode, string>();

/** The planner gives the same document for the same operation: it is printed once. */
const textOf = (document: DocumentNode): string => {
  const text = texts.get(document) ?? JSON.stringify(print(document));
  texts.set(document, text);
  return text;
};

export const questionOf = async (
  { document, variables, asking }: Run,
  subgraph: string,
  sign: CallerSigner,
): Promise<Question> => ({
  ...{ path: '/graphql', method: 'POST' },
  headers: {
    'content-type': 'application/json',
    authorization: `Bearer ${await sign(asking, subgraph)}`,
    traceparent: traceparentOf(asking.correlation),
  },
  body: `{"query":${textOf(document)},"variables":${JSON.stringify(variables)}}`,
});

type Response = Dispatcher.ResponseData;

type Said = {
  readonly data?: unknown;
  readonly errors?: readonly Pick<GraphQLError, 'message' | 'path' | 'extensions'>[];
  readonly extensions?: { readonly notices?: readonly string[] };
};

/** A result as it would have come in this process: its errors are errors, its notices are the request's. */
export const resultOf = (said: unknown, { asking }: Run): ExecutionResult => {
  const { data, errors, extensions } = said as Said;
  for (const notice of extensions?.notices ?? []) asking.notices.add(notice);
  return {
    ...(data !== undefined && { data: data as ExecutionResult['data'] & {} }),
    ...(errors && {
      errors: errors.map(
        ({ message, path, extensions: told }) =>
          new GraphQLError(message, { path: path ?? null, extensions: told ?? null }),
      ),
    }),
  };
};

const isAnswer = (said: unknown): boolean =>
  typeof said === 'object' && said !== null && ('data' in said || 'errors' in said);

/** A replica that says so is about to end. */
const hear = (replica: Replica, { headers }: Response): void => {
  if (headers['connection'] === 'close') leaveAlone(replica);
};

const found = async (response: Response): Promise<Response> => {
  const { statusCode, body } = response;
  if (statusCode === 200) return response;
  await body.dump();
  throw new Unanswered(statusCode < 500 ? 'refused' : 'lost', `status ${statusCode}`);
};

/** Does something within a time, in ms; whatever it fails by is an Unanswered. */
const within = async <T>(
  ms: number,
  replica: Replica,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ms);
  try {
    return await act(late.signal);
  } catch (error) {
    const failed = unansweredBy(error, late.signal.aborted);
    if (failed.mishap !== 'refused') leaveAlone(replica);
    throw failed;
  } finally {
    clearTimeout(timer);
  }
};

/** Asks a replica; an answer that cannot be read is a lost one. */
export const ask = (replica: Replica, question: Question, ms: number): Promise<unknown> =>
  within(ms, replica, async (signal) => {
    const response = await found(await replica.pool.request({ ...question, signal }));
    hear(replica, response);
    const said: unknown = JSON.parse(await response.body.text());
    if (!isAnswer(said)) throw new Unanswered('lost', 'the answer is none of GraphQL');
    return said;
  });

/** Asks a replica for a stream, or for the single result that says why there is none. */
export const askStream = (replica: Replica, question: Question, ms: number): Promise<Response> =>
  within(ms, replica, async (signal) => found(await replica.streams.request({ ...question, signal })));
