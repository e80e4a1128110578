import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { Fault } from '@relais/kernel';
import type { AppendAnswer } from '../event-store.ts';
import { closed } from '../closed.ts';
import { startThread } from './thread.ts';
import { readAnswer, writeDown, type Judged, type Wanted } from './wire.ts';
import type { Told } from './writer.ts';

type Waiting = {
  readonly wanted: Wanted;
  readonly resolve: (answer: AppendAnswer) => void;
  readonly reject: (fault: Fault) => void;
};

const settle = ({ wanted: { stream }, resolve, reject }: Waiting, judged: Judged): void => {
  if (judged.answer === 'chain-broken')
    return reject(new Fault('append-broken', `an event is not chained to the end of ${stream}`));
  if (judged.answer === 'unreadable')
    return reject(new Fault('event-unreadable', `the last event of ${stream} is damaged`));
  return resolve(judged);
};

/**
 * The one way to the disk: what is asked for during a tick, or while a commit runs, is committed together.
 * `committed` is called after each commit that may have written. Once a commit has failed everything fails.
 */
export class GroupCommit {
  readonly #worker: Worker;
  readonly #committed: () => void;
  #queue: Waiting[] = [];
  #flying: readonly Waiting[] = [];
  #scheduled = false;
  #down: Fault | null = null;
  #closing = false;
  #idle: (() => void)[] = [];
  #emptied: () => void = () => undefined;
  readonly #exit: Promise<void>;

  private constructor(worker: Worker, committed: () => void) {
    this.#worker = worker;
    this.#committed = committed;
    worker.on('message', (told: Told) => this.#hear(told));
    worker.on('error', (error) => this.#fail('the writer broke down', error));
    worker.on('exit', () => this.#fail('the writer has ended'));
    this.#exit = new Promise((resolve) => worker.once('exit', () => resolve()));
  }

  /** Starts the writer on a log; a log that it cannot open is told by `refused`. */
  static async open(
    file: string,
    committed: () => void,
    refused: (reason: string, code: number | string) => Fault,
  ) {
    const worker = startThread('writer', file);
    const writer = new GroupCommit(worker, committed);
    const [told] = (await once(worker, 'message')) as [Told];
    if (told.kind === 'down') throw refused(told.reason, told.code);
    return writer;
  }

  /** On the disk when it resolves. */
  append(wanted: Wanted): Promise<AppendAnswer> {
    if (this.#down) return Promise.reject(this.#down);
    if (this.#closing) return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      this.#queue.push({ wanted, resolve, reject });
      this.#schedule();
    });
  }

  /** Accepts nothing more, and settles what was asked for. */
  async settle(): Promise<void> {
    this.#closing = true;
    if (this.#queue.length + this.#flying.length > 0)
      await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Moves what SQLite's journal holds into the log; gives what has failed by then, and a writer that has failed has ended. */
  async empty(): Promise<Fault | null> {
    if (this.#down) await this.#exit;
    else {
      const emptied = new Promise<void>((resolve) => (this.#emptied = resolve));
      this.#worker.postMessage('empty');
      await Promise.race([emptied, this.#exit]);
    }
    return this.#down;
  }

  /** Settles and ends the thread. */
  async close(): Promise<void> {
    await this.settle();
    if (!this.#down) this.#worker.postMessage('close');
    this.#down ??= closed();
    await this.#exit;
  }

  /** At the end of the tick, when all who were woken together have asked. */
  #schedule(): void {
    if (this.#scheduled || this.#flying.length > 0) return;
    this.#scheduled = true;
    setImmediate(() => this.#send());
  }

  #send(): void {
    this.#scheduled = false;
    if (this.#down || this.#queue.length === 0) return;
    this.#flying = this.#queue;
    this.#queue = [];
    this.#worker.postMessage(writeDown(this.#flying.map(({ wanted }) => wanted)));
  }

  #hear(told: Told): void {
    if (told.kind === 'down') this.#fail(told.reason);
    if (told.kind === 'emptied') this.#emptied();
    if (told.kind !== 'answers') return;
    const flown = this.#flying;
    this.#flying = [];
    // What queued meanwhile goes first: the writer works while this thread hands out the answers.
    this.#send();
    flown.forEach((waiting, place) => settle(waiting, readAnswer(told.answers, place)));
    this.#committed();
    this.#rest();
  }

  #fail(reason: string, cause?: unknown): void {
    if (this.#down) return;
    this.#down = new Fault(
      'store-down',
      `the event store accepts nothing more until the next start: ${reason}`,
      cause,
    );
    for (const { reject } of [...this.#flying, ...this.#queue]) reject(this.#down);
    this.#flying = [];
    this.#queue = [];
    this.#rest();
  }

  #rest(): void {
    if (this.#queue.length + this.#flying.length > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle = [];
  }
}
