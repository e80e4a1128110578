import {
  survey,
  type ClientId,
  type PersonId,
  type Score,
  type Sealed,
  type Survey,
  type SurveyEvent,
  type TicketId,
} from '@relais/contracts';
import { refuse, type Command, type Decider } from '@relais/kernel';
import { daysAfter, surveyExpiry } from '@relais/rules';

/** `closedAt` is when the ticket that it asks about was closed. */
export type SendSurvey = Command<
  'SendSurvey',
  {
    readonly ticket: TicketId;
    readonly client: ClientId;
    readonly requester: PersonId;
    readonly closedAt: string;
  }
>;
export type AnswerSurvey = Command<'AnswerSurvey', { readonly score: Score; readonly comment?: Sealed }>;
export type SurveyCommand = SendSurvey | AnswerSurvey;
export type SurveyRefusal = 'survey-unknown' | 'survey-answered' | 'survey-expired';

export const surveying: Decider<SurveyCommand, Survey, SurveyEvent, SurveyEvent, SurveyRefusal> = {
  fold: survey,

  decide: {
    SendSurvey: ({ sentAt }, { closedAt, ...asked }, { at }) => {
      const expiresAt = daysAfter(closedAt, surveyExpiry.days);
      // A ticket may be closed at an instant long past: nobody is asked what can no longer be answered.
      return sentAt !== null || at > expiresAt ? [] : [{ type: 'SurveySent', data: { ...asked, expiresAt } }];
    },

    AnswerSurvey: ({ expiresAt, answeredAt }, data, { at }) => {
      if (expiresAt === null) return refuse('survey-unknown');
      if (answeredAt !== null) return refuse('survey-answered', { at: answeredAt });
      return at > expiresAt
        ? refuse('survey-expired', { at: expiresAt })
        : [{ type: 'SurveyAnswered', data }];
    },
  },
};
