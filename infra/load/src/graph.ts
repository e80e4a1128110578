import { Pool } from 'undici';

type Variables = { readonly [name: string]: unknown };

/** A way to the graph for one caller. */
export type Graph = {
  /** Answers the data; rejects on any error in the answer, and on any status but 200. */
  readonly ask: <Data>(document: string, variables: Variables) => Promise<Data>;
  /** JSON of another route. */
  readonly fetch: <Body>(path: string, body?: unknown) => Promise<Body>;
  readonly signIn: (account: string) => Promise<void>;
  /** What it has signed in with. */
  readonly authorization: () => string;
  readonly close: () => Promise<void>;
};

type Answer<Data> = { readonly data?: Data; readonly errors?: readonly { readonly message: string }[] };

/** Keep-alive connections, one for each caller, without pipelining: what a gateway of many browsers sees. */
export const openGraph = (url: string, connections: number): Graph => {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const headers: { [name: string]: string } = { 'content-type': 'application/json' };

  const fetch = async <Body>(path: string, body?: unknown): Promise<Body> => {
    const answer = await pool.request({
      ...{ path, headers },
      method: body === undefined ? 'GET' : 'POST',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200)
      throw new Error(`${path} answers ${answer.statusCode}: ${text.slice(0, 400)}`);
    return JSON.parse(text) as Body;
  };

  return {
    fetch,
    ask: async <Data>(query: string, variables: Variables): Promise<Data> => {
      const { data, errors } = await fetch<Answer<Data>>('/graphql', { query, variables });
      if (errors?.[0] || !data) throw new Error(`the graph answers with an error: ${errors?.[0]?.message}`);
      return data;
    },
    signIn: async (account) => {
      const { token } = await fetch<{ readonly token: string }>('/demo/token', { account });
      headers['authorization'] = `Bearer ${token}`;
    },
    authorization: () => headers['authorization'] ?? '',
    close: () => pool.close(),
  };
};
