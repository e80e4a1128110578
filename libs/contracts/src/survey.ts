import type { Event, Fold } from '@relais/kernel';
import { idOf, type ClientId, type PersonId, type SurveyId, type TenantId, type TicketId } from './ids.ts';
import type { Sealed } from './sealed.ts';

/** 1 very dissatisfied … 5 very satisfied: the usual scale of customer satisfaction (CSAT). */
export const scores = [1, 2, 3, 4, 5] as const;
export type Score = (typeof scores)[number];

/** The requester of a closed ticket is asked whether they are satisfied; no answer counts after `expiresAt`. */
export type SurveySent = Event<
  'SurveySent',
  {
    readonly ticket: TicketId;
    readonly client: ClientId;
    readonly requester: PersonId;
    /** ISO 8601 UTC. */
    readonly expiresAt: string;
  }
>;

/** The requester's answer: one, and the last word. */
export type SurveyAnswered = Event<'SurveyAnswered', { readonly score: Score; readonly comment?: Sealed }>;

export type SurveyEvent = SurveySent | SurveyAnswered;

/** The survey that asks about a closing, by the id of its event: each closing is asked about once. */
export const surveyIdOf = (tenant: TenantId, closing: string): SurveyId => idOf('survey', tenant, closing);

export type Survey = {
  readonly ticket: TicketId | null;
  readonly client: ClientId | null;
  readonly requester: PersonId | null;
  readonly sentAt: string | null;
  readonly expiresAt: string | null;
  readonly score: Score | null;
  readonly comment: Sealed | null;
  readonly answeredAt: string | null;
};

export const survey: Fold<Survey, SurveyEvent> = {
  initial: {
    ticket: null,
    client: null,
    requester: null,
    sentAt: null,
    expiresAt: null,
    score: null,
    comment: null,
    answeredAt: null,
  },
  evolve: {
    SurveySent: (s, data, { happenedAt }) => ({ ...s, ...data, sentAt: happenedAt }),
    SurveyAnswered: (s, { score, comment }, { happenedAt }) => ({
      ...s,
      score,
      comment: comment ?? null,
      answeredAt: happenedAt,
    }),
  },
};
