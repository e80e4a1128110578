import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Fault } from '@relais/kernel';
import type { Answer, Answered, Wish } from './wishes.ts';

type Granted = Exclude<Answer, { readonly answer: 'failed' }>;

/** The thread that writes: nobody else waits for the disk. */
export class Writing {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { resolve: (answer: Granted) => void; reject: (fault: Fault) => void }
  >();
  readonly #ended: Promise<void>;
  #number = 0;
  #stopped: Fault | null = null;

  constructor(file: string) {
    const here = import.meta.url;
    // The sources are run as they lie by tests, compiled elsewhere.
    this.#worker = new Worker(new URL(`./writer${extname(here)}`, here), {
      workerData: { file },
      execArgv: ['--conditions=@relais/source', '--disable-warning=ExperimentalWarning'],
    });
    this.#worker.on('message', (answers: readonly Answered[]) =>
      answers.forEach((answered) => this.#settle(answered)),
    );
    this.#worker.on('error', (error) =>
      this.#stop(new Fault('keys-unwritable', 'the writer of the keys broke', error)),
    );
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#stop(new Fault('keys-closed', 'the keys are closed'));
        resolve();
      });
    });
  }

  /** Granted on disk, or a Fault: nothing was written. */
  ask(wish: Wish): Promise<Granted> {
    if (this.#stopped) return Promise.reject(this.#stopped);
    const number = (this.#number += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#worker.postMessage({ number, wish });
    });
  }

  /** After all that was asked for. */
  close(): Promise<void> {
    this.#stopped ??= new Fault('keys-closed', 'the keys are closed');
    this.#worker.postMessage('close');
    return this.#ended;
  }

  #settle({ number, answer }: Answered): void {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (answer.answer === 'failed') waiting?.reject(new Fault(answer.code, answer.message));
    else waiting?.resolve(answer);
  }

  #stop(fault: Fault): void {
    this.#stopped ??= fault;
    for (const { reject } of this.#waiting.values()) reject(fault);
    this.#waiting.clear();
  }
}
