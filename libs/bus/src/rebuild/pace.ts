import type { EventStore, Position } from '@relais/event-store';

/** So far at most one runs ahead of another: as far as pages of a log that were read are remembered. */
const ahead = 1_500;

/** One that is further behind is on its own: nobody waits for it. */
const lost = 20_000;

/** Keeps those who read the same log from its beginning side by side, so that each page is read and parsed once for all of them. */
export class Pace {
  readonly #at = new Map<object, Position>();
  #moved = Promise.withResolvers<void>();

  /** Settles when none of the others is too far behind. */
  async keep(one: object, position: Position): Promise<void> {
    this.#at.set(one, position);
    this.#tell();
    while (this.#isAhead(position)) await this.#moved.promise;
  }

  leave(one: object): void {
    this.#at.delete(one);
    this.#tell();
  }

  #isAhead(position: Position): boolean {
    for (const other of this.#at.values())
      if (position - other > ahead && position - other < lost) return true;
    return false;
  }

  #tell(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers<void>();
  }
}

const paces = new WeakMap<EventStore, Pace>();

/** The pace of all who rebuild from one store. */
export const paceOf = (store: EventStore): Pace => {
  const pace = paces.get(store) ?? new Pace();
  paces.set(store, pace);
  return pace;
};
