import { readFile } from 'node:fs/promises';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { Fault } from '@relais/kernel';
import {
  eachOf,
  executing,
  withScalars,
  type Asking,
  type Executor,
  type Log,
  type Results,
  type Subgraph,
} from '@relais/nest';
import { composeServices } from '@theguild/federation-composition';
import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import {
  buildSchema,
  getOperationAST,
  OperationTypeNode,
  parse,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';

type Gateway = ApolloServerOptionsWithGateway<Asking>['gateway'];

/** A graph of several subgraphs: as the planner reads it, and as its callers do. */
export type Composed = { readonly supergraph: string; readonly api: string };

/** The supergraph of these subgraphs; the Fault `composition` names everything that does not fit. */
export const compose = (subgraphs: readonly Pick<Subgraph, 'name' | 'sdl'>[]): Composed => {
  const composed = composeServices(
    subgraphs.map(({ name, sdl }) => ({ name, typeDefs: parse(sdl), url: `http://${name}` })),
  );
  if (!composed.supergraphSdl || !composed.publicSdl)
    throw new Fault('composition', (composed.errors ?? []).map(({ message }) => message).join('\n'));
  return { supergraph: composed.supergraphSdl, api: composed.publicSdl };
};

const schemaFolder = new URL('../schema/', import.meta.url);

/** What is committed of the services' schemas: a gateway of its own process begins with it, whichever of them are up. */
export const committed = async (): Promise<Composed> => {
  const [supergraph, api] = await Promise.all(
    ['supergraph', 'api'].map((name) => readFile(new URL(`${name}.graphql`, schemaFolder), 'utf8')),
  );
  return { supergraph: supergraph ?? '', api: api ?? '' };
};

/** The public schema, and what executes an operation on it by asking each subgraph for its part. */
export type Federation = {
  readonly api: GraphQLSchema;
  readonly gateway: Gateway;
  /** Asks the graph from inside this process, for a caller that the deployable vouches for. */
  readonly ask: (
    source: string,
    variables: { readonly [name: string]: unknown },
    asking: Asking,
  ) => Promise<ExecutionResult>;
  /** Results of a subscription, one at a time as they are asked for; a single one when it was refused. */
  readonly subscribe: (subscription: Subscription) => Promise<ExecutionResult | Results>;
};

/** A subscription that was found valid. */
export type Subscription = {
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  readonly variables: { readonly [name: string]: unknown };
  readonly asking: Asking;
};

type Handler = Awaited<ReturnType<typeof unifiedGraphHandler>>;

/** What gives each subgraph's part of an answer, by the subgraph's name. */
export type Executors = ReadonlyMap<string, Executor>;

/** The planner's documents are few, and come again and again. */
const kinds = new WeakMap<DocumentNode, OperationTypeNode>();

const kindOf = (document: DocumentNode): OperationTypeNode => {
  const kind = kinds.get(document) ?? getOperationAST(document)?.operation ?? OperationTypeNode.QUERY;
  kinds.set(document, kind);
  return kind;
};

const plan = (executors: Executors, supergraph: string): Promise<Handler> =>
  unifiedGraphHandler({
    unifiedGraph: buildSchema(supergraph, { assumeValid: true, assumeValidSDL: true }),
    getUnifiedGraphSDL: () => supergraph,
    onSubgraphExecute: (name, { document, variables, context }) => {
      const executor = executors.get(name.toLowerCase());
      if (!executor) throw new Fault('subgraph-unknown', `there is no subgraph ${name}`);
      const asked = { document, kind: kindOf(document), variables: variables ?? null };
      return executor({ ...asked, asking: context as Asking }) as never;
    },
  });

const gatewayOf = ({ executor }: Handler, apiSchema: GraphQLSchema, coreSupergraphSdl: string): Gateway => {
  const execute: Awaited<ReturnType<Gateway['load']>>['executor'] = async (request) =>
    (await executor?.({
      document: request.document,
      variables: request.request.variables ?? {},
      context: request.context,
      operationType: request.operation.operation,
      ...(request.operationName ? { operationName: request.operationName } : {}),
    })) as never;
  return {
    load: async () => ({ executor: execute }),
    onSchemaLoadOrUpdate: (tell) => {
      tell({ apiSchema, coreSupergraphSdl });
      return () => undefined;
    },
    stop: async () => undefined,
  };
};

/** The executor keeps one list of errors for all results of a subscription: emptied each time, each result tells its own. */
const taken = ({ errors, ...result }: ExecutionResult): ExecutionResult => {
  const own = (errors as GraphQLError[] | undefined)?.splice(0) ?? [];
  return own.length > 0 ? { ...result, errors: own } : result;
};

const subscribing =
  ({ executor }: Handler): Federation['subscribe'] =>
  async ({ document, operationName, variables, asking }) => {
    const results = (await executor?.({
      ...{ document, variables, context: asking, operationType: OperationTypeNode.SUBSCRIPTION },
      ...(operationName ? { operationName } : {}),
    })) as ExecutionResult | Results;
    return 'next' in results ? eachOf(results, taken) : results;
  };

/** Plans on a composed supergraph and asks each subgraph by its executor. */
export const federateOn = async (
  { supergraph, api }: Composed,
  executors: Executors,
): Promise<Federation> => {
  const apiSchema = withScalars(buildSchema(api, { assumeValid: true, assumeValidSDL: true }));
  const handler = await plan(executors, supergraph);
  const ask: Federation['ask'] = async (source, variables, context) => {
    const document = parse(source);
    const operationType = kindOf(document);
    return (await handler.executor?.({ document, variables, context, operationType })) as ExecutionResult;
  };
  return {
    ...{ api: apiSchema, ask, subscribe: subscribing(handler) },
    gateway: gatewayOf(handler, apiSchema, supergraph),
  };
};

/** Composes the subgraphs of this process and executes in it: no HTTP in between. */
export const federate = (subgraphs: readonly Subgraph[], log: Log): Promise<Federation> =>
  federateOn(
    compose(subgraphs),
    new Map(subgraphs.map(({ name, schema }) => [name.toLowerCase(), executing(schema, log)])),
  );
