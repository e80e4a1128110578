import { setTimeout as pause } from 'node:timers/promises';
import { Appending, type Answer, type Append } from './appending.ts';
import type { Log } from './log.ts';

type Waiting = { readonly append: Append; readonly answered: (answer: Answer | null) => void };

/** How long the repetition of an append that is still under way waits before it is told that it took too long, in ms. */
const phaseTimeout = 2_000;

const nameOf = ({ stream, events }: Append): string => JSON.stringify([stream, events.map(({ id }) => id)]);

/** One commit for all appends of a turn. The same append twice in one turn is written once, and the second one times out. */
export class Writer {
  readonly #log: Log;
  readonly #appending: Appending;
  readonly #written: () => void;
  #queue: Waiting[] = [];

  constructor(log: Log, written: () => void) {
    this.#log = log;
    this.#appending = new Appending(log);
    this.#written = written;
  }

  /** Null when it took too long. */
  append(append: Append): Promise<Answer | null> {
    return new Promise((answered) => {
      if (this.#queue.length === 0) setImmediate(() => this.#commit());
      this.#queue.push({ append, answered });
    });
  }

  #commit(): void {
    const queue = this.#queue;
    this.#queue = [];
    const seen = new Set<string>();
    const answers = this.#log.commit(() =>
      queue.map(({ append }) => {
        const name = nameOf(append);
        if (append.events.length > 0 && seen.has(name)) return null;
        seen.add(name);
        return this.#appending.decide(append);
      }),
    );
    queue.forEach(({ answered }, place) => {
      const answer = answers[place] ?? null;
      if (answer) answered(answer);
      else void pause(phaseTimeout).then(() => answered(null));
    });
    this.#written();
  }
}
