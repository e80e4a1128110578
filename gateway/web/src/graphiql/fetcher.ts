import { getIntrospectionQuery } from 'graphql';
import type { BarCopy } from '../copy/bar.ts';
import type { Language } from '../copy/language.ts';
import type { Session } from './session.ts';
import { fill, learn, Missing, type Memory } from './variables.ts';

type Asked = { readonly query: string; readonly operationName?: string | null; readonly variables?: unknown };
type Extras = { readonly headers?: Readonly<Record<string, string>> };

/** What the requests of the page share: who speaks, and what answers have told. */
export type Desk = {
  readonly session: Session;
  readonly copy: BarCopy;
  readonly language: Language;
  readonly memory: () => Memory;
  readonly remember: (memory: Memory) => void;
};

/**
 * Types of the graph are wrapped at most three times (`[T!]!`). The nine levels that GraphiQL asks for go beyond the
 * depth that the gateway allows to anybody.
 */
const wrappings = 3;

const isIntrospection = ({ operationName }: Asked): boolean => operationName === 'IntrospectionQuery';

const bodyOf = (asked: Asked, desk: Desk): string => {
  if (isIntrospection(asked))
    return JSON.stringify({ query: getIntrospectionQuery({ typeDepth: wrappings }) });
  const { query, operationName, variables } = asked;
  return JSON.stringify({ query, operationName, variables: fill(variables as never, desk.memory()) });
};

const failed = (message: string) => ({ errors: [{ message }] });

/** Sends one operation; what stands in the way of sending it is told as GraphQL tells errors. */
export const fetcherOf =
  (desk: Desk) =>
  async (asked: Asked, { headers = {} }: Extras = {}): Promise<unknown> => {
    const { session, copy, language } = desk;
    try {
      const body = bodyOf(asked, desk);
      const own = await session.headers().catch(() => null);
      if (!own) return failed(copy.noToken);
      const sent = { 'content-type': 'application/json', 'accept-language': language, ...own, ...headers };
      const response = await fetch('graphql', { method: 'POST', headers: sent, body });
      const answer = await response.json();
      desk.remember(learn(answer?.data, desk.memory()));
      return answer;
    } catch (error) {
      return failed(error instanceof Missing ? copy.missing(error.named) : copy.silent);
    }
  };
