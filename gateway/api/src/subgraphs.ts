import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { Fault } from '@relais/kernel';
import { mask, withScalars, type Asking, type Log, type Subgraph } from '@relais/nest';
import { composeServices } from '@theguild/federation-composition';
import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import {
  buildSchema,
  execute,
  getOperationAST,
  OperationTypeNode,
  parse,
  type DocumentNode,
  type ExecutionResult,
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

type Run = { readonly document: DocumentNode; readonly variables?: unknown; readonly context?: unknown };

/** Executes on a schema of this process: no HTTP in between. Failures are masked where they happen. */
const inProcess =
  (schema: GraphQLSchema, log: Log) =>
  async ({ document, variables, context }: Run): Promise<ExecutionResult> => {
    const asking = context as Asking;
    const result = await execute({
      schema,
      document,
      contextValue: asking,
      variableValues: (variables ?? null) as Record<string, unknown> | null,
    });
    return result.errors ? { ...result, errors: result.errors.map(mask(asking.correlation, log)) } : result;
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
  return { api: apiSchema, gateway: gatewayOf(handler, apiSchema, supergraph), ask };
};
