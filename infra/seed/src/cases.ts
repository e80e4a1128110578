import { readFileSync } from 'node:fs';
import type { Cause, Grade, Language, ResolutionCode, StepOutcome, TicketKind } from '@relais/contracts';

/** One trouble as it is told at the hot line, from the first words to the solution: our own writing. */
export type Trouble = {
  /** The keys that the demo gives to its client and its product. */
  readonly client: string;
  readonly product: string;
  readonly category: string;
  readonly kind: TicketKind;
  readonly impact: Grade;
  readonly urgency: Grade;
  readonly subject: string;
  readonly description: string;
  /** Filter questions with their answers. */
  readonly ask: readonly (readonly [question: string, answer: string])[];
  readonly diagnosis: string;
  readonly steps: readonly (readonly [step: string, outcome: StepOutcome])[];
  readonly solution: string;
  readonly code: ResolutionCode;
  readonly cause: Cause;
  /** False: it takes somebody on site. */
  readonly remotely: boolean;
  /** What the requester writes while they wait, and what is answered. */
  readonly message: string;
  readonly reply: string;
  /** What level 2 is asked for, where level 1 may not come to the end of it. */
  readonly expected?: string;
};

/** Somebody who calls. */
export type Caller = {
  readonly key: string;
  readonly client: string;
  readonly name: string;
  readonly mail: string;
  readonly phone: string;
};

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../cases/${name}.json`, import.meta.url), 'utf8'));

/** The troubles of a language. */
export const troublesIn = (language: Language): readonly Trouble[] => read(language) as Trouble[];

/** The people who have them. */
export const callersIn = (language: Language): readonly Caller[] => read(`people.${language}`) as Caller[];
