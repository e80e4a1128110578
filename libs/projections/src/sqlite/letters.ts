import { basename, extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Fault } from '@relais/kernel';

/** What a thread can be asked, by name. */
export type Works = { readonly [work: string]: (...given: never) => unknown };

/** The same from another thread. */
export type Asking<W extends Works> = {
  readonly [N in keyof W]: (...given: Parameters<W[N]>) => Promise<ReturnType<W[N]>>;
};

/** What a thread is asked: one of its works, or to close. */
export type Asked = { readonly id: number; readonly work: string; readonly given: readonly unknown[] };

/** What it answers; the first answer, with id 0, says whether the file could be opened. */
export type Answered =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failed: string; readonly code: string };

/** Asks a thread to end. */
export const closing = 'close';

type Waiting = { readonly resolve: (result: unknown) => void; readonly reject: (fault: Fault) => void };

// The sources run as they lie under Jest, and then find the sources of what they import; the built files run elsewhere.
const kind = extname(import.meta.url);
const sources = '--conditions=@relais/source';

/** One letter to a thread at a time is in its hands, the others wait in its queue; each gets its answer. */
export class Letters {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = -1;
  #dead: Fault | null = null;

  constructor(thread: 'write/writer' | 'read/reader', workerData: unknown) {
    const url = new URL(`./${thread}${kind}`, import.meta.url);
    this.#worker = new Worker(url, { workerData, ...(kind === '.ts' && { execArgv: [sources] }) });
    this.#worker.on('message', (answered: Answered) => this.#answered(answered));
    this.#worker.on('error', (error) =>
      this.#end(new Fault('projections-failed', `the ${basename(thread)} stopped`, error)),
    );
    this.#worker.on('exit', () => this.#end(new Fault('projections-closed', 'the read models are closed')));
  }

  /** Rejects with the Fault that keeps the thread from opening its file. */
  async opened(): Promise<void> {
    try {
      await this.#wait();
    } catch (fault) {
      await this.#worker.terminate();
      throw fault;
    }
  }

  ask(work: string, given: readonly unknown[]): Promise<unknown> {
    if (this.#dead) return Promise.reject(this.#dead);
    const answer = this.#wait();
    this.#worker.postMessage({ id: this.#last, work, given } satisfies Asked);
    return answer;
  }

  /** All works, to be asked for as if they were done here. */
  works<W extends Works>(names: { readonly [N in keyof W]: true }): Asking<W> {
    const works = Object.keys(names).map((name) => [name, (...given: unknown[]) => this.ask(name, given)]);
    return Object.fromEntries(works) as Asking<W>;
  }

  async close(): Promise<void> {
    await this.ask(closing, []);
    await this.#worker.terminate();
  }

  #wait(): Promise<unknown> {
    this.#last += 1;
    this.#worker.ref();
    return new Promise((resolve, reject) => this.#waiting.set(this.#last, { resolve, reject }));
  }

  #answered(answered: Answered): void {
    const waiting = this.#waiting.get(answered.id);
    this.#waiting.delete(answered.id);
    // A thread without work keeps no process alive.
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('code' in answered) waiting?.reject(new Fault(answered.code, answered.failed));
    else waiting?.resolve(answered.result);
  }

  #end(fault: Fault): void {
    this.#dead ??= fault;
    for (const { reject } of this.#waiting.values()) reject(this.#dead);
    this.#waiting.clear();
  }
}
