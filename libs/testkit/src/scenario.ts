import { expect } from '@jest/globals';
import {
  isRefusal,
  step,
  type Command,
  type Context,
  type Decider,
  type Event,
  type Fold,
  type Refusal,
  type Stamp,
} from '@relais/kernel';
import { frozen } from './frozen.ts';

/** An event of the past; what its stamp does not say is made up. */
export type Given<In extends Event> = In & Partial<Stamp>;

/** The same event, happened and recorded at this time (ISO 8601 UTC). */
export const at = <E extends Event>(
  event: E,
  time: string,
): E & Pick<Stamp, 'happenedAt' | 'recordedAt'> => ({
  ...event,
  happenedAt: time,
  recordedAt: time,
});

/** The same event, done by this actor. */
export const by = <E extends Event>(event: E, actor: string): E & Pick<Stamp, 'by'> => ({
  ...event,
  by: actor,
});

const minute = 60_000;

/** A past as it was recorded: events without a time of their own happened one minute apart, the last one a minute before `context.at`. */
export const stamped = <In extends Event>(
  past: readonly Given<In>[],
  context: Pick<Context, 'by' | 'at'>,
): readonly (In & Stamp)[] =>
  past.map((event, revision) => {
    const time = new Date(Date.parse(context.at) - (past.length - revision) * minute).toISOString();
    const commandId = `00000000-0000-5000-8000-${String(revision).padStart(12, '0')}`;
    return {
      tenant: 'demo',
      happenedAt: time,
      recordedAt: time,
      by: context.by,
      commandId,
      ...event,
      revision,
    };
  });

const replayFrozen = <State, In extends Event>(fold: Fold<State, In>, past: readonly (In & Stamp)[]): State =>
  past.reduce((state, event) => frozen(step(fold, state, event, frozen(event))), frozen(fold.initial));

/** What was decided; each of the two fails the test when it was something else. */
export type Decision<Out extends Event, Why extends string> = {
  /** Exactly these events, in this order; none: granted, nothing to do. */
  readonly then: (...events: readonly Out[]) => void;
  /** This refusal; `named` also asks for who stands in the way, and since when. */
  readonly refused: (why: Why, named?: { readonly by?: string; readonly at?: string }) => void;
};

type Scenario<C extends Command, In extends Event, Out extends Event, Why extends string, Rules> = {
  readonly given: (...past: readonly Given<In>[]) => {
    /** `other`: what this wish's context has different from the scenario's. */
    readonly when: (command: C, other?: Partial<Context<Rules>>) => Decision<Out, Why>;
  };
};

/**
 * What a decider answers to a command after a past: events or a refusal. It decides twice on frozen data, so a rule that changes
 * what it was given, or that answers the same question in two ways, is found; what it produced must be folded without an error.
 */
export const decisionOf = <
  C extends Command,
  State,
  In extends Event,
  Out extends In,
  Why extends string,
  Rules,
>(
  decider: Decider<C, State, In, Out, Why, Rules>,
  context: Context<NoInfer<Rules>>,
): ((past: readonly Given<In>[], command: C) => readonly Out[] | Refusal<Why>) => {
  frozen(context);
  return (past, command) => {
    const state = replayFrozen(decider.fold, stamped(past, context));
    const rule = decider.decide[command.type as C['type']];
    const data = frozen(command.data) as Parameters<typeof rule>[1];
    const decided = rule(state, data, context);
    expect(rule(state, data, context)).toStrictEqual(decided);
    if (!isRefusal(decided)) replayFrozen(decider.fold, stamped<In>([...past, ...decided], context));
    return decided;
  };
};

/** Rules told as given – when – then. */
export const scenario = <
  C extends Command,
  State,
  In extends Event,
  Out extends In,
  Why extends string,
  Rules,
>(
  decider: Decider<C, State, In, Out, Why, Rules>,
  context: Context<NoInfer<Rules>>,
): Scenario<C, In, Out, Why, Rules> => ({
  given: (...past) => ({
    when: (command, other = {}) => {
      const decided = decisionOf(decider, { ...context, ...other })(past, command);
      return {
        // A spec that forgets its verdict hands this object to Jest, which awaits it: `then` gets two functions, and fails.
        // oxlint-disable-next-line unicorn/no-thenable
        then: (...events) => expect(decided).toStrictEqual(events),
        refused: (refusal, named) =>
          named
            ? expect(decided).toStrictEqual({ refusal, ...named })
            : expect(decided).toMatchObject({ refusal }),
      };
    },
  }),
});
