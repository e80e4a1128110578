import {
  execute,
  OperationTypeNode,
  subscribe,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import type { Asking } from '../caller.ts';
import { mask, type Log } from '../faults.ts';
import { eachOf, type Results } from '../results.ts';

/** An operation on a subgraph, found valid. */
export type Run = {
  readonly document: DocumentNode;
  readonly kind: OperationTypeNode;
  readonly variables: { readonly [name: string]: unknown } | null;
  readonly asking: Asking;
};

/** What gives a subgraph's part of an answer; of a subscription its results, or a single one when it was refused. */
export type Executor = (run: Run) => Promise<ExecutionResult | Results>;

/** Executes on a schema of this process. Failures are masked where they happen. */
export const executing =
  (schema: GraphQLSchema, log: Log): Executor =>
  async ({ document, kind, variables, asking }) => {
    const masked = (result: ExecutionResult): ExecutionResult =>
      result.errors ? { ...result, errors: result.errors.map(mask(asking.correlation, log)) } : result;
    const run = { schema, document, contextValue: asking, variableValues: variables };
    if (kind !== OperationTypeNode.SUBSCRIPTION) return masked(await execute(run));
    const results = await subscribe(run);
    // The gateway would show the data of the delivery before for one that has none.
    const whole = (result: ExecutionResult) => masked({ ...result, data: result.data ?? {} });
    return 'next' in results ? eachOf(results as Results, whole) : masked(results);
  };
