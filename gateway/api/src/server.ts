import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { answerTexts, type Caller, type Language } from '@relais/contracts';
import type { Asking, Log } from '@relais/nest';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Meters } from './health.ts';
import { inputErrors } from './input-errors.ts';
import { limits, operationLimits } from './limits.ts';
import type { Routes } from './routes.ts';
import type { Federation } from './subgraphs.ts';

@Module({})
class ApiModule {}

/** What the gateway needs to answer. */
export type Api = {
  readonly federation: Federation;
  readonly whois: (authorization: string | undefined) => Promise<Caller | null>;
  readonly production: boolean;
  readonly log: Log;
  readonly routes: readonly Routes[];
  readonly meters: Meters;
};

const languageOf = (header: string | undefined): Language =>
  header?.trim().toLowerCase().startsWith('fr') ? 'fr' : 'en';

const traceparent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace of a request: the one it came with (W3C Trace Context), or a new one. */
const correlationOf = (request: FastifyRequest): string =>
  traceparent.exec(String(request.headers['traceparent'] ?? ''))?.[1] ?? randomUUID().replaceAll('-', '');

const askingOf =
  (whois: Api['whois']) =>
  async (request: FastifyRequest): Promise<Asking> => {
    const caller = await whois(request.headers.authorization);
    const language = languageOf(request.headers['accept-language']);
    if (!caller)
      throw new GraphQLError(answerTexts.UNAUTHENTICATED[language], {
        extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
      });
    return Object.freeze({
      caller,
      language,
      correlation: correlationOf(request),
      notices: new Set<string>(),
    });
  };

/** Notices become extensions of the answer. */
const notices: ApolloServerPlugin<Asking> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response, contextValue }) => {
      if (response.body.kind !== 'single' || !contextValue.notices?.size) return;
      const told = Object.fromEntries([...contextValue.notices].map((notice) => [notice, true]));
      response.body.singleResult.extensions = { ...response.body.singleResult.extensions, ...told };
    },
  }),
};

const outcomeOf = (error: GraphQLError | undefined): string => {
  const code = error?.extensions['code'];
  if (typeof code === 'string') return code;
  return error ? 'unknown' : 'ok';
};

/** Counts operations and how long they took. */
const metered = ({ operations, seconds }: Meters): ApolloServerPlugin<Asking> => ({
  requestDidStart: async () => {
    const done = seconds.startTimer();
    return {
      willSendResponse: async ({ operation, errors }) => {
        const kind = operation?.operation ?? 'none';
        operations.inc({ kind, outcome: outcomeOf(errors?.[0]) });
        done({ kind });
      },
    };
  },
});

/** The gateway's HTTP application, not yet listening. */
export const serveApi = async (api: Api): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({ bodyLimit: 256 * 1024, trustProxy: false });
  const application = await NestFactory.create<NestFastifyApplication>(ApiModule, adapter, {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  const apollo = new ApolloServer<Asking>({
    gateway: api.federation.gateway as never,
    introspection: !api.production,
    hideSchemaDetailsFromClientErrors: api.production,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [operationLimits],
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      notices,
      inputErrors(api.log),
      metered(api.meters),
      fastifyApolloDrainPlugin(fastify as never),
    ],
  });
  await apollo.start();
  fastify.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    handler: fastifyApolloHandler(apollo as never, { context: askingOf(api.whois) as never }) as never,
  });
  for (const route of api.routes) await route(fastify as unknown as FastifyInstance);
  return application;
};
