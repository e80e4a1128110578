import { Pool } from 'undici';
import type { Answer, Wish } from './ledger.ts';

/** How long an answer may take, ms; an operator waits longer. */
const patience = { caller: 15_000, operator: 120_000 };

/** A running Relais, as its callers see it. */
export type Graph = {
  readonly post: (
    path: string,
    body: unknown,
    headers?: { readonly [name: string]: string },
  ) => Promise<Reply>;
  readonly get: (path: string) => Promise<Reply>;
  /** Sends a command once. */
  readonly send: (wish: Wish) => Promise<Answer>;
  /** Asks once; gives why it was not answered in full, null when it was. */
  readonly query: (account: string, query: string) => Promise<string | null>;
  readonly close: () => Promise<void>;
};

type Reply = { readonly status: number; readonly text: string };

type Said = {
  readonly data?: { readonly done: Outcome | null } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
};
type Outcome = {
  readonly ok: boolean;
  readonly refusal: { readonly code: string } | null;
  readonly ticket: { readonly id: string; readonly revision: number } | null;
};

const mutationOf = (field: string): string =>
  `mutation ($input: ${field[0]?.toUpperCase()}${field.slice(1)}Input!) {
    done: ${field}(input: $input) { ok refusal { code } ticket { id revision } }
  }`;

/** Answers that say the sender is wrong: the same again would be wrong again, and a drill that sends it is. */
const wrong = [
  'BAD_USER_INPUT',
  'GRAPHQL_VALIDATION_FAILED',
  'GRAPHQL_PARSE_FAILED',
  'FORBIDDEN',
  'UNAUTHENTICATED',
];

const errorIn = ({ errors = [] }: Said): string | null =>
  errors[0] ? (errors[0].extensions?.code ?? errors[0].message) : null;

const outcomeOf = ({ ok, refusal, ticket }: Outcome): Answer => {
  if (refusal) return { kind: 'refused', code: refusal.code };
  if (!ok || !ticket) return { kind: 'unknown', why: 'no ticket' };
  return { kind: 'acknowledged', ticketId: ticket.id, revision: ticket.revision };
};

const answerOf = ({ status, text }: Reply): Answer => {
  if (!text.startsWith('{')) return { kind: 'unknown', why: `status ${status}` };
  const said = JSON.parse(text) as Said;
  const code = errorIn(said);
  if (code !== null && wrong.includes(code))
    throw new Error(`a command was sent wrongly: ${text.slice(0, 400)}`);
  const done = said.data?.done;
  return code !== null || !done ? { kind: 'unknown', why: code ?? `status ${status}` } : outcomeOf(done);
};

type Post = Graph['post'];

/** Tokens of the demo's accounts, each asked for once. */
const tokensFrom = (post: Post) => {
  const tokens = new Map<string, Promise<string>>();
  const signIn = async (account: string): Promise<string> => {
    const { status, text } = await post('/demo/token', { account });
    if (status !== 200) throw new Error(`no token for ${account}: ${status}`);
    return (JSON.parse(text) as { readonly token: string }).token;
  };
  return (account: string): Promise<string> => {
    const asked = tokens.get(account) ?? signIn(account);
    tokens.set(account, asked);
    // Another try may find somebody there.
    asked.catch(() => tokens.delete(account));
    return asked;
  };
};

/** Speaks to the gateway as the demo's accounts do, over connections that are kept. */
export const openGraph = (url: string): Graph => {
  const pool = new Pool(url, {
    connections: 64,
    pipelining: 1,
    headersTimeout: patience.operator,
    bodyTimeout: 600_000,
  });
  const ask = async (method: 'GET' | 'POST', path: string, body?: unknown, more = {}): Promise<Reply> => {
    const headers = { ...(body !== undefined && { 'content-type': 'application/json' }), ...more };
    const answer = await pool.request({
      ...{ method, path, headers },
      ...(path === '/graphql' && { signal: AbortSignal.timeout(patience.caller) }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  };
  const post: Post = (path, body, headers) => ask('POST', path, body, headers);
  const tokenOf = tokensFrom(post);
  const call = async ({ account, field, input, commandId }: Wish): Promise<Reply> => {
    const asked = { query: mutationOf(field), variables: { input: { ...input, commandId } } };
    return post('/graphql', asked, { authorization: `Bearer ${await tokenOf(account)}` });
  };
  const send: Graph['send'] = async (wish) => {
    const reply = await call(wish).catch((error: unknown) => String(error));
    return typeof reply === 'string' ? { kind: 'unknown', why: reply } : answerOf(reply);
  };
  const query: Graph['query'] = async (account, source) => {
    const { status, text } = await post(
      '/graphql',
      { query: source },
      { authorization: `Bearer ${await tokenOf(account)}` },
    );
    return status === 200 && errorIn(JSON.parse(text) as Said) === null
      ? null
      : `${status} ${text.slice(0, 300)}`;
  };
  return { post, get: (path) => ask('GET', path), send, query, close: () => pool.destroy() };
};
