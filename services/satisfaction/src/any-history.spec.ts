import { describe, expect, it } from '@jest/globals';
import {
  declaredFor,
  decisions,
  scores,
  type ImprovementEvent,
  type SurveyEvent,
  type TicketEvent,
} from '@relais/contracts';
import { isRefusal, replay, type Command, type Decider, type Event, type Stamp } from '@relais/kernel';
import { tidy } from '@relais/projections';
import { actors, contexts, decisionOf, sealed, stamped, ticketHistories, times } from '@relais/testkit';
import fc from 'fast-check';
import { improving, type ImprovementCommand } from './improvement.decider.ts';
import { improvementProjection, improvements } from './improvement.projection.ts';
import { surveying, type SurveyCommand } from './survey.decider.ts';
import { surveyProjection, surveys } from './survey.projection.ts';
import { resolvedTicket } from './survey.reaction.ts';

type Told<E extends Event> = E & Pick<Stamp, 'by' | 'happenedAt' | 'recordedAt'>;

const ids = fc.constantFrom('a', 'b');
const score = fc.constantFrom(...scores);
const asked = { ticket: ids, client: ids, requester: ids };
const answer = fc.record({ score, comment: sealed }, { requiredKeys: ['score'] });
const proposal = fc.record({ title: sealed, proposal: sealed });
const decision = fc.record({ decision: fc.constantFrom(...decisions), reason: sealed });

/** An event of this type, by anybody, at any time. */
const told = <T extends string, D>(type: T, data: fc.Arbitrary<D>) =>
  fc.record({ type: fc.constant(type), data, by: actors, happenedAt: times, recordedAt: times });
const wish = <T extends string, D>(type: T, of: fc.Arbitrary<D>) =>
  of.map((data) => ({ type, data }) as const);

const surveyHistories: fc.Arbitrary<readonly Told<SurveyEvent>[]> = fc.array(
  fc.oneof(told('SurveySent', fc.record({ ...asked, expiresAt: times })), told('SurveyAnswered', answer)),
  { maxLength: 5 },
);
const improvementHistories: fc.Arbitrary<readonly Told<ImprovementEvent>[]> = fc.array(
  fc.oneof(told('ImprovementProposed', proposal), told('ImprovementDecided', decision)),
  { maxLength: 5 },
);
const surveyCommands: fc.Arbitrary<SurveyCommand> = fc.oneof(
  wish('SendSurvey', fc.record({ ...asked, closedAt: times })),
  wish('AnswerSurvey', answer),
);
const improvementCommands: fc.Arbitrary<ImprovementCommand> = fc.oneof(
  wish('ProposeImprovement', proposal),
  wish('DecideImprovement', decision),
);

/** Never throws, and what it produces is satisfaction's own. */
const ask = <C extends Command, State, In extends Event, Out extends In>(
  decider: Decider<C, State, In, Out, string>,
  histories: fc.Arbitrary<readonly Told<In>[]>,
  commands: fc.Arbitrary<NoInfer<C>>,
): void =>
  fc.assert(
    fc.property(histories, commands, contexts(fc.constant(undefined)), (history, command, context) => {
      const decided = decisionOf(decider, context)(history, command);
      if (isRefusal(decided)) return;
      expect(decided.filter(({ type }) => declaredFor(type)?.owner !== 'satisfaction')).toStrictEqual([]);
    }),
    { numRuns: 500 },
  );

const now = { by: 'nadia', at: '2026-03-02T08:15:00.000Z' };

describe('on any history, imported ones too, satisfaction', () => {
  it('sends a survey and takes its answer or says why not', () =>
    ask(surveying, surveyHistories, surveyCommands));

  it('takes a proposal and decides on it or says why not', () =>
    ask(improving, improvementHistories, improvementCommands));

  it('has a survey in the lists from its sending on, and never half of one', () =>
    fc.assert(
      fc.property(surveyHistories, (history) => {
        const row = replay(surveyProjection.fold, stamped<SurveyEvent>(history, now));
        expect(row !== null).toBe(history.some(({ type }) => type === 'SurveySent'));
        if (row) expect(tidy(surveys, row)).toStrictEqual(row);
        if (row) expect(row.tenant).toBe('demo');
      }),
    ));

  it('has a proposal in the lists from its making on, and never half of one', () =>
    fc.assert(
      fc.property(improvementHistories, (history) => {
        const row = replay(improvementProjection.fold, stamped<ImprovementEvent>(history, now));
        expect(row !== null).toBe(history.some(({ type }) => type === 'ImprovementProposed'));
        if (row) expect(tidy(improvements, row)).toStrictEqual(row);
      }),
    ));

  it('knows how a ticket was last resolved', () =>
    fc.assert(
      fc.property(ticketHistories, (history) => {
        const last = history.findLast((event) => event.type === 'TicketResolved');
        const { code } = replay(resolvedTicket, stamped<TicketEvent>(history, now));
        expect(code).toBe(last?.type === 'TicketResolved' ? last.data.code : null);
      }),
    ));
});
