import { describe, it } from '@jest/globals';
import type { SurveyAnswered, SurveySent } from '@relais/contracts';
import { at, scenario, sealedAs } from '@relais/testkit';
import { surveying } from './survey.decider.ts';

const asked = { ticket: 't1', client: 'acme', requester: 'zoe' } as const;
const expiresAt = '2026-03-16T08:00:00.000Z';
const sent: SurveySent = { type: 'SurveySent', data: { ...asked, expiresAt } };
const answered: SurveyAnswered = {
  type: 'SurveyAnswered',
  data: { score: 5, comment: sealedAs('Thank you') },
};

const { given } = scenario(surveying, {
  by: 'zoe',
  roles: ['requester'],
  level: null,
  at: '2026-03-02T08:15:00.000Z',
  rules: undefined,
});

describe('sending a survey', () => {
  const send = { type: 'SendSurvey', data: { ...asked, closedAt: '2026-03-02T08:00:00.000Z' } } as const;

  it('gives the requester 14 days from the closing on', () => given().when(send).then(sent));
  it('is done once', () => given(sent).when(send).then());
  it('is done to the last moment of the fourteenth day, and not after it', () => {
    given().when(send, { at: expiresAt }).then(sent);
    given().when(send, { at: '2026-03-16T08:00:00.001Z' }).then();
  });
});

describe('answering a survey', () => {
  const answer = { type: 'AnswerSurvey', data: answered.data } as const;

  it('keeps the score and the comment', () => given(sent).when(answer).then(answered));
  it('needs no comment', () =>
    given(sent)
      .when({ type: 'AnswerSurvey', data: { score: 1 } })
      .then({ type: 'SurveyAnswered', data: { score: 1 } }));
  it('is done once, and says since when it is', () =>
    given(sent, at(answered, '2026-03-02T08:10:00.000Z'))
      .when(answer)
      .refused('survey-answered', { at: '2026-03-02T08:10:00.000Z' }));
  it('can be done to the last moment', () => given(sent).when(answer, { at: expiresAt }).then(answered));
  it('cannot be done after it, and says when it was', () =>
    given(sent)
      .when(answer, { at: '2026-03-16T08:00:00.001Z' })
      .refused('survey-expired', { at: expiresAt }));
  it('knows no such survey', () => given().when(answer).refused('survey-unknown'));
});
