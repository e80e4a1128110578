import { answerTexts, invalidTexts, limitTexts, type Language, type Translated } from '@relais/contracts';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Flaw } from './flaws.ts';
import { limits } from './limits.ts';

/** What is told of an error, in one language. */
export type Saying = { readonly message: string; readonly extensions: { readonly [name: string]: unknown } };

const filled = (text: Translated, language: Language, values: { readonly [name: string]: string }): string =>
  text[language].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

/** Of a bad value: the field and why. */
export const sayFlaw = (
  { path, reason, shown }: Pick<Flaw, 'path' | 'reason' | 'shown'>,
  language: Language,
): Saying => {
  const field = path.join('.');
  const message = filled(invalidTexts[reason], language, { field, value: shown });
  return { message, extensions: { code: 'BAD_USER_INPUT', field, reason } };
};

/** Of a bad value, as an error that points at it. */
export const flawed = (flaw: Flaw, language: Language): GraphQLError => {
  const { message, extensions } = sayFlaw(flaw, language);
  return new GraphQLError(message, { nodes: flaw.at, extensions });
};

const most: { readonly [limit in keyof typeof limitTexts]: number } = {
  tokens: limits.tokens,
  levels: limits.depth,
  'root fields': limits.rootFields,
  aliases: limits.aliases,
  fields: limits.fields,
  subscriptions: limits.subscriptions,
};

const isLimit = (limit: unknown): limit is keyof typeof most =>
  typeof limit === 'string' && Object.hasOwn(most, limit);

/** The limit that an operation went beyond. The parser counts tokens by itself and says so in words alone. */
const limitOf = ({ message, extensions }: GraphQLFormattedError): keyof typeof most | null => {
  const limit = extensions?.['limit'];
  if (isLimit(limit)) return limit;
  const isParsed = extensions?.['code'] !== 'GRAPHQL_PARSE_FAILED';
  return !isParsed && message.includes(`${limits.tokens} tokens`) ? 'tokens' : null;
};

/** Of a limit; null for other errors. */
export const sayLimit = (error: GraphQLFormattedError, language: Language): Saying | null => {
  const limit = limitOf(error);
  if (!limit) return null;
  const message = filled(limitTexts[limit], language, { most: String(most[limit]) });
  return { message, extensions: { code: error.extensions?.['code'], limit } };
};

const isTold = (code: unknown): code is keyof typeof answerTexts =>
  typeof code === 'string' && Object.hasOwn(answerTexts, code);

/** Of an error with one of our codes; null for others, and for a failure that was neither masked nor logged. */
export const sayCode = (
  { message, extensions: { code, correlation, service } = {} }: GraphQLFormattedError,
  language: Language,
): Saying | null => {
  if (!isTold(code) || (code === 'INTERNAL_SERVER_ERROR' && correlation === undefined)) return null;
  return {
    message: filled(answerTexts[code], language, { detail: message }),
    extensions: {
      code,
      ...(correlation === undefined ? {} : { correlation }),
      ...(service === undefined ? {} : { service }),
    },
  };
};
