import {
  ticket,
  type ArticleId,
  type EscalationReason,
  type QueueId,
  type ReturnReason,
  type Sealed,
  type StepOutcome,
  type Ticket,
  type TicketEvent,
} from '@relais/contracts';
import { extend } from '@relais/kernel';
import { defects, type Defects } from './defect/defect.decider.ts';
import { offer, type Offer } from './hand-over/hand-over.decider.ts';
import { visits, type Visits } from './visit/visit.decider.ts';

type Done = { readonly by: string; readonly at: string };

/** An article in the version that was read. */
type Pinned = { readonly articleId: ArticleId | null; readonly version: number | null };

type Established = Done & { readonly question: string; readonly answer: Sealed };
type Tried = Done & { readonly step: Sealed; readonly outcome: StepOutcome };
type RuledOut = Done & Pinned & { readonly step: Sealed | null };

/** What escalation shows of a ticket: its hand-over, what the next one must know, and who was called. */
export type Dossier = {
  /** The latest offer, and who accepted it. */
  readonly handOver:
    | (Done & { readonly queue: QueueId; readonly expected: Sealed | null; readonly accepted: Done | null })
    | null;
  readonly lastReturn: (Done & { readonly reason: ReturnReason; readonly advice: Sealed }) | null;
  /** The latest answer to each filter question, in the order of the first. */
  readonly established: readonly Established[];
  readonly tried: readonly Tried[];
  /** Steps without effect, and articles that did not help when they were last followed. */
  readonly ruledOut: readonly RuledOut[];
  readonly supposed: (Done & Pinned & { readonly words: Sealed }) | null;
  readonly escalations: readonly (Done & { readonly why: EscalationReason; readonly note: Sealed | null })[];
};

/** What a ticket is to escalation. */
export type Handled = Ticket & Offer & Defects & Visits & Dossier;

const done = ({ by, happenedAt }: { readonly by: string; readonly happenedAt: string }): Done => ({
  by,
  at: happenedAt,
});

const noArticle: Pinned = { articleId: null, version: null };

const established = (before: readonly Established[], latest: Established): readonly Established[] =>
  before.some(({ question }) => question === latest.question)
    ? before.map((known) => (known.question === latest.question ? latest : known))
    : [...before, latest];

const empty: Dossier = {
  handOver: null,
  lastReturn: null,
  established: [],
  tried: [],
  ruledOut: [],
  supposed: null,
  escalations: [],
};

const worked = extend(extend(extend(ticket, offer), defects), visits);

export const dossier = extend<Ticket & Offer & Defects & Visits, Dossier, TicketEvent>(worked, {
  initial: empty,
  evolve: {
    HandOverOffered: (_, { queue, expected }, stamp) => ({
      handOver: { queue, expected: expected ?? null, accepted: null, ...done(stamp) },
    }),
    HandOverAccepted: ({ handOver }, { agent }, { happenedAt }) => ({
      handOver: handOver && { ...handOver, accepted: { by: agent, at: happenedAt } },
    }),
    HandOverReturned: (_, data, stamp) => ({ lastReturn: { ...data, ...done(stamp) } }),
    FilterQuestionAnswered: (state, data, stamp) => ({
      established: established(state.established, { ...data, ...done(stamp) }),
    }),
    StepTried: ({ tried, ruledOut }, { step, outcome, article }, stamp) => {
      const pinned = article ? { articleId: article.article, version: article.version } : noArticle;
      const without = { step, ...pinned, ...done(stamp) };
      return {
        tried: [...tried, { step, outcome, ...done(stamp) }],
        ...(outcome === 'no-effect' && { ruledOut: [...ruledOut, without] }),
      };
    },
    ArticleUsed: ({ ruledOut }, { article, version, helped }, stamp) => {
      const others = ruledOut.filter(({ step, articleId }) => step !== null || articleId !== article);
      const unhelpful = { step: null, articleId: article, version, ...done(stamp) };
      return { ruledOut: helped ? others : [...others, unhelpful] };
    },
    DiagnosisRecorded: (_, { words, article }, stamp) => ({
      supposed: {
        words,
        articleId: article?.article ?? null,
        version: article?.version ?? null,
        ...done(stamp),
      },
    }),
    TicketEscalated: ({ escalations }, { why, note }, stamp) => ({
      escalations: [...escalations, { why, note: note ?? null, ...done(stamp) }],
    }),
  },
});
