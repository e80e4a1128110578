import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Position, Recorded, Subscription } from './event-store.ts';

type Deliver = (batch: readonly Recorded[]) => Promise<void>;
type Page = (after: Position, limit: number) => readonly Recorded[] | Promise<readonly Recorded[]>;

const batchSize = 500;

/** How long to wait after so many failures in a row, in ms. */
const patience = (failures: number): number => Math.min(50 * 2 ** failures, 5_000);

/**
 * Pulls pages by position and hands them on; `wake` says that there may be more. One cursor for what was and what comes:
 * nothing can be lost between catching up and being live.
 */
export class Pull implements Subscription {
  readonly #page: Page;
  readonly #deliver: Deliver;
  #position: Position;
  #stopped = false;
  #woken = false;
  #wake: (() => void) | null = null;
  readonly #ended: Promise<void>;

  constructor(page: Page, after: Position, deliver: Deliver) {
    this.#page = page;
    this.#position = after;
    this.#deliver = deliver;
    this.#ended = this.#run();
  }

  readonly wake = (): void => {
    this.#woken = true;
    this.#wake?.();
  };

  readonly stop = async (): Promise<void> => {
    this.#stopped = true;
    this.#wake?.();
    await this.#ended;
  };

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stopped) {
      this.#woken = false;
      const rest = await this.#next().then(
        () => 0,
        // The same events again until they are taken: passing over one would lose it.
        () => patience(failures),
      );
      failures = rest > 0 ? failures + 1 : 0;
      if (rest > 0) await this.#sleep(rest);
    }
  }

  /** Hands on what there is, or waits until there may be something. */
  async #next(): Promise<void> {
    const batch = await this.#page(this.#position, batchSize);
    const last = batch.at(-1);
    if (!last) return this.#sleep();
    // Stopped while the page was read.
    if (this.#stopped) return undefined;
    await this.#deliver(batch);
    this.#position = last.position;
    // Other work gets its turn between two pages of a long past.
    return nextTurn();
  }

  /** Until woken, or for so many ms whatever happens; stopping ends both. */
  async #sleep(ms?: number): Promise<void> {
    if (this.#stopped || (ms === undefined && this.#woken)) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = () => {
        if (ms === undefined || this.#stopped) resolve();
      };
      if (ms !== undefined) timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
    this.#wake = null;
  }
}
