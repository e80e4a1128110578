import type { Asking, Log } from '@relais/nest';
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { flawsOf, tellErrors, type Asked, type Failed } from '../input-errors.ts';
import { limits, operationLimits } from '../limits.ts';

/** What somebody wants to subscribe to. */
export type Wanted = {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: { readonly [name: string]: unknown } | null | undefined;
};

/** What operations are held against. */
export type Rules = { readonly schema: GraphQLSchema; readonly production: boolean; readonly log: Log };

/** An operation that may be executed, or what is told of why not. */
export type Prepared =
  (Asked & { readonly document: DocumentNode }) | { readonly errors: readonly GraphQLError[] };

/** An error that says this, and nothing that a library would add. */
const saying = (told: GraphQLFormattedError): GraphQLError =>
  Object.assign(new GraphQLError(told.message), { toJSON: () => told });

const failedOf = (errors: readonly GraphQLError[]): readonly Failed[] =>
  errors.map((original) => ({ original, error: original.toJSON() }));

/** The same error with a code: the code that it would have over HTTP. */
const coded =
  (code: string) =>
  (error: GraphQLError): GraphQLError =>
    new GraphQLError(error.message, {
      ...{ nodes: error.nodes ?? null, source: error.source ?? null, positions: error.positions ?? null },
      ...{ originalError: error, extensions: { ...error.extensions, code } },
    });

/** A refusal with a code, said in English for developers. */
export const refusal = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } });

/** In production nobody is told what a field that does not exist could have been called. */
const withoutHints = (error: GraphQLError): GraphQLError => {
  error.message = error.message.replace(/ ?Did you mean(.+?)\?$/, '');
  return error;
};

const parsed = (query: string): DocumentNode | GraphQLError => {
  try {
    return parse(query, { maxTokens: limits.tokens });
  } catch (error) {
    if (error instanceof GraphQLError) return coded('GRAPHQL_PARSE_FAILED')(error);
    throw error;
  }
};

const invalid = ({ schema, production }: Rules, document: DocumentNode): readonly GraphQLError[] => {
  const found = validate(schema, document, [...specifiedRules, operationLimits]);
  const told = production ? found.map(withoutHints) : found;
  return told.map(coded('GRAPHQL_VALIDATION_FAILED'));
};

/** What is wrong with the choice of an operation. */
const unfit = (document: DocumentNode, operationName: Wanted['operationName']): readonly GraphQLError[] => {
  const node = getOperationAST(document, operationName);
  if (!node) return [refusal('OPERATION_RESOLUTION_FAILURE', 'No operation has the given name.')];
  if (node.operation === OperationTypeNode.SUBSCRIPTION) return [];
  return [
    refusal('BAD_REQUEST', 'Queries and mutations come by POST /graphql; here are subscriptions alone.'),
  ];
};

/** Holds an operation against all that one over HTTP is held against, before anything is executed. */
export const prepare = (rules: Rules, wanted: Wanted, asking: Asking): Prepared => {
  const { query, operationName, variables } = wanted;
  const document = parsed(query);
  const request = { ...(operationName && { operationName }), variables: variables ?? {} };
  const asked = { schema: rules.schema, contextValue: asking, request };
  const refused = (found: Asked, errors: readonly GraphQLError[]): Prepared => ({
    errors: tellErrors(found, failedOf(errors), [], rules.log).map(saying),
  });
  if (document instanceof GraphQLError) return refused(asked, [document]);
  const known = { ...asked, document };
  const bad = [...invalid(rules, document), ...unfit(document, operationName)];
  if (bad.length > 0) return refused(known, bad);
  const flaws = flawsOf(known);
  if (flaws.length > 0) return { errors: tellErrors(known, [], flaws, rules.log).map(saying) };
  return known;
};

/** A result whose errors are told in the language of the caller. */
export const tellResult =
  (asked: Asked, log: Log) =>
  (result: ExecutionResult): ExecutionResult =>
    result.errors
      ? { ...result, errors: tellErrors(asked, failedOf(result.errors), [], log).map(saying) }
      : result;

/** What is told to a caller who is refused before an operation is looked at. */
export const refuse = (
  { schema, log }: Rules,
  asking: Asking,
  error: GraphQLError,
): readonly GraphQLError[] =>
  tellErrors({ schema, contextValue: asking, request: {} }, failedOf([error]), [], log).map(saying);
