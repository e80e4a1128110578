import { Engine } from './engine.ts';
import type { Reaction, Running, Surroundings } from './processor.ts';

/** Answers events with commands, one after the other; the checkpoint moves after each answer. */
export const runReaction = ({
  reaction,
  ...around
}: Surroundings & { readonly reaction: Reaction }): Running => {
  const { name, kinds, types, answer } = reaction;
  let answered = false;
  const engine = new Engine(
    {
      name,
      kinds,
      atOnce: 1,
      select: (batch) => Promise.resolve(batch),
      apply: async (recorded) => {
        const { type, source } = recorded.event;
        if (source || (types && !types.includes(type))) return;
        await answer(recorded);
        answered = true;
      },
      // The checkpoint moves before the next one is answered.
      behind: 0,
      waiting: () => (answered ? 1 : 0),
      take: () => {
        answered = false;
        return { writes: [], revisions: new Map() };
      },
      forget: () => undefined,
    },
    around,
    () => Promise.resolve(),
  );
  const { standing, caughtUp, release, stop } = engine;
  return { standing, caughtUp, release, stop };
};
