import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { Fault } from '@relais/kernel';
import { mask, withScalars, type Asking, type Log, type Subgraph } from '@relais/nest';
import { composeServices } from '@theguild/federation-composition';
import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { eachOf, type Results } from './results.ts';
import {
  buildSchema,
  execute,
  getOperationAST,
  OperationTypeNode,
  parse,
  subscribe,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';

type Gateway = ApolloServerOptionsWithGateway<Asking>['gateway'];

/** The supergraph of these subgraphs; the Fault `composition` names everything that does not fit. */
export const compose = (
  subgraphs: readonly Pick<Subgraph, 'name' | 'sdl'>[],
): { supergraph: string; api: string } => {
  const composed = composeServices(
    subgraphs.map(({ name, sdl }) => ({ name, typeDefs: parse(sdl), url: `http://${name}` })),
  );
  if (!composed.supergraphSdl || !composed.publicSdl)
    throw new Fault('composition', (composed.errors ?? []).map(({ message }) => message).join('\n'));
  return { supergraph: composed.supergraphSdl, api: composed.publicSdl };
};

type Run = {
  readonly document: DocumentNode;
  readonly variables?: unknown;
  readonly context?: unknown;
  readonly operationType?: string;
};

/** Executes on a schema of this process: no HTTP in between. Failures are masked where they happen. */
const inProcess =
  (schema: GraphQLSchema, log: Log) =>
  async ({ document, variables, context, operationType }: Run): Promise<ExecutionResult | Results> => {
    const asking = context as Asking;
    const masked = (result: ExecutionResult): ExecutionResult =>
      result.errors ? { ...result, errors: result.errors.map(mask(asking.correlation, log)) } : result;
    const run = {
      ...{ schema, document, contextValue: asking },
      variableValues: (variables ?? null) as Record<string, unknown> | null,
    };
    if (operationType !== OperationTypeNode.SUBSCRIPTION) return masked(await execute(run));
    const results = await subscribe(run);
    // The executor would show the data of the delivery before for one that has none.
    const whole = (result: ExecutionResult) => masked({ ...result, data: result.data ?? {} });
    return 'next' in results ? eachOf(results as Results, whole) : masked(results);
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

const plan = (subgraphs: readonly Subgraph[], supergraph: string, log: Log): Promise<Handler> => {
  const executors = new Map(
    subgraphs.map(({ name, schema }) => [name.toLowerCase(), inProcess(schema, log)]),
  );
  return unifiedGraphHandler({
    unifiedGraph: buildSchema(supergraph, { assumeValid: true, assumeValidSDL: true }),
    getUnifiedGraphSDL: () => supergraph,
    onSubgraphExecute: (name, request) => {
      const executor = executors.get(name.toLowerCase());
      if (!executor) throw new Fault('subgraph-unknown', `there is no subgraph ${name}`);
      return executor(request) as never;
    },
  });
};

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

/** Plans on the composed supergraph and executes in this process. */
export const federate = async (subgraphs: readonly Subgraph[], log: Log): Promise<Federation> => {
  const { supergraph, api } = compose(subgraphs);
  const apiSchema = withScalars(buildSchema(api, { assumeValid: true, assumeValidSDL: true }));
  const handler = await plan(subgraphs, supergraph, log);
  const ask: Federation['ask'] = async (source, variables, context) => {
    const document = parse(source);
    const operationType = getOperationAST(document)?.operation ?? OperationTypeNode.QUERY;
    return (await handler.executor?.({ document, variables, context, operationType })) as ExecutionResult;
  };
  return {
    ...{ api: apiSchema, ask, subscribe: subscribing(handler) },
    gateway: gatewayOf(handler, apiSchema, supergraph),
  };
};
