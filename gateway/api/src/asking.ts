import type { IncomingHttpHeaders } from 'node:http';
import { answerTexts, type Caller, type Language } from '@relais/contracts';
import { correlationOf, type Asking } from '@relais/nest';
import { GraphQLError } from 'graphql';

/** Who a bearer token speaks of; null for everything that is not a token to be believed. */
export type Whois = (authorization: string | undefined) => Promise<Caller | null>;

/** What a request says of itself, whichever way it came. */
export type Told = {
  readonly authorization: string | undefined;
  readonly language: string | undefined;
  readonly traceparent?: string | undefined;
};

/** The same, from the headers of a request. */
export const toldBy = (headers: IncomingHttpHeaders): Told => ({
  authorization: headers.authorization,
  language: headers['accept-language'],
  traceparent: String(headers['traceparent'] ?? ''),
});

const languageOf = (told: string | undefined): Language =>
  told?.trim().toLowerCase().startsWith('fr') ? 'fr' : 'en';

/** A valid token is needed. */
export const unauthenticated = (language: Language): GraphQLError =>
  new GraphQLError(answerTexts.UNAUTHENTICATED[language], { extensions: { code: 'UNAUTHENTICATED' } });

/** What the services are told of who asks; for nobody what `unauthenticated` says. */
export const askingOf = async (
  whois: Whois,
  { authorization, language: told, traceparent }: Told,
): Promise<Asking | GraphQLError> => {
  const caller = await whois(authorization);
  const language = languageOf(told);
  if (!caller) return unauthenticated(language);
  return Object.freeze({
    ...{ caller, language, correlation: correlationOf(traceparent) },
    notices: new Set<string>(),
  });
};
