import { Fault } from '@relais/kernel';
import type { Head, Verified } from '../damage.ts';
import type { Read, Wish } from './reader.ts';
import { startThread } from './thread.ts';

/** What a second thread reads, as it comes. Whoever stops listening ends the thread. */
async function* listen(wish: Wish): AsyncGenerator<Read> {
  const worker = startThread('reader', wish);
  const heard: Read[] = [];
  let failure: unknown = null;
  let ended = false;
  let wake: () => void = () => {};
  worker.on('message', (read: Read) => {
    heard.push(read);
    wake();
  });
  worker.on('error', (error) => {
    failure = error;
  });
  worker.on('exit', () => {
    ended = true;
    wake();
  });
  try {
    while (heard.length > 0 || !ended) {
      yield* heard.splice(0);
      if (heard.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    await worker.terminate();
  }
  if (!failure) return;
  const why = failure instanceof Error ? failure.message : JSON.stringify(failure);
  throw new Fault('store-damaged', `the event log cannot be read: ${why}`, failure);
}

/** Where each stream ends, read beside the running store. */
export const readHeads = async (file: string): Promise<readonly Head[]> => {
  const found: Head[] = [];
  for await (const read of listen({ wish: 'heads', file }))
    if (read.kind === 'heads') found.push(...read.heads);
  return found;
};

/** Verifies a log beside the running store; a log that cannot be opened is a damage too. */
export async function* verifyLog(file: string, heads: readonly Head[] = []): AsyncGenerator<Verified> {
  try {
    for await (const read of listen({ wish: 'verify', file, heads })) if (read.kind !== 'heads') yield read;
  } catch (error) {
    const damage = {
      what: 'file-damaged',
      stream: null,
      revision: null,
      position: null,
      detail: String(error),
    } as const;
    yield { kind: 'damage', damage };
    yield { kind: 'end', events: 0, streams: 0, damages: 1 };
  }
}
