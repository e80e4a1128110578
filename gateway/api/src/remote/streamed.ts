import type { Readable } from 'node:stream';
import type { ExecutionResult } from 'graphql';
import { Unanswered, unansweredBy } from './failures.ts';

/** How what is said becomes a result; and what is told of a stream that ends without saying so. */
type Reading = {
  readonly read: (said: unknown) => ExecutionResult;
  readonly fail: (error: Unanswered) => ExecutionResult;
};

const over = { done: true, value: undefined } as const;

/** What one event says: a result, the end, or nothing (a sign of life). */
const readEvent = (text: string): { readonly event: string; readonly data: unknown } => {
  const [, event = '', data = ''] = /^event: (\w+)\ndata:(.*)$/s.exec(text) ?? [];
  return { event, data: data === '' ? null : JSON.parse(data) };
};

/**
 * The results of a stream of server-sent events (GraphQL over SSE), each read when it is asked for: a subgraph is not read faster
 * than the client reads. A stream that ends without saying so has a last result that does. The client of graphql-sse would keep all
 * that comes, and has no pool.
 */
export class Streamed implements AsyncIterableIterator<ExecutionResult, undefined> {
  readonly #body: Readable;
  readonly #chunks: AsyncIterator<unknown>;
  readonly #reading: Reading;
  #rest = '';
  #isOver = false;

  constructor(body: Readable, reading: Reading) {
    this.#body = body.setEncoding('utf8');
    // What is destroyed may fail late, when nobody reads any more.
    body.on('error', () => undefined);
    this.#chunks = body[Symbol.asyncIterator]();
    this.#reading = reading;
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    try {
      return await this.#next();
    } catch (error) {
      // Whoever has left is not told that the stream was cut: they did it.
      if (this.#isOver) return over;
      this.#end();
      return { done: false, value: this.#reading.fail(unansweredBy(error, false)) };
    }
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.#end();
    return over;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    while (!this.#isOver) {
      const { event, data } = readEvent(await this.#event());
      if (event === 'next') return { done: false, value: this.#reading.read(data) };
      if (event === 'complete') this.#end();
    }
    return over;
  }

  /** The next event that has come whole. */
  async #event(): Promise<string> {
    let end = this.#rest.indexOf('\n\n');
    while (end < 0) {
      const { done, value } = await this.#chunks.next();
      if (done) throw new Unanswered('lost', 'the stream was cut');
      this.#rest += String(value);
      end = this.#rest.indexOf('\n\n');
    }
    const text = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end + 2);
    return text;
  }

  #end(): void {
    this.#isOver = true;
    this.#body.destroy();
  }
}
