import {
  pinned,
  ticket,
  whileOpen,
  type ArticleVersion,
  type DiagnosisRecorded,
  type PinnedArticle,
  type Sealed,
  type StepTried,
  type Ticket,
  type TicketEvent,
  type TicketRefusal,
  type TriageTicketEvent,
} from '@relais/contracts';
import { isRefusal, refuse, type Command, type Decider, type Refusal } from '@relais/kernel';

export type AnswerFilterQuestion = Command<
  'AnswerFilterQuestion',
  { readonly question: string; readonly answer: Sealed }
>;
export type RecordDiagnosis = Command<'RecordDiagnosis', DiagnosisRecorded['data']>;
export type TryStep = Command<'TryStep', StepTried['data']>;
export type DiagnosisCommand = AnswerFilterQuestion | RecordDiagnosis | TryStep;
type PinRefusal = 'article-unknown' | 'version-unknown' | 'step-unknown';
export type DiagnosisRefusal = TicketRefusal | PinRefusal;

/** Every version that the named article ever published; none when no article is named. */
export type DiagnosisRules = { readonly published: readonly ArticleVersion[] };

/** Why an article, or its step, cannot be named; null when it can, and when none is named. */
const unfit = (
  article: (PinnedArticle & { readonly place?: number }) | undefined,
  { published }: DiagnosisRules,
): Refusal<PinRefusal> | null => {
  if (!article) return null;
  const version = pinned(published, article.version);
  if (isRefusal(version)) return version;
  const { place } = article;
  return place === undefined || version.steps[place - 1] ? null : refuse('step-unknown');
};

/** Nobody can tell whether two sealed texts say the same, and a step may well be tried twice: each wish is a fact of its own. */
export const diagnosis: Decider<
  DiagnosisCommand,
  Ticket,
  TicketEvent,
  TriageTicketEvent,
  DiagnosisRefusal,
  DiagnosisRules
> = {
  fold: ticket,

  decide: {
    AnswerFilterQuestion: whileOpen((_, data) => [{ type: 'FilterQuestionAnswered', data }]),
    RecordDiagnosis: whileOpen(
      (_, data, { rules }) => unfit(data.article, rules) ?? [{ type: 'DiagnosisRecorded', data }],
    ),
    TryStep: whileOpen((_, data, { rules }) => unfit(data.article, rules) ?? [{ type: 'StepTried', data }]),
  },
};
