import type { Event, Of, Stamp } from './event.ts';

/** History to state. An event without an entry leaves the state as it is. */
export type Fold<State, In extends Event> = {
  readonly initial: State;
  readonly evolve: {
    readonly [T in In['type']]?: (state: State, data: Of<In, T>['data'], stamp: Stamp) => State;
  };
};

type Evolve<State> = {
  readonly [type: string]: ((state: State, data: unknown, stamp: Stamp) => State) | undefined;
};

/** One event further. Total: an unexpected event on an unexpected state still gives a state. */
export const step = <State, In extends Event>(
  fold: Fold<State, In>,
  state: State,
  event: In,
  stamp: Stamp,
): State => {
  const evolve = fold.evolve as Evolve<State>;
  const rule = Object.hasOwn(evolve, event.type) ? evolve[event.type] : undefined;
  // A rule may well lead to null: a row that is gone.
  return rule ? rule(state, event.data, stamp) : state;
};

/** The state that a history leads to; each event carries its own stamp. */
export const replay = <State, In extends Event>(
  fold: Fold<State, In>,
  history: Iterable<In & Stamp>,
): State => {
  let state = fold.initial;
  for (const event of history) state = step(fold, state, event, event);
  return state;
};

/** A fold that remembers a little more than another one, and can never disagree with it. */
export const extend = <Base extends object, Own extends object, In extends Event>(
  base: Fold<Base, In>,
  own: {
    readonly initial: Own;
    readonly evolve: {
      readonly [T in In['type']]?: (state: Base & Own, data: Of<In, T>['data'], stamp: Stamp) => Partial<Own>;
    };
  },
): Fold<Base & Own, In> => {
  const before = base.evolve as Evolve<Base>;
  const more = own.evolve as {
    readonly [type: string]: ((s: Base & Own, d: unknown, st: Stamp) => Partial<Own>) | undefined;
  };
  const types = new Set([...Object.keys(before), ...Object.keys(more)]);
  const both = (type: string) => (state: Base & Own, data: unknown, stamp: Stamp) => ({
    ...state,
    ...before[type]?.(state, data, stamp),
    ...more[type]?.(state, data, stamp),
  });
  return {
    initial: { ...base.initial, ...own.initial },
    evolve: Object.fromEntries([...types].map((type) => [type, both(type)])) as Fold<
      Base & Own,
      In
    >['evolve'],
  };
};

/** The same fold, but there is nothing (null) until one of these events: what a projection begins with. */
export const onceBegun = <State, In extends Event>(
  fold: Fold<State, In>,
  ...beginnings: readonly In['type'][]
): Fold<State | null, In> => {
  const after = (type: In['type']) => (state: State | null, data: unknown, stamp: Stamp) =>
    state || beginnings.includes(type)
      ? step(fold, state ?? fold.initial, { type, data } as In, stamp)
      : null;
  return {
    initial: null,
    evolve: Object.fromEntries(Object.keys(fold.evolve).map((type) => [type, after(type)])) as Fold<
      State | null,
      In
    >['evolve'],
  };
};

/**
 * The same fold with what follows from each of its states beside it, worked out anew with each event that it knows. Where nothing
 * follows (null), there is nothing.
 */
export const derive = <State extends object, More extends object, In extends Event>(
  fold: Fold<State | null, In>,
  more: (state: State) => More | null,
): Fold<(State & More) | null, In> => {
  const both = (state: State | null) => {
    const follows = state && more(state);
    return follows && { ...state, ...follows };
  };
  const after = (type: In['type']) => (state: State | null, data: unknown, stamp: Stamp) =>
    both(step(fold, state, { type, data } as In, stamp));
  return {
    initial: both(fold.initial),
    evolve: Object.fromEntries(Object.keys(fold.evolve).map((type) => [type, after(type)])) as Fold<
      (State & More) | null,
      In
    >['evolve'],
  };
};
