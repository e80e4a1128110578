import { describe, expect, it } from '@jest/globals';
import type { ImprovementEvent, SurveyEvent } from '@relais/contracts';
import { at, rowOf, sealedAs, tableOf, withCell, wrongCells, type Given, type Table } from '@relais/testkit';
import { improving } from './improvement.decider.ts';
import { surveying } from './survey.decider.ts';

type SurveyState = 'unknown' | 'sent' | 'answered' | 'expired';
type ImprovementState = 'unknown' | 'proposed' | 'decided';

/** Typed by hand from what the product says of surveys and improvements, never derived from the code. */
const expectedOfSurveys = tableOf<SurveyState>(`
                             | unknown        | sent           | answered        | expired
  SendSurvey                 | ✓              | []             | []              | []
  SendSurvey after 15 days   | []             | []             | []              | []
  AnswerSurvey               | survey-unknown | ✓              | survey-answered | survey-expired
  AnswerSurvey after 15 days | survey-unknown | survey-expired | survey-answered | survey-expired
`);
const expectedOfImprovements = tableOf<ImprovementState>(`
                     | unknown             | proposed | decided
  ProposeImprovement | ✓                   | []       | []
  DecideImprovement  | improvement-unknown | ✓        | improvement-decided
`);

const closedAt = '2026-03-02T08:00:00.000Z';
const zoe = {
  ...{ by: 'zoe', roles: ['requester'], level: null, rules: undefined },
  at: '2026-03-09T08:00:00.000Z',
} as const;
const late = { ...zoe, at: '2026-03-17T08:00:00.000Z' } as const;

const asked = { ticket: 't1', client: 'acme', requester: 'zoe' } as const;
const sentUntil = (expiresAt: string): Given<SurveyEvent> =>
  at({ type: 'SurveySent', data: { ...asked, expiresAt } }, '2026-02-02T08:00:00.000Z');
const sent = sentUntil('2026-03-16T08:00:00.000Z');
const surveys: { readonly [S in SurveyState]: readonly Given<SurveyEvent>[] } = {
  unknown: [],
  sent: [sent],
  answered: [sent, { type: 'SurveyAnswered', data: { score: 4 } }],
  expired: [sentUntil('2026-03-09T07:59:59.999Z')],
};
const send = { type: 'SendSurvey', data: { ...asked, closedAt } } as const;
const answer = { type: 'AnswerSurvey', data: { score: 2, comment: sealedAs('Still silent') } } as const;

const proposal = { title: sealedAs('Call back'), proposal: sealedAs('Call back whoever waited an hour') };
const proposed: ImprovementEvent = { type: 'ImprovementProposed', data: proposal };
const decision = { decision: 'accepted', reason: sealedAs('We try it in May') } as const;
const improvements: { readonly [S in ImprovementState]: readonly Given<ImprovementEvent>[] } = {
  unknown: [],
  proposed: [proposed],
  decided: [proposed, { type: 'ImprovementDecided', data: decision }],
};
const sofia = { ...zoe, by: 'sofia', roles: ['supervisor'] } as const;

const decidedOfSurveys = {
  SendSurvey: rowOf(surveys, surveying, zoe, send),
  'SendSurvey after 15 days': rowOf(surveys, surveying, late, send),
  AnswerSurvey: rowOf(surveys, surveying, zoe, answer),
  'AnswerSurvey after 15 days': rowOf(surveys, surveying, late, answer),
};
const decidedOfImprovements = {
  ProposeImprovement: rowOf(improvements, improving, sofia, { type: 'ProposeImprovement', data: proposal }),
  DecideImprovement: rowOf(improvements, improving, sofia, { type: 'DecideImprovement', data: decision }),
};

const planted = <S extends string>(expected: Table<S>, decided: Table<S>): readonly (readonly string[])[] =>
  Object.entries(expected).flatMap(([row, cells]) =>
    (Object.entries(cells) as [S, string][]).map(([state, cell]) => {
      const wrong = cell === '✓' ? '[]' : '✓';
      const named = `${row} × ${state}: expected ${wrong}, decided ${cell}`;
      return wrongCells(withCell(expected, row, state, wrong), decided).filter((told) => told !== named);
    }),
  );

describe('the tables of the commands to surveys and improvements', () => {
  it('agree with what is decided, in every cell', () => {
    expect(wrongCells(expectedOfSurveys, decidedOfSurveys)).toStrictEqual([]);
    expect(wrongCells(expectedOfImprovements, decidedOfImprovements)).toStrictEqual([]);
  });

  it('have a row for every command', () => {
    const commands = [surveying, improving].flatMap(({ decide }) => Object.keys(decide));
    const rows = { ...expectedOfSurveys, ...expectedOfImprovements };
    expect(commands.filter((command) => !(command in rows))).toStrictEqual([]);
  });

  it('are red as soon as one cell is wrong, and name it', () => {
    for (const others of planted(expectedOfSurveys, decidedOfSurveys)) expect(others).toStrictEqual([]);
    for (const others of planted(expectedOfImprovements, decidedOfImprovements))
      expect(others).toStrictEqual([]);
  });
});
