import { Fault, Invalid } from '@relais/kernel';
import { GraphQLError } from 'graphql';

/** What is logged of a failure: never the data of a request. */
export type Log = (line: {
  readonly level: 'error';
  readonly code: string;
  readonly correlation: string;
  readonly message: string;
}) => void;

const originalOf = (error: GraphQLError): unknown => {
  let original: unknown = error;
  while (original instanceof GraphQLError && original.originalError) original = original.originalError;
  return original;
};

const shown = (
  error: GraphQLError,
  message: string,
  extensions: { readonly [name: string]: unknown },
): GraphQLError =>
  new GraphQLError(message, { nodes: error.nodes ?? null, path: error.path ?? null, extensions });

/** A failure as the caller may see it: bad input names its field; a Fault is masked and logged once, with the trace. */
export const mask =
  (correlation: string, log: Log) =>
  (error: GraphQLError): GraphQLError => {
    const original = originalOf(error);
    if (original instanceof Invalid)
      return shown(error, original.message, {
        code: 'BAD_USER_INPUT',
        field: original.field,
        reason: original.code,
      });
    if (original instanceof GraphQLError) return error;
    const code = original instanceof Fault ? original.code : 'unexpected';
    const stack = original instanceof Error ? (original.stack ?? original.message) : String(original);
    log({ level: 'error', code, correlation, message: stack });
    const answered = code === 'busy' ? 'BUSY' : 'INTERNAL_SERVER_ERROR';
    return shown(
      error,
      code === 'busy' ? 'Others changed this at the same moment: try again.' : 'Something failed.',
      {
        code: answered,
        correlation,
      },
    );
  };
