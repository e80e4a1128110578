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
      writes: () => [],
      binding: () => answered,
      forget: () => undefined,
      settle: () => {
        answered = false;
        return new Map();
      },
    },
    around,
    () => Promise.resolve(),
  );
  const { standing, caughtUp, release, stop } = engine;
  return { standing, caughtUp, release, stop };
};
