/** In ms: how often something may be delivered, and how often something must be; null where silence says nothing. */
export type Pace = { readonly least: number; readonly most: number | null };

/** What the deliveries of one subscription are made of. */
export type Source<Told> = {
  /** Whether there is something to tell. */
  readonly isDue: () => boolean;
  /** What is to be told now, as it is at this instant; null when it is nothing after all. */
  readonly take: () => Promise<Told | null>;
  /** Nobody listens any more; called once. */
  readonly leave: () => void;
};

/**
 * The deliveries of one subscription, each made when it is asked for: what happens meanwhile waits in the source, which merges
 * it. No generator: one that waits never sees `return()`, and its source would be listened to for ever.
 */
export class Deliveries<Told> implements AsyncIterableIterator<Told, undefined> {
  readonly #source: Source<Told>;
  readonly #pace: Pace;
  #last = -Infinity;
  #ended = false;
  #fault: Error | null = null;
  #wake = (): void => undefined;

  constructor(source: Source<Told>, pace: Pace) {
    this.#source = source;
    this.#pace = pace;
  }

  /** Something may be due now. */
  look(): void {
    this.#wake();
  }

  /** Nothing more is delivered but the fault, if there is one. */
  end(fault: Error | null = null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#fault = fault;
    this.#wake();
    this.#source.leave();
  }

  async next(): Promise<IteratorResult<Told, undefined>> {
    while (!this.#ended) {
      await this.#due();
      const value = await this.#take();
      if (value !== null) return { value, done: false };
    }
    const fault = this.#fault;
    this.#fault = null;
    if (fault) throw fault;
    return { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<Told, undefined>> {
    this.end();
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<IteratorResult<Told, undefined>> {
    this.end();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #take(): Promise<Told | null> {
    if (this.#ended) return null;
    try {
      const value = await this.#source.take();
      if (value !== null) this.#last = performance.now();
      return this.#ended ? null : value;
    } catch (error) {
      this.end();
      throw error;
    }
  }

  /** How long until something is due. */
  #wait(): number {
    if (this.#ended) return 0;
    const { least, most } = this.#pace;
    const pause = this.#source.isDue() ? least : most;
    return pause === null ? Infinity : this.#last + pause - performance.now();
  }

  #due(): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      this.#wake = () => {
        clearTimeout(timer);
        const wait = this.#wait();
        if (wait > 0) timer = wait === Infinity ? undefined : setTimeout(this.#wake, wait);
        else {
          this.#wake = () => undefined;
          resolve();
        }
      };
      this.#wake();
    });
  }
}
