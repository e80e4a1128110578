import {
  ticket,
  type Cause,
  type DiagnosisRecorded,
  type Grade,
  type Priority,
  type ResolutionCode,
  type Sealed,
  type StepTried,
  type Ticket,
  type TicketEvent,
} from '@relais/contracts';
import { extend } from '@relais/kernel';

type Done = { readonly by: string; readonly at: string };

/** What triage shows of a ticket: how it was classified, what was asked, established and tried, how it was resolved. */
export type Treatment = {
  readonly classification: {
    readonly category: string;
    readonly impact: Grade | null;
    readonly urgency: Grade | null;
    readonly priority: Priority;
  } | null;
  readonly heldUntil: string | null;
  /** The latest answer to each question, in the order of the first. */
  readonly answers: readonly (Done & { readonly question: string; readonly answer: Sealed })[];
  readonly diagnosis: (Done & DiagnosisRecorded['data']) | null;
  readonly steps: readonly (Done & StepTried['data'])[];
  readonly resolution:
    | (Done & {
        readonly code: ResolutionCode;
        readonly cause: Cause;
        readonly remotely: boolean;
        readonly solution?: Sealed;
      })
    | null;
};

const done = ({ by, happenedAt }: { readonly by: string; readonly happenedAt: string }): Done => ({
  by,
  at: happenedAt,
});

const answered = (
  answers: Treatment['answers'],
  latest: Treatment['answers'][number],
): Treatment['answers'] => {
  const known = answers.some(({ question }) => question === latest.question);
  return known ? answers.map((a) => (a.question === latest.question ? latest : a)) : [...answers, latest];
};

export const treatment = extend<Ticket, Treatment, TicketEvent>(ticket, {
  initial: {
    classification: null,
    heldUntil: null,
    answers: [],
    diagnosis: null,
    steps: [],
    resolution: null,
  },
  evolve: {
    TicketClassified: (_, { category, impact, urgency, priority }) => ({
      classification: { category, impact: impact ?? null, urgency: urgency ?? null, priority },
    }),
    TicketHeld: (_, { until }) => ({ heldUntil: until ?? null }),
    FilterQuestionAnswered: ({ answers }, data, stamp) => ({
      answers: answered(answers, { ...data, ...done(stamp) }),
    }),
    DiagnosisRecorded: (_, data, stamp) => ({ diagnosis: { ...data, ...done(stamp) } }),
    StepTried: ({ steps }, data, stamp) => ({ steps: [...steps, { ...data, ...done(stamp) }] }),
    TicketResolved: (_, data, stamp) => ({ resolution: { ...data, ...done(stamp) } }),
    TicketReopened: () => ({ resolution: null }),
  },
});
