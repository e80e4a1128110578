import { describe, it } from '@jest/globals';
import type { ArticleVersion, DiagnosisRecorded, FilterQuestionAnswered, StepTried } from '@relais/contracts';
import { closed, held, opened, resolved, scenario, sealedAs } from '@relais/testkit';
import { diagnosis } from './diagnosis.decider.ts';

const version: ArticleVersion = {
  ...{ kind: 'known-failure', title: 'Old driver', symptoms: [], category: 'printing', products: [] },
  ...{ language: 'en', version: 1, steps: [{ technical: 'Install the new one.', plain: 'Renew it.' }] },
};

const { given } = scenario(diagnosis, {
  by: 'nadia',
  roles: ['agent'],
  level: 1,
  at: '2026-03-02T08:15:00Z',
  rules: { published: [version] },
});

describe('answering a filter question', () => {
  const answered: FilterQuestionAnswered = {
    type: 'FilterQuestionAnswered',
    data: { question: 'lamp', answer: sealedAs('It blinks') },
  };
  const answer = { type: 'AnswerFilterQuestion', data: answered.data } as const;

  it('keeps the answer', () => given(opened).when(answer).then(answered));
  it('keeps a later answer beside the former', () => given(opened, answered).when(answer).then(answered));
  it('is possible while the ticket waits', () => given(opened, held).when(answer).then(answered));
  it('leaves a resolved ticket alone', () => given(opened, resolved).when(answer).refused('ticket-resolved'));
  it('knows no such ticket', () => given().when(answer).refused('ticket-unknown'));
});

describe('recording a diagnosis', () => {
  const recorded: DiagnosisRecorded = {
    type: 'DiagnosisRecorded',
    data: { words: sealedAs('The driver is old') },
  };
  const record = { type: 'RecordDiagnosis', data: recorded.data } as const;

  it('keeps it', () => given(opened).when(record).then(recorded));
  it('keeps a later one beside the former', () => given(opened, recorded).when(record).then(recorded));
  it('is possible while the ticket waits', () => given(opened, held).when(record).then(recorded));
  it('leaves a closed ticket alone', () =>
    given(opened, resolved, closed).when(record).refused('ticket-closed'));
  it('knows no such ticket', () => given().when(record).refused('ticket-unknown'));

  const known = (of: number) => ({ ...recorded.data, article: { article: 'old-driver', version: of } });
  it('names the known failure that it is', () =>
    given(opened)
      .when({ type: 'RecordDiagnosis', data: known(1) })
      .then({ type: 'DiagnosisRecorded', data: known(1) }));
  it('names no version that was never published', () =>
    given(opened)
      .when({ type: 'RecordDiagnosis', data: known(2) })
      .refused('version-unknown'));
  it('names no article that nobody has published', () =>
    given(opened)
      .when({ type: 'RecordDiagnosis', data: known(1) }, { rules: { published: [] } })
      .refused('article-unknown'));
});

describe('trying a step', () => {
  const tried: StepTried = {
    type: 'StepTried',
    data: { step: sealedAs('Turn it off and on'), outcome: 'no-effect' },
  };
  const attempt = { type: 'TryStep', data: tried.data } as const;

  it('keeps what it gave', () => given(opened).when(attempt).then(tried));
  it('keeps each attempt at the same step', () => given(opened, tried).when(attempt).then(tried));
  it('is possible while the ticket waits', () => given(opened, held).when(attempt).then(tried));
  it('leaves a resolved ticket alone', () =>
    given(opened, resolved).when(attempt).refused('ticket-resolved'));
  it('knows no such ticket', () => given().when(attempt).refused('ticket-unknown'));

  const stepOf = (place: number) => ({
    ...tried.data,
    article: { article: 'old-driver', version: 1, place },
  });
  it('names the step of an article that it is', () =>
    given(opened)
      .when({ type: 'TryStep', data: stepOf(1) })
      .then({ type: 'StepTried', data: stepOf(1) }));
  it('names no step that the article lacks', () => {
    for (const place of [0, 2, -1, 1.5])
      given(opened)
        .when({ type: 'TryStep', data: stepOf(place) })
        .refused('step-unknown');
  });
});
