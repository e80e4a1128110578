import type { Position } from '@relais/event-store';
import type { Commit, Parked } from '@relais/projections';
import type { Progress } from './waiters.ts';

/** What a commit writes, and how far it brings each row, by key: told after it. */
export type Taken = Pick<Commit, 'writes'> & Pick<Progress, 'revisions'>;

/** What was applied and waits for a commit. */
export type Results = {
  /** How much waits: as long as it is nothing, the events so far may come again after a restart. */
  readonly waiting: () => number;
  /** Hands over all that waits. */
  readonly take: () => Taken;
};

type Options = Results & {
  /** Writes until it is written; rejects when it never will be. */
  readonly write: (commit: Omit<Commit, 'processor'>) => Promise<void>;
  readonly tell: (progress: Progress) => void;
};

/** So many batches without consequence may come again after a restart, for one write saved each. */
const spared = 50;

/** One commit after the other: what is applied while one is under way shares the next one, however much it is. */
export class Committing {
  readonly #options: Options;
  #position: Position = 0;
  #reached: Position = 0;
  #park: Parked[] = [];
  #spared = 0;
  /** Stays where it failed: what it took is lost to this process, nothing may be committed after it. */
  #going: Promise<void> | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Up to where all is committed. */
  get position(): Position {
    return this.#position;
  }

  /** All up to here is applied or parked: it is committed once the commit under way is done. */
  reach(position: Position, park: readonly Parked[]): void {
    this.#reached = Math.max(this.#reached, position);
    this.#park.push(...park);
    if (!this.#going) this.#begin();
  }

  /** Settles when all that was reached is committed. */
  async settled(): Promise<void> {
    await this.#going;
  }

  /** Goes on from elsewhere. Nothing may be under way. */
  move(position: Position): void {
    this.#position = position;
    this.#reached = position;
  }

  /** Commits at once, whether it has consequences or not. Nothing may be under way. */
  async write(more: Partial<Pick<Commit, 'park' | 'release'>> = {}): Promise<void> {
    const { revisions, writes } = this.#options.take();
    const position = this.#reached;
    await this.#options.write({ position, writes, ...more });
    this.#spared = 0;
    // Not before it is written: whoever waits for a position goes on to read.
    this.#position = position;
    this.#options.tell({ position, revisions });
  }

  /** For the end: what could not be committed comes again, the batches that were spared need not. */
  async finish(): Promise<void> {
    await Promise.allSettled([this.#going]);
    if (!this.#going && this.#spared > 0) await this.write();
  }

  #begin(): void {
    this.#going = this.#commitAll().then(() => {
      this.#going = null;
      // Reached since the last look.
      if (this.#isDue()) this.#begin();
    });
    // Whoever waits for it is told.
    void Promise.allSettled([this.#going]);
  }

  async #commitAll(): Promise<void> {
    while (this.#isDue()) {
      const park = this.#park.splice(0);
      this.#spared += 1;
      if (this.#options.waiting() > 0 || park.length > 0 || this.#spared >= spared)
        await this.write({ park });
      else this.#pass();
    }
  }

  #isDue(): boolean {
    return this.#reached > this.#position || this.#park.length > 0 || this.#options.waiting() > 0;
  }

  #pass(): void {
    const { revisions } = this.#options.take();
    this.#position = this.#reached;
    this.#options.tell({ position: this.#position, revisions });
  }
}
