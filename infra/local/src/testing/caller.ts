/** An answer of the graph over HTTP. */
export type Answer = {
  readonly status: number;
  readonly data: { readonly [field: string]: unknown } | null;
  readonly errors: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly [name: string]: unknown };
  }[];
  readonly extensions: { readonly [name: string]: unknown };
};

type Variables = { readonly [name: string]: unknown };

/** Asks the graph. Never throws for an answer, whatever it says. */
export type Ask = (source: string, variables?: Variables) => Promise<Answer>;

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const read = (text.startsWith('{') ? JSON.parse(text) : {}) as Partial<Answer>;
  return {
    status: response.status,
    data: read.data ?? null,
    errors: read.errors ?? [],
    extensions: read.extensions ?? {},
  };
};

/** Posts JSON and gives the response. */
export const post = (url: string, body: unknown, headers: { readonly [name: string]: string } = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** Speaks to the graph with a bearer token. */
export const withToken =
  (url: string, token: string, headers: { readonly [name: string]: string } = {}): Ask =>
  async (query, variables = {}) =>
    answerOf(
      await post(`${url}/graphql`, { query, variables }, { authorization: `Bearer ${token}`, ...headers }),
    );

/** A bearer token of a demo account, `nadia@acme`. */
export const tokenOf = async (url: string, account: string): Promise<string> => {
  const response = await post(`${url}/demo/token`, { account });
  const { token } = (await response.json()) as { readonly token?: string };
  if (!token) throw new Error(`no token for ${account}: ${response.status}`);
  return token;
};

/** Speaks to the graph as a demo account. */
export const as = async (url: string, account: string): Promise<Ask> =>
  withToken(url, await tokenOf(url, account));

/** The data of an answer that may hold no error. */
export const dataOf = ({ data, errors, status }: Answer): { readonly [field: string]: unknown } => {
  if (errors.length > 0 || data === null)
    throw new Error(`answered ${status}: ${JSON.stringify(errors.length > 0 ? errors : data)}`);
  return data;
};
