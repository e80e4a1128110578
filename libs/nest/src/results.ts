import { GraphQLError, type ExecutionResult } from 'graphql';

/** Results of a subscription. */
export type Results = AsyncIterableIterator<ExecutionResult>;

/** What a failure gives instead of a result. */
export const failed = (error: unknown): ExecutionResult => {
  const originalError = error instanceof Error ? error : new Error(String(error));
  return { errors: [new GraphQLError(originalError.message, { originalError })] };
};

/** Each result made into another; a source that fails gives a last result that says so. */
export const eachOf = (source: Results, make: (result: ExecutionResult) => ExecutionResult): Results => {
  let isOver = false;
  return {
    next: async () => {
      if (isOver) return { done: true, value: undefined };
      try {
        const { done, value } = await source.next();
        return done ? { done, value: undefined } : { done: false, value: make(value) };
      } catch (error) {
        isOver = true;
        await source.return?.();
        return { done: false, value: make(failed(error)) };
      }
    },
    return: async () => {
      isOver = true;
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
