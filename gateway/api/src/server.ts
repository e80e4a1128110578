import 'reflect-metadata';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Asking, Meters } from '@relais/nest';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Api } from './api.ts';
import { askingOf, toldBy } from './asking.ts';
import { inputErrors } from './input-errors.ts';
import { limits, operationLimits } from './limits.ts';
import { liveRoutes } from './live/routes.ts';

@Module({})
class ApiModule {}

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
  const adapter = new FastifyAdapter({ bodyLimit: limits.body, trustProxy: false });
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
  const context = async ({ headers }: FastifyRequest): Promise<Asking> => {
    const asking = await askingOf(api.whois, toldBy(headers));
    if (!(asking instanceof GraphQLError)) return asking;
    throw new GraphQLError(asking.message, { extensions: { ...asking.extensions, http: { status: 401 } } });
  };
  fastify.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    handler: fastifyApolloHandler(apollo as never, { context: context as never }) as never,
  });
  for (const route of [...api.routes, liveRoutes(api)]) await route(fastify as unknown as FastifyInstance);
  return application;
};
