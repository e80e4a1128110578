import { Module, type Type } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { ApolloFederationDriver, type ApolloFederationDriverConfig } from '@nestjs/apollo';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { GraphQLModule, GraphQLSchemaHost } from '@nestjs/graphql';
import { graphql, type GraphQLSchema } from 'graphql';
import { AllowGuard } from './allow.ts';
import { PORTS, type Ports } from './ports.ts';
import { withScalars } from './scalars.ts';

/** What a service gives to the gateway of its own process. */
export type Subgraph = {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** The schema as a gateway composes it. */
  readonly sdl: string;
  readonly close: () => Promise<void>;
};

/** A service: its name, its Nest module, the class that its types are registered in, and the entities it has a part of. */
export type Service = {
  readonly name: string;
  readonly module: Type;
  readonly own: Type;
  readonly entities: readonly Type[];
};

/** The schema alone: in one process the gateway executes it, nothing listens. */
class SchemaDriver extends ApolloFederationDriver {
  override async start(): Promise<void> {}
  override async stop(): Promise<void> {}
}

const federation: ApolloFederationDriverConfig['autoSchemaFile'] = {
  federation: {
    version: 2,
    importUrl: 'https://specs.apollo.dev/federation/v2.9',
    directives: ['@key', '@shareable', '@provides', '@external'],
  },
};

@Module({})
class Root {}

/** Starts a service inside this process and gives its schema. */
export const subgraph = async ({ name, module, own, entities }: Service, ports: Ports): Promise<Subgraph> => {
  const graph = GraphQLModule.forRoot<ApolloFederationDriverConfig>({
    driver: SchemaDriver,
    autoSchemaFile: federation,
    fieldResolverEnhancers: ['guards'],
    graphiql: false,
    // includeModules keeps the types of other services of this process out; orphanedTypes keeps entities without a root field in.
    buildSchemaOptions: { includeModules: [own], orphanedTypes: [...entities] } as never,
  });
  const application = await NestFactory.create(
    {
      module: Root,
      global: true,
      imports: [graph, module],
      providers: [
        { provide: PORTS, useValue: ports },
        { provide: APP_GUARD, useClass: AllowGuard },
      ],
      exports: [PORTS],
    },
    new FastifyAdapter(),
    // Refusals and bad input are answers, not errors to be logged; what fails is logged once, where it is masked.
    { logger: false, abortOnError: false },
  );
  await application.init();
  const schema = withScalars(application.get(GraphQLSchemaHost).schema);
  const answer = await graphql({ schema, source: '{ _service { sdl } }' });
  const { sdl } = (answer.data as { _service: { sdl: string } })['_service'];
  return { name, schema, sdl, close: () => application.close() };
};
