import type { Command, Event, Of } from './event.ts';
import type { Fold } from './fold.ts';
import type { Refusal } from './refusal.ts';

/** What a decision may look at besides the past: who asks and with which rights, the instant, and the rules in force. Nothing else. */
export type Context<Rules = unknown> = {
  readonly by: string;
  readonly roles: readonly string[];
  readonly level: 1 | 2 | null;
  /** ISO 8601 UTC: when the wish was made. */
  readonly at: string;
  readonly rules: Rules;
};

/** Reads the whole stream (`In`), appends only what its service owns (`Out`). `[]` means granted, nothing to do. */
export type Decider<
  C extends Command,
  State,
  In extends Event,
  Out extends In,
  Why extends string,
  Rules = unknown,
> = {
  readonly fold: Fold<State, In>;
  readonly decide: {
    readonly [T in C['type']]: (
      state: State,
      data: Of<C, T>['data'],
      context: Context<Rules>,
    ) => readonly Out[] | Refusal<Why>;
  };
};
