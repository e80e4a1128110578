import { setTimeout as pause } from 'node:timers/promises';
import type { StreamKind, StreamName } from '@relais/contracts';
import type { Position, Recorded, Subscription } from '@relais/event-store';
import { Fault } from '@relais/kernel';
import type { Commit, Parked } from '@relais/projections';
import { isTooNew, Passing, type Passed, type Work } from './passing.ts';
import type { Running, Standing, Surroundings } from './processor.ts';
import { Turns } from './turns.ts';
import { Waiters } from './waiters.ts';

/** A processor's own part: what it does with an event, and what a commit writes. */
export type Task = Work & {
  readonly name: string;
  readonly kinds: readonly StreamKind[];
  /** How many events share a commit. */
  readonly atOnce: number;
  readonly writes: () => Commit['writes'];
  /** What is committed, by key: told after each commit. */
  readonly settle: () => ReadonlyMap<string, number>;
  /** Whether the events so far must not come again after a restart. */
  readonly binding: () => boolean;
  /** Another generation has taken the place of what was written. */
  readonly forget: () => void;
};

/** So many batches without consequence may come again after a restart, for one write saved each. */
const spared = 50;

/** The longest rest between two tries of what is down, in ms. */
const longest = 5_000;

const asFault = (error: unknown, message: string): Fault =>
  error instanceof Fault ? error : new Fault('processor-failed', `${message}: ${String(error)}`, error);

/** What projections and reactions share: the checkpoint, the parked streams, one batch at a time, the end. */
export class Engine implements Running {
  readonly #task: Task;
  readonly #around: Surroundings;
  readonly #abort = new AbortController();
  readonly #turns = new Turns();
  readonly waiters = new Waiters();
  /** Settles when the first delivery may come, or when none ever will. */
  readonly started: Promise<void>;
  #passing: Passing;
  #subscription: Subscription | null = null;
  #state: Standing['state'] = 'starting';
  #fault: Fault | null = null;
  #position: Position = 0;
  #spared = 0;

