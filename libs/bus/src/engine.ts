import { setTimeout as pause } from 'node:timers/promises';
import type { StreamKind, StreamName } from '@relais/contracts';
import type { Position, Recorded, Subscription } from '@relais/event-store';
import { Fault } from '@relais/kernel';
import type { Parked } from '@relais/projections';
import type { Groups } from './bus.ts';
import { Committing, type Results } from './committing.ts';
import { isTooNew, Passing, type Work } from './passing.ts';
import type { Running, Standing, Surroundings } from './processor.ts';
import { Turns } from './turns.ts';
import { Waiters, type Progress } from './waiters.ts';

/** A processor's own part: what it does with an event, and what a commit writes. */
export type Task = Work &
  Results & {
    readonly name: string;
    readonly kinds: readonly StreamKind[];
    /** How many events are applied before a commit is asked for. */
    readonly atOnce: number;
    /** How much may wait for a commit while the next events are applied. */
    readonly behind: number;
    /** Another generation has taken the place of what was written. */
    readonly forget: () => void;
    /** Told what a commit has made readable. */
    readonly told?: (progress: Progress) => void;
  };

/** The longest rest between two tries of what is down, in ms. */
const longest = 5_000;

/** How often a bus is asked how far a group is, in ms. */
export const askEvery = 50;

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
  readonly #committing: Committing;
  #passing: Passing;
  #subscription: Subscription | null = null;
  #state: Standing['state'] = 'starting';
  #fault: Fault | null = null;

  /** `prepare` is settled before anything is read. */
  constructor(task: Task, around: Surroundings, prepare: (engine: Engine) => Promise<void>) {
    this.#task = task;
    this.#around = around;
    this.#passing = this.passing(task);
    this.#committing = new Committing({
      ...{ waiting: task.waiting, take: task.take },
      write: (commit) =>
        this.#patiently(() => around.projections.commit({ processor: task.name, ...commit })),
      tell: this.#tell,
    });
    this.started = this.#start(() => prepare(this));
  }

  get name(): string {
    return this.#task.name;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  readonly standing = (): Standing => ({
    state: this.#state,
    position: this.#committing.position,
    parked: this.#passing.parked.size,
    reason: this.#fault?.message ?? null,
  });

  readonly caughtUp = async (position: Position): Promise<void> => {
    await this.started;
    const { groups } = this.#around.bus;
    if (!groups && this.#committing.position >= position) return;
    if (this.#fault && this.#state !== 'retrying') throw this.#fault;
    await (groups ? this.#reached(groups, position) : this.waiters.wait({ position }));
  };

  readonly release = async (stream: StreamName): Promise<Parked | null> => {
    await this.started;
    return this.turn(() => this.#release(stream));
  };

  readonly stop = async (): Promise<void> => {
    this.#abort.abort();
    await this.started;
    await this.#subscription?.stop();
    await this.#turns.take(() => this.#committing.finish());
    this.#become('stopped', new Fault('stopped', `${this.#task.name} was stopped`));
  };

  /** All that was applied is committed before, and nothing else is applied or committed meanwhile. */
  turn<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#turns.take(async () => {
      await this.#committing.settled();
      return work();
    });
  }

  /** Settles when what was applied so far is committed: false when it never will be. */
  async committed(): Promise<boolean> {
    const [settled] = await Promise.allSettled([this.#committing.settled()]);
    return settled.status === 'fulfilled';
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
    this.#passing.parked = parked;
    this.#task.forget();
    this.#committing.move(position);
    this.#tell({ position, revisions: new Map() });
  }

  /** Before it runs: the live generation cannot be read, a next one is being filled. */
  rebuilding(): void {
    this.#become('rebuilding');
  }

  async #start(prepare: () => Promise<void>): Promise<void> {
    const { projections, bus, store } = this.#around;
    const { name, kinds } = this.#task;
    try {
      await prepare();
      // A log that was put back from an older copy grows again from its own end.
      this.#committing.move(Math.min(await projections.checkpoint(name), await store.head()));
      for (const parked of await projections.parked(name)) this.#passing.wait(parked.stream, parked);
      if (this.signal.aborted) return;
      this.#become('running');
      this.#subscription = bus.subscribe(
        { group: name, after: this.#committing.position, kinds },
        this.#deliver,
      );
    } catch (error) {
      this.#become(isTooNew(error) ? 'waiting' : 'failed', asFault(error, `${name} cannot begin`));
    }
  }

  /** Other processes may have their part in it: the bus is asked until it says so. */
  async #reached(groups: Groups, position: Position): Promise<void> {
    while (!(await groups.reached(this.#task.name, position))) {
      if (this.#fault && this.#state !== 'retrying') throw this.#fault;
      await pause(askEvery);
    }
  }

  readonly #tell = (progress: Progress): void => {
    this.waiters.tell(progress);
    this.#task.told?.(progress);
  };

  readonly #deliver = async (batch: readonly Recorded[], upTo: Position): Promise<void> => {
    const tooNew = await this.#turns.take(() => this.#handle(batch, upTo));
    if (!tooNew) return;
    this.#become('waiting', tooNew);
    if (!this.signal.aborted) await new Promise((resolve) => this.signal.addEventListener('abort', resolve));
    throw tooNew;
  };

  async #handle(batch: readonly Recorded[], upTo: Position): Promise<Fault | null> {
    const { atOnce } = this.#task;
    for (let from = 0; from === 0 || from < batch.length; from += atOnce) {
      const part = batch.slice(from, from + atOnce);
      const last = from + part.length === batch.length ? upTo : part.at(-1)?.position;
      const tooNew = await this.#pass(part, Math.min(last ?? upTo, upTo));
      if (tooNew) return tooNew;
    }
    return null;
  }

  async #pass(part: readonly Recorded[], upTo: Position): Promise<Fault | null> {
    const { position, park, tooNew } = await this.#patiently(() => this.#passing.pass(part));
    const { behind, waiting } = this.#task;
    this.#committing.reach(tooNew ? Math.min(position, upTo) : upTo, park);
    // A bus that keeps the place takes what is settled for committed.
    if (tooNew || this.#around.bus.groups || waiting() > behind) await this.#committing.settled();
    return tooNew;
  }

  async #release(stream: StreamName): Promise<Parked | null> {
    const waiting = this.#passing.parked.get(stream);
    if (!waiting) return null;
    const { position } = this.#committing;
    const { bus, store } = this.#around;
    const missed = await store.read(stream, { from: waiting.revision });
    this.#passing.wait(stream, null);
    // What lies beyond the checkpoint comes by the bus; one that keeps the place may have brought it already.
    const due = bus.groups ? missed : missed.filter((recorded) => recorded.position <= position);
    const passed = await this.#patiently(() => this.#passing.pass(due));
    if (passed.tooNew) {
      this.#passing.wait(stream, waiting);
      throw passed.tooNew;
    }
    await this.#committing.write({ park: passed.park, release: [stream] });
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
