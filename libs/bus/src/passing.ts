import { setTimeout as pause } from 'node:timers/promises';
import { lift, type StreamName } from '@relais/contracts';
import type { Position, Recorded } from '@relais/event-store';
import { Fault } from '@relais/kernel';
import type { Parked } from '@relais/projections';
import { breathBefore } from './breath.ts';
import type { Surroundings } from './processor.ts';

/** What a processor does with events. */
export type Work = {
  /** What of a batch is still to be done, in order; what is missing before it is fetched. */
  readonly select: (batch: readonly Recorded[]) => Promise<readonly Recorded[]>;
  /** Does it, or throws and leaves nothing behind. The event is in the newest shape of its type. */
  readonly apply: (recorded: Recorded) => void | Promise<void>;
};

/** How far a batch was passed. */
export type Passed = {
  /** The position of the last event that was applied or parked. */
  readonly position: Position;
  readonly applied: number;
  readonly park: readonly Parked[];
  /** What stands in the way of the rest. */
  readonly tooNew: Fault | null;
};

type Options = Pick<Surroundings, 'clock' | 'pauses'> & {
  readonly name: string;
  readonly signal: AbortSignal;
};

/** Whether an event waits for a newer version of this reader. */
export const isTooNew = (error: unknown): error is Fault =>
  error instanceof Fault && error.code === 'contract-too-old';

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

const reasonOf = ({ name, message }: Error): string => `${name}: ${message}`;

/** Events go by one at a time: applied, parked with their stream, or the reason why nothing goes on. */
export class Passing {
  readonly #work: Work;
  readonly #options: Options;
  /** The streams that wait. */
  parked: ReadonlyMap<StreamName, Parked>;

  constructor(work: Work, options: Options, parked: readonly Parked[] = []) {
    this.#work = work;
    this.#options = options;
    this.parked = new Map(parked.map((waiting) => [waiting.stream, waiting]));
  }

  async pass(batch: readonly Recorded[]): Promise<Passed> {
    const due = await this.#work.select(batch.filter(({ event }) => !this.parked.has(event.stream)));
    const park: Parked[] = [];
    let position = 0;
    let applied = 0;
    for (const [place, recorded] of due.entries()) {
      const breath = breathBefore(place);
      if (breath) await breath;
      if (this.parked.has(recorded.event.stream)) continue;
      // A fold is done at once: waiting for it would cost more than the fold itself.
      const trying = this.#try(recorded);
      const failure = trying && (await this.#repeat(recorded, trying));
      if (isTooNew(failure)) return { position, applied, park, tooNew: failure };
      if (failure) park.push(this.#park(recorded, failure));
      else applied += 1;
      position = recorded.position;
    }
    return { position, applied, park, tooNew: null };
  }

  wait(stream: StreamName, parked: Parked | null): void {
    const others = new Map(this.parked);
    others.delete(stream);
    this.parked = parked ? others.set(stream, parked) : others;
  }

  #park({ position, event: { stream, revision } }: Recorded, failure: Error): Parked {
    const { name: processor, clock } = this.#options;
    const parked = { processor, stream, revision, position, reason: reasonOf(failure), at: clock() };
    this.wait(stream, parked);
    return parked;
  }

  /** Null when it was applied, otherwise why it was not, at the last try. */
  async #repeat(recorded: Recorded, trying: Error | Promise<Error | null>): Promise<Error | null> {
    const { pauses = [50, 200], signal } = this.#options;
    let failure = await trying;
    for (const rest of pauses) {
      if (!failure || isTooNew(failure)) return failure;
      await pause(rest, undefined, { signal });
      failure = await this.#try(recorded);
    }
    return failure;
  }

  #try(recorded: Recorded): Error | null | Promise<Error | null> {
    try {
      const event = lift(recorded.event);
      const applying = this.#work.apply(event === recorded.event ? recorded : { ...recorded, event });
      return applying ? applying.then(() => null, asError) : null;
    } catch (error) {
      return asError(error);
    }
  }
}
