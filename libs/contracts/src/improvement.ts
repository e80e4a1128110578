import type { Event, Fold } from '@relais/kernel';
import type { Sealed } from './sealed.ts';

/** What became of a proposal. */
export const decisions = ['accepted', 'declined'] as const;
export type ImprovementDecision = (typeof decisions)[number];

/** Somebody of the staff proposes to work otherwise. Sealed under the provider's own key: people are named in it. */
export type ImprovementProposed = Event<
  'ImprovementProposed',
  { readonly title: Sealed; readonly proposal: Sealed }
>;

/** The proposal is accepted or declined, once, with the reason. */
export type ImprovementDecided = Event<
  'ImprovementDecided',
  { readonly decision: ImprovementDecision; readonly reason: Sealed }
>;

export type ImprovementEvent = ImprovementProposed | ImprovementDecided;

export type Improvement = {
  readonly title: Sealed | null;
  readonly proposal: Sealed | null;
  readonly proposedBy: string | null;
  readonly proposedAt: string | null;
  readonly decision: ImprovementDecision | null;
  readonly reason: Sealed | null;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
};

export const improvement: Fold<Improvement, ImprovementEvent> = {
  initial: {
    title: null,
    proposal: null,
    proposedBy: null,
    proposedAt: null,
    decision: null,
    reason: null,
    decidedBy: null,
    decidedAt: null,
  },
  evolve: {
    ImprovementProposed: (i, data, { by, happenedAt }) => ({
      ...i,
      ...data,
      proposedBy: by,
      proposedAt: happenedAt,
    }),
    ImprovementDecided: (i, data, { by, happenedAt }) => ({
      ...i,
      ...data,
      decidedBy: by,
      decidedAt: happenedAt,
    }),
  },
};
