/** What is pushed comes out, for each who listens; no generator, for one that waits never sees `return()`. */
export class Channel<Told> {
  readonly #listeners = new Set<{
    readonly push: (told: Told) => void;
    readonly fail: (error: Error) => void;
  }>();

  get listeners(): number {
    return this.#listeners.size;
  }

  push(told: Told): void {
    for (const { push } of this.#listeners) push(told);
  }

  fail(error: Error): void {
    for (const { fail } of this.#listeners) fail(error);
  }

  listen(): AsyncIterableIterator<Told> {
    type Coming = Promise<IteratorResult<Told>>;
    const come: Coming[] = [];
    let wake = Promise.withResolvers<void>();
    const add = (one: Coming): void => {
      one.catch(() => undefined);
      come.push(one);
      wake.resolve();
    };
    const listener = {
      push: (value: Told) => add(Promise.resolve({ done: false, value })),
      fail: (error: Error) => add(Promise.reject(error)),
    };
    this.#listeners.add(listener);
    const done = { done: true, value: undefined } as const;
    const leave = (): void => {
      this.#listeners.delete(listener);
      wake.resolve();
    };
    return {
      next: async () => {
        if (come.length === 0 && this.#listeners.has(listener)) {
          wake = Promise.withResolvers();
          await wake.promise;
        }
        return this.#listeners.has(listener) ? (come.shift() ?? done) : done;
      },
      return: async () => {
        leave();
        return done;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}
