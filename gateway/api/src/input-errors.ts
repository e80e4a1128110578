import type {
  ApolloServerPlugin,
  GraphQLRequest,
  GraphQLRequestContext,
  GraphQLRequestContextWillSendResponse,
} from '@apollo/server';
import type { Asking, Log } from '@relais/nest';
import {
  getOperationAST,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type ASTNode,
  type GraphQLFormattedError,
} from 'graphql';
import { isReason, type Flaw } from './flaws.ts';
import { givenAt, pathOf } from './located.ts';
import { flawsOfVariables, operationOf, type Operation } from './operation.ts';
import { flawed, sayCode, sayFlaw, sayLimit, type Saying } from './sayings.ts';

/** What is known of a request, whichever way it came. */
export type Asked = Pick<GraphQLRequestContext<Asking>, 'schema' | 'document' | 'contextValue'> & {
  readonly request: Pick<GraphQLRequest, 'operationName' | 'variables'>;
};

const nodeOf = ({ document, request }: Asked) => document && getOperationAST(document, request.operationName);

const operationIn = (asked: Asked): Operation | null => {
  const node = nodeOf(asked);
  return asked.document && node ? operationOf(asked.schema, asked.document, node) : null;
};

/** All that is bad in the values of a request, in the document and in its variables. */
export const flawsOf = (asked: Asked): readonly Flaw[] => {
  const node = nodeOf(asked);
  const operation = operationIn(asked);
  if (!node || !operation) return [];
  const { schema, request } = asked;
  return [...operation.flaws, ...flawsOfVariables(schema, node, operation, request.variables ?? {})];
};

/** A field that a resolver named by its last part: the path of its answer tells whose argument it is. */
const locate = (
  named: string,
  answerPath: readonly (string | number)[],
  asked: Asked,
): Pick<Flaw, 'path' | 'shown'> => {
  const key = answerPath.filter((part) => typeof part === 'string').join('.');
  const field = operationIn(asked)?.fields.find((one) => one.key === key);
  if (!field) return { path: [named], shown: '…' };
  const path = pathOf(field, named);
  return { path, shown: givenAt(field, path, asked.request.variables ?? {})?.shown ?? '…' };
};

/** What a resolver found bad. */
const sayInvalid = ({ extensions, path = [] }: GraphQLFormattedError, asked: Asked): Saying | null => {
  const { reason, field } = extensions ?? {};
  if (!isReason(reason)) return null;
  const located = locate(typeof field === 'string' ? field : '', path, asked);
  return sayFlaw({ ...located, reason }, asked.contextValue.language);
};

/** A failure that nobody masked: a plan that went wrong, a bug of ours. It is logged here, and the caller gets its trace. */
const sayFailure = ({ contextValue }: Asked, original: Error | undefined, log: Log): Saying | null => {
  const { correlation, language } = contextValue;
  log({ level: 'error', code: 'unexpected', correlation, message: original?.stack ?? 'no error was given' });
  return sayCode({ message: '', extensions: { code: 'INTERNAL_SERVER_ERROR', correlation } }, language);
};

/** Words and codes of the protocol for stored queries, which clients read. */
const isProtocol = ({ extensions }: GraphQLFormattedError): boolean =>
  String(extensions?.['code']).startsWith('PERSISTED_QUERY');

/** An error as it would be answered, and as it was thrown. */
export type Failed = { readonly error: GraphQLFormattedError; readonly original: GraphQLError | undefined };

/** Apollo gives some errors that the caller made a status, and no code. */
const coded = ({ error, original }: Failed): GraphQLFormattedError => {
  const { status } = (original?.extensions['http'] ?? {}) as { readonly status?: number };
  const isBad = error.extensions?.['code'] === 'INTERNAL_SERVER_ERROR' && status === 400;
  return isBad ? { ...error, extensions: { code: 'BAD_REQUEST' } } : error;
};

/** An error in the language of the caller, without anything that was not meant for callers. */
const inLanguage =
  (asked: Asked, log: Log) =>
  (failed: Failed): GraphQLFormattedError => {
    const error = coded(failed);
    if (isProtocol(error)) return error;
    const { language } = asked.contextValue;
    const said = sayInvalid(error, asked) ?? sayLimit(error, language) ?? sayCode(error, language);
    return { ...error, ...(said ?? sayFailure(asked, failed.original, log)) };
  };

const valueIn = (node: ASTNode | undefined): ASTNode | undefined =>
  node?.kind === Kind.ARGUMENT || node?.kind === Kind.OBJECT_FIELD ? node.value : node;

/** Whether flaws tell better what an error tells; our scalars do not know where they stand and point at nothing. */
const isToldBy = (flaws: readonly Flaw[], { error, original }: Failed): boolean => {
  const { code, reason } = error.extensions ?? {};
  if (code === 'BAD_USER_INPUT' || isReason(reason)) return true;
  const node = valueIn(original?.nodes?.[0]);
  return flaws.some(({ at }) => at === node);
};

const isOfDocument = ({ error: { extensions } }: Failed): boolean =>
  extensions?.['code'] === 'GRAPHQL_VALIDATION_FAILED';

/** What is told of the errors of a request, in the language of the caller; `before` are flaws that were found before it was executed. */
export const tellErrors = (
  asked: Asked,
  failed: readonly Failed[],
  before: readonly Flaw[],
  log: Log,
): GraphQLFormattedError[] => {
  const flaws = failed.some(isOfDocument) ? flawsOf(asked) : before;
  const rest = flaws.length > 0 ? failed.filter((one) => !isToldBy(flaws, one)) : failed;
  return [
    ...flaws.map((flaw) => flawed(flaw, asked.contextValue.language).toJSON()),
    ...rest.map(inLanguage(asked, log)),
  ];
};

const answer = (
  asked: GraphQLRequestContextWillSendResponse<Asking>,
  before: readonly Flaw[],
  log: Log,
): void => {
  const { body } = asked.response;
  if (body.kind !== 'single' || !body.singleResult.errors) return;
  const failed = body.singleResult.errors.map((error, place) => ({ error, original: asked.errors?.[place] }));
  body.singleResult.errors = tellErrors(asked, failed, before, log);
};

/** Ends a request before it is executed; what is told of it is said when the answer is sent. */
const refused = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } });

const elsewhere = 'Subscriptions come over a WebSocket at /graphql, or by POST /graphql/stream.';

/**
 * Tells what is bad in a request: which field, why, in the caller's language. Values are looked at before anything is
 * executed, so that bad input leaves nothing behind. Every other error is told in the caller's language, too.
 */
export const inputErrors = (log: Log): ApolloServerPlugin<Asking> => ({
  requestDidStart: async () => {
    let flaws: readonly Flaw[] = [];
    return {
      didResolveOperation: async (asked) => {
        const node = nodeOf(asked);
        if (!node) throw refused('OPERATION_RESOLUTION_FAILURE', 'No operation has the given name.');
        flaws = flawsOf(asked);
        if (flaws.length > 0) throw refused('BAD_USER_INPUT', 'A value is bad.');
        if (node.operation === OperationTypeNode.SUBSCRIPTION) throw refused('BAD_REQUEST', elsewhere);
      },
      willSendResponse: async (asked) => answer(asked, flaws, log),
    };
  },
});
