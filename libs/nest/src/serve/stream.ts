import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { print } from 'graphql-sse';
import type { Results } from '../results.ts';

/** A sign of life for what stands between, ms. */
const every = 12_000;

/** The events of a stream; no generator, for one that waits never sees that its reader has gone. */
const eventsOf = (results: Results): AsyncIterableIterator<string> => {
  let isComplete = false;
  return {
    next: async () => {
      if (isComplete) return { done: true, value: undefined };
      const { done, value } = await results.next();
      isComplete = done === true;
      return {
        done: false,
        value: done ? print({ event: 'complete', data: null }) : print({ event: 'next', data: value }),
      };
    },
    return: async () => {
      isComplete = true;
      await results.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};

const head = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Of proxies that would wait for more before they pass anything on.
  'x-accel-buffering': 'no',
};

/**
 * Writes results as server-sent events (GraphQL over SSE, “distinct connections mode”) as they come, each when the one before has left:
 * what a slow reader does not read is not kept for them. However it ends, results tell their own failures: what is left are readers that
 * have gone.
 */
export const writeResults = async (raw: ServerResponse, results: Results): Promise<void> => {
  raw.writeHead(200, head);
  raw.write(':\n\n');
  const alive = setInterval(() => {
    if (!raw.writableNeedDrain && !raw.writableEnded) raw.write(':\n\n');
  }, every);
  const events = Readable.from(eventsOf(results), { highWaterMark: 1 });
  await new Promise<void>((resolve) => pipeline(events, raw, () => resolve()));
  clearInterval(alive);
};
