import type { EventStore, Position } from '@relais/event-store';
import { Fault, type Event } from '@relais/kernel';
import type { Beside, Row } from '@relais/projections';
import { breath } from '../breath.ts';
import type { Engine } from '../engine.ts';
import { ofKinds } from '../kinds.ts';
import { paceOf } from './pace.ts';
import type { Passing } from '../passing.ts';
import type { Projection, Surroundings } from '../processor.ts';
import { Projecting } from '../projecting.ts';

/** So many events are read at a time. */
const page = 500;

/** So many pages are written while the next one is folded: an answer takes as long as whatever else the thread has to do. */
const mostPages = 8;

/** A next generation that is being filled from the store, from the very first event on. */
class Filling<R extends Row, In extends Event> {
  readonly #projection: Projection<R, In>;
  readonly #store: EventStore;
  #write: Beside<R>['write'];
  readonly #projecting: Projecting<R, In>;
  readonly #passing: Passing;
  readonly #ours: ReturnType<typeof ofKinds>;
  /** What was handed over and is not known to be written, in order. */
  readonly #writing: Promise<void>[] = [];
  position: Position = 0;
  events = 0;

  constructor(projection: Projection<R, In>, store: EventStore, beside: Beside<R>, engine: Engine) {
    this.#projection = projection;
    this.#store = store;
    this.#write = beside.write;
    this.#projecting = new Projecting(projection, store, beside.get);
    this.#passing = engine.passing(this.#projecting);
    this.#ours = ofKinds([projection.kind]);
  }

  get parked(): Passing['parked'] {
    return this.#passing.parked;
  }

  /** To the head of the store, beside others who are rebuilt. */
  async catchUp(signal: AbortSignal): Promise<void> {
    const pace = paceOf(this.#store);
    try {
      await this.advance(signal, () => pace.keep(this, this.position));
    } finally {
      pace.leave(this);
    }
  }

  /** To the head of the store. */
  async advance(signal: AbortSignal, before?: () => Promise<void>): Promise<void> {
    do {
      if (signal.aborted)
        throw new Fault('stopped', `the rebuild of ${this.#projection.model.name} was stopped`);
      await breath();
      await before?.();
    } while (await this.#next());
    for (const writing of this.#writing.splice(0)) await writing;
  }

  /** What was handed over is written, whether that went well or not. */
  async written(): Promise<void> {
    await Promise.allSettled(this.#writing);
  }

  /** From now on what is filled is the live generation. */
  live(write: Beside<R>['write']): void {
    this.#write = write;
  }

  async #hand(): Promise<void> {
    const writing = this.#write(this.#projecting.take().versions);
    this.#writing.push(writing);
    // It may fail while the next page is read: `written` or one of the next pages will say so.
    void Promise.allSettled([writing]);
    if (this.#writing.length > mostPages) await this.#writing.shift();
  }

  /** Whether there may be more. */
  async #next(): Promise<boolean> {
    const read = await this.#store.readAll(this.position, page);
    const { applied, tooNew } = await this.#passing.pass(read.filter(this.#ours));
    if (tooNew) throw tooNew;
    await this.#hand();
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
  { store, projections, bus }: Pick<Surroundings, 'store' | 'projections' | 'bus'>,
  beside: Beside<R>,
  engine: Engine,
): Promise<{ readonly events: number; readonly position: Position }> => {
  const { model } = projection;
  const filling = new Filling(projection, store, beside, engine);
  try {
    await filling.catchUp(engine.signal);
    await beside.settle();
    await engine.turn(async () => {
      await filling.advance(engine.signal);
      const { position } = filling;
      await beside.swap(model.name, position, [...filling.parked.values()]);
      engine.move(position, filling.parked);
    });
  } catch (error) {
    await filling.written();
    await beside.drop();
    throw error;
  }
  const { events, position } = filling;
  if (bus.groups) {
    // Other processes of the group wrote to the former generation until they saw that there is another one.
    filling.live((versions) =>
      projections.commit({ processor: model.name, position, writes: [{ model, versions }] }),
    );
    await engine.turn(() => filling.advance(engine.signal));
  }
  return { events, position };
};