  /** `prepare` is settled before anything is read. */
  constructor(task: Task, around: Surroundings, prepare: (engine: Engine) => Promise<void>) {
    this.#task = task;
    this.#around = around;
    this.#passing = this.passing(task);
    this.started = this.#start(() => prepare(this));
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  readonly standing = (): Standing => ({
    state: this.#state,
    position: this.#position,
    parked: this.#passing.parked.size,
    reason: this.#fault?.message ?? null,
  });

  readonly caughtUp = async (position: Position): Promise<void> => {
    await this.started;
    if (this.#position >= position) return;
    if (this.#fault && this.#state !== 'retrying') throw this.#fault;
    await this.waiters.wait({ position });
  };

  readonly release = async (stream: StreamName): Promise<Parked | null> => {
    await this.started;
    return this.turn(() => this.#release(stream));
  };

  readonly stop = async (): Promise<void> => {
    this.#abort.abort();
    await this.started;
    await this.#subscription?.stop();
    await this.turn(async () => {
      if (this.#spared > 0) await this.#write({ position: this.#position });
    });
    this.#become('stopped', new Fault('stopped', `${this.#task.name} was stopped`));
  };

  /** Nothing else is applied or committed meanwhile. */
  turn<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#turns.take(work);
  }

  /** A way to pass events of one's own, with this processor's name and patience. */
  passing(work: Work): Passing {
    const { clock, pauses } = this.#around;
    return new Passing(work, {
      name: this.#task.name,
      clock,
      signal: this.signal,
      ...(pauses && { pauses }),
    });
  }

  /** Goes on from elsewhere: another generation has been filled up to there. */
  move(position: Position, parked: Passing['parked']): void {
    this.#position = position;
    this.#passing.parked = parked;
    this.#task.forget();
    this.waiters.tell({ position, revisions: new Map() });
  }

  /** Before it runs: the live generation cannot be read, a next one is being filled. */
  rebuilding(): void {
    this.#become('rebuilding');
  }

  async #start(prepare: () => Promise<void>): Promise<void> {
    const { projections, bus } = this.#around;
    const { name, kinds } = this.#task;
    try {
      await prepare();
      this.#position = await projections.checkpoint(name);
      for (const parked of await projections.parked(name)) this.#passing.wait(parked.stream, parked);
      if (this.signal.aborted) return;
      this.#become('running');
      this.#subscription = bus.subscribe({ group: name, after: this.#position, kinds }, this.#deliver);
    } catch (error) {
      this.#become(isTooNew(error) ? 'waiting' : 'failed', asFault(error, `${name} cannot begin`));
    }
  }

  readonly #deliver = async (batch: readonly Recorded[], upTo: Position): Promise<void> => {
    const tooNew = await this.turn(() => this.#handle(batch, upTo));
    if (!tooNew) return;
    this.#become('waiting', tooNew);
    if (!this.signal.aborted) await new Promise((resolve) => this.signal.addEventListener('abort', resolve));
    throw tooNew;
  };

  async #handle(batch: readonly Recorded[], upTo: Position): Promise<Fault | null> {
    for (let from = 0; from === 0 || from < batch.length; from += this.#task.atOnce) {
      const part = batch.slice(from, from + this.#task.atOnce);
      const passed = await this.#patiently(() => this.#passing.pass(part));
      const whole = from + part.length === batch.length;
      const reached = passed.tooNew ? passed.position : whole ? upTo : (part.at(-1)?.position ?? upTo);
      await this.#commit(reached, passed);
      if (passed.tooNew) return passed.tooNew;
    }
    return null;
  }

  async #commit(reached: Position, { park }: Pick<Passed, 'park'>): Promise<void> {
    const position = Math.max(this.#position, reached);
    this.#spared += 1;
    if (this.#task.binding() || park.length > 0 || this.#spared >= spared)
      await this.#patiently(() => this.#write({ position, park }));
    // Not before it is written: whoever waits for a position goes on to read.
    this.#position = position;
    this.waiters.tell({ position, revisions: this.#task.settle() });
  }

  async #write(more: Pick<Commit, 'position' | 'park' | 'release'>): Promise<void> {
    const { name, writes } = this.#task;
    await this.#around.projections.commit({ processor: name, writes: writes(), ...more });
    this.#spared = 0;
  }

  async #release(stream: StreamName): Promise<Parked | null> {
    const waiting = this.#passing.parked.get(stream);
    if (!waiting) return null;
    const position = this.#position;
    const missed = await this.#around.store.read(stream, { from: waiting.revision });
    this.#passing.wait(stream, null);
    // What lies beyond the checkpoint comes by the bus.
    const due = missed.filter((recorded) => recorded.position <= position);
    const passed = await this.#patiently(() => this.#passing.pass(due));
    if (passed.tooNew) {
      this.#passing.wait(stream, waiting);
      throw passed.tooNew;
    }
    await this.#patiently(() => this.#write({ position, park: passed.park, release: [stream] }));
    this.waiters.tell({ position, revisions: this.#task.settle() });
    return this.#passing.parked.get(stream) ?? null;
  }

  /** What fails because something is down is tried until it is up again, or this is stopped. */
  async #patiently<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let failures = 0; ; failures += 1) {
      const tried = await this.#tryOnce(work);
      if (tried) return tried.result;
      await pause(Math.min(50 * 2 ** failures, longest), undefined, { signal: this.signal });
    }
  }

  async #tryOnce<Result>(work: () => Promise<Result>): Promise<{ readonly result: Result } | null> {
    try {
      const result = await work();
      if (this.#state === 'retrying') this.#become('running');
      return { result };
    } catch (error) {
      if (this.signal.aborted) throw error;
      this.#become('retrying', asFault(error, `${this.#task.name} tries again`));
      return null;
    }
  }

  #become(state: Standing['state'], fault: Fault | null = null): void {
    this.#state = state;
    this.#fault = fault;
    if (fault && state !== 'retrying') this.waiters.fail(fault);
  }
}
