import { Worker } from 'node:worker_threads';
import { Fault } from '@relais/kernel';
import type { Work } from './work.ts';
import type { Answered, Asked } from './writer.ts';

/** The works of the writer's thread, seen from the main one. */
export type Writing = {
  readonly [W in keyof Work]: (...given: Parameters<Work[W]>) => Promise<ReturnType<Work[W]>>;
} & { readonly close: () => Promise<void> };

type Waiting = { readonly resolve: (result: unknown) => void; readonly reject: (fault: Fault) => void };

// The sources run as they lie under Jest, the built files elsewhere.
const writer = new URL(import.meta.url.endsWith('.ts') ? './writer.ts' : './writer.js', import.meta.url);

/** One letter to the writer at a time is in its hands, the others wait in its queue; each gets its answer. */
class Letters {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = -1;
  #dead: Fault | null = null;

  constructor(workerData: { readonly folder: string; readonly keptChanges: number }) {
    this.#worker = new Worker(writer, { workerData, execArgv: ['--conditions=@relais/source'] });
    this.#worker.on('message', (answered: Answered) => this.#answered(answered));
    this.#worker.on('error', (error) =>
      this.#end(new Fault('projections-failed', 'the writer stopped', error)),
    );
    this.#worker.on('exit', () => this.#end(new Fault('projections-closed', 'the read models are closed')));
  }

  /** The answer to the opening, which nobody asks for. */
  opened(): Promise<unknown> {
    return this.#wait();
  }

  ask(work: Asked['work'], given: readonly unknown[]): Promise<unknown> {
    if (this.#dead) return Promise.reject(this.#dead);
    const answer = this.#wait();
    this.#worker.postMessage({ id: this.#last, work, given } satisfies Asked);
    return answer;
  }

  async end(): Promise<void> {
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
    // A writer without work keeps no process alive.
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

/** Starts the writer's thread; rejects with the Fault that keeps it from opening the file. */
export const startWriting = async (folder: string, keptChanges: number): Promise<Writing> => {
  const letters = new Letters({ folder, keptChanges });
  try {
    await letters.opened();
  } catch (fault) {
    await letters.end();
    throw fault;
  }
  const work =
    <W extends keyof Work>(name: W): Writing[W] =>
    (...given: readonly unknown[]) =>
      letters.ask(name, given) as never;
  return {
    prepare: work('prepare'),
    commit: work('commit'),
    beside: work('beside'),
    fill: work('fill'),
    fetch: work('fetch'),
    settle: work('settle'),
    index: work('index'),
    swap: work('swap'),
    keepOnly: work('keepOnly'),
    close: async () => {
      await letters.ask('close', []);
      await letters.end();
    },
  };
};
