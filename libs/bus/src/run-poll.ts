import { setInterval } from 'node:timers/promises';
import type { Running, Standing } from './processor.ts';

/** What looks for what has fallen due, `every` so many ms. */
export type Poll = {
  readonly every: number;
  /** Answers all that is due now; an aborted signal asks it to leave the rest. */
  readonly look: (signal: AbortSignal) => Promise<void>;
};

/**
 * Looks again and again, one look at a time. One that fails is told by the standing and made again at the next turn: what is due
 * stays due. `stop` waits for the look that is under way.
 */
export const runPoll = ({ every, look }: Poll): Pick<Running, 'standing' | 'stop'> => {
  const stopping = new AbortController();
  const { signal } = stopping;
  let standing: Standing = { state: 'running', position: 0, parked: 0, reason: null };

  const once = async (): Promise<void> => {
    try {
      await look(signal);
      standing = { ...standing, state: 'running', reason: null };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      standing = { ...standing, state: 'retrying', reason };
    }
  };
  const poll = async (): Promise<void> => {
    try {
      for await (const _ of setInterval(every, null, { signal, ref: false })) await once();
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  };
  const polling = poll();

  return {
    standing: () => standing,
    stop: async () => {
      stopping.abort();
      await polling;
      standing = { ...standing, state: 'stopped' };
    },
  };
};
