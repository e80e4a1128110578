import { parentPort } from 'node:worker_threads';
import { closing, type Answered, type Asked } from './letters.ts';

/** A thread's works once its file is open. */
export type Opened = {
  readonly work: (name: string, given: readonly unknown[]) => unknown;
  /** Works that are done in parts: again as long as they answer true, and other letters come between. */
  readonly inParts: readonly string[];
  readonly close: () => void;
};

/** Of SQLite: another connection holds the lock. */
const busy = 5;

const failed = (id: number, error: unknown): Answered => {
  const { message, errcode } = error as Error & { readonly errcode?: number };
  const opening = errcode === busy ? 'projections-taken' : 'projections-unopenable';
  return id === 0
    ? { id, failed: `projections.db cannot be opened: ${message}`, code: opening }
    : { id, failed: message, code: 'projections-failed' };
};

const answer = (answered: Answered): void => parentPort?.postMessage(answered);

const attempt = (id: number, work: () => unknown): void => {
  try {
    answer({ id, result: work() });
  } catch (error) {
    answer(failed(id, error));
  }
};

/** Answers after the last part. */
const attemptPart = (id: number, part: () => unknown): void => {
  try {
    if (part() === true) setImmediate(() => attemptPart(id, part));
    else answer({ id, result: undefined });
  } catch (error) {
    answer(failed(id, error));
  }
};

/** Opens this thread's file and answers letters until it is asked to close. */
export const answerLetters = (open: () => Opened): void =>
  attempt(0, () => {
    const { work, inParts, close } = open();
    const end = (): void => {
      close();
      setImmediate(() => parentPort?.close());
    };
    parentPort?.on('message', ({ id, work: name, given }: Asked) => {
      if (inParts.includes(name)) attemptPart(id, () => work(name, given));
      else attempt(id, name === closing ? end : () => work(name, given));
    });
  });
