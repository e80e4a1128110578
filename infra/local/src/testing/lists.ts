import { setTimeout as pause } from 'node:timers/promises';

/** Where a stream ends, as the operator is told. */
export type Head = { readonly stream: string; readonly revision: number; readonly hash: string };

/** Where each stream ends. */
export const headsOf = async (url: string): Promise<readonly Head[]> => {
  const lines = (await (await fetch(`${url}/operator/heads`)).text()).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Head);
};

type Ready = { readonly processors: readonly { readonly name: string; readonly position: number }[] };

/** Settles when the lists show all that was written before. */
export const listsShowAll = async (url: string): Promise<void> => {
  const heads = await headsOf(url);
  const position = heads.reduce((sum, { revision }) => sum + revision + 1, 0);
  const limit = Date.now() + 30_000;
  while (Date.now() < limit) {
    const { processors } = (await (await fetch(`${url}/health/ready`)).json()) as Ready;
    const queue = processors.find(({ name }) => name === 'queue');
    if (queue && queue.position >= position) return;
    await pause(20);
  }
  throw new Error(`the queue did not reach position ${position}`);
};
