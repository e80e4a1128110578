import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventStore, Position } from '@relais/event-store';
import { Fault, type Event } from '@relais/kernel';
import type { Beside, Row } from '@relais/projections';
import type { Engine } from './engine.ts';
import { ofKinds } from './kinds.ts';
import type { Passing } from './passing.ts';
import type { Projection } from './processor.ts';
import { Projecting } from './projecting.ts';

/** So many events are read at a time: others get their turn in between. */
const page = 500;

/** A next generation that is being filled from the store, from the very first event on. */
class Filling<R extends Row, In extends Event> {
  readonly #projection: Projection<R, In>;
  readonly #store: EventStore;
  readonly #beside: Beside<R>;
  readonly #projecting: Projecting<R, In>;
  readonly #passing: Passing;
  readonly #ours: ReturnType<typeof ofKinds>;
  #writing: Promise<void> = Promise.resolve();
  position: Position = 0;
  events = 0;

  constructor(projection: Projection<R, In>, store: EventStore, beside: Beside<R>, engine: Engine) {
    this.#projection = projection;
    this.#store = store;
    this.#beside = beside;
    this.#projecting = new Projecting(projection, store, beside.get);
    this.#passing = engine.passing(this.#projecting);
    this.#ours = ofKinds([projection.kind]);
  }

  get parked(): Passing['parked'] {
    return this.#passing.parked;
  }

  /** To the head of the store. */
  async advance(signal: AbortSignal): Promise<void> {
    while (await this.#next()) {
      if (signal.aborted)
        throw new Fault('stopped', `the rebuild of ${this.#projection.model.name} was stopped`);
      await nextTurn();
    }
    await this.#writing;
  }

  /** What was handed over is written, whether that went well or not. */
  async written(): Promise<void> {
    await Promise.allSettled([this.#writing]);
  }

  /** One page is written while the next one is folded. */
  async #write(): Promise<void> {
    const before = this.#writing;
    this.#writing = this.#beside.write(this.#projecting.take().versions);
    // It may fail while the next page is read: `written` or the next page will say so.
    void this.written();
    await before;
  }

  /** Whether there may be more. */
  async #next(): Promise<boolean> {
    const read = await this.#store.readAll(this.position, page);
    const { applied, tooNew } = await this.#passing.pass(read.filter(this.#ours));
    if (tooNew) throw tooNew;
    await this.#write();
    this.events += applied;
    this.position = read.at(-1)?.position ?? this.position;
    return read.length > 0;
  }
}

/**
 * Fills a next generation while the live one goes on; for the last few events the live one stands still, then the next
 * one takes its place, its checkpoint and its parked streams.
 */
export const rebuild = async <R extends Row, In extends Event>(
  projection: Projection<R, In>,
  store: EventStore,
  beside: Beside<R>,
  engine: Engine,
): Promise<{ readonly events: number; readonly position: Position }> => {
  const filling = new Filling(projection, store, beside, engine);
  try {
    await filling.advance(engine.signal);
    await beside.settle();
    await engine.turn(async () => {
      await filling.advance(engine.signal);
      await beside.swap(projection.model.name, filling.position, [...filling.parked.values()]);
      engine.move(filling.position, filling.parked);
    });
  } catch (error) {
    await filling.written();
    await beside.drop();
    throw error;
  }
  return { events: filling.events, position: filling.position };
};
