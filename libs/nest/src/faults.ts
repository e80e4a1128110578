import { answerTexts } from '@relais/contracts';
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

/** Only what we throw ourselves has a code; of what others throw, the words may tell how we are built. */
const isMeant = (error: unknown): boolean =>
  error instanceof GraphQLError && typeof error.extensions['code'] === 'string';

/**
 * A failure as the caller may see it: bad input names its field; all that was not meant for the caller is masked and logged
 * once, with the trace. The texts are English: the gateway tells them in the caller's language.
 */
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
    if (isMeant(original)) return error;
    const code = original instanceof Fault ? original.code : 'unexpected';
    const stack = original instanceof Error ? (original.stack ?? original.message) : String(original);
    log({ level: 'error', code, correlation, message: stack });
    const answered = code === 'busy' ? 'BUSY' : 'INTERNAL_SERVER_ERROR';
    return shown(error, answerTexts[answered].en, { code: answered, correlation });
  };
