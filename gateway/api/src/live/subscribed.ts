import type { ExecutionResult } from 'graphql';
import type { Results } from '@relais/nest';

/** How one subscription of a caller is watched. */
export type Watch = {
  /** Whether the token is still to be believed. */
  readonly isKnown: () => Promise<boolean>;
  /** Until when the token is valid, in ms since 1970. */
  readonly until: number;
  /** What is told last to a caller whose token is believed no more. */
  readonly unknown: ExecutionResult;
  readonly delivered: () => void;
  /** Called once. */
  readonly ended: () => void;
};

/** The longest time that a timer can wait, in ms. */
const longest = 2 ** 31 - 1;

/** Results of a subscription for as long as its caller's token is believed: asked again before each of them. */
export class Subscribed implements AsyncIterableIterator<ExecutionResult, undefined> {
  readonly #source: Results;
  readonly #watch: Watch;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #isExpired = false;

  constructor(source: Results, watch: Watch) {
    this.#source = source;
    this.#watch = watch;
    this.#wait();
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (this.#isOver) return { done: true, value: undefined };
    const { done, value } = await this.#source.next();
    if (!this.#isOver && (this.#isExpired || !(await this.#watch.isKnown()))) {
      await this.return();
      return { done: false, value: this.#watch.unknown };
    }
    if (done || this.#isOver) return this.return();
    this.#watch.delivered();
    return { done: false, value };
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (!this.#isOver) {
      this.#isOver = true;
      clearTimeout(this.#timer);
      this.#watch.ended();
      await this.#source.return?.();
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** A subscription that is silent ends, too, when its token does. */
  #wait(): void {
    const left = this.#watch.until - Date.now();
    if (left > 0) this.#timer = setTimeout(() => this.#wait(), Math.min(left, longest)).unref();
    else {
      this.#isExpired = true;
      void this.#source.return?.();
    }
  }
}
