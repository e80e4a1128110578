import {
  ticket,
  whileOpen,
  type Sealed,
  type StepOutcome,
  type Ticket,
  type TicketEvent,
  type TicketRefusal,
  type TriageTicketEvent,
} from '@relais/contracts';
import type { Command, Decider } from '@relais/kernel';

export type AnswerFilterQuestion = Command<
  'AnswerFilterQuestion',
  { readonly question: string; readonly answer: Sealed }
>;
export type RecordDiagnosis = Command<'RecordDiagnosis', { readonly words: Sealed }>;
export type TryStep = Command<'TryStep', { readonly step: Sealed; readonly outcome: StepOutcome }>;
export type DiagnosisCommand = AnswerFilterQuestion | RecordDiagnosis | TryStep;
export type DiagnosisRefusal = TicketRefusal;

/** Nobody can tell whether two sealed texts say the same, and a step may well be tried twice: each wish is a fact of its own. */
export const diagnosis: Decider<DiagnosisCommand, Ticket, TicketEvent, TriageTicketEvent, DiagnosisRefusal> =
  {
    fold: ticket,

    decide: {
      AnswerFilterQuestion: whileOpen((_, data) => [{ type: 'FilterQuestionAnswered', data }]),
      RecordDiagnosis: whileOpen((_, data) => [{ type: 'DiagnosisRecorded', data }]),
      TryStep: whileOpen((_, data) => [{ type: 'StepTried', data }]),
    },
  };
