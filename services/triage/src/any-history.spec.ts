import { describe, it } from '@jest/globals';
import type { ArticleVersion } from '@relais/contracts';
import { askOnAnyHistory, contexts, terms, ticketEventData as data } from '@relais/testkit';
import fc from 'fast-check';
import { assignment, type AssignmentCommand } from './assignment.decider.ts';
import { classification } from './classification.decider.ts';
import { diagnosis, type DiagnosisCommand } from './diagnosis.decider.ts';
import { hold, type HoldCommand } from './hold.decider.ts';
import { resolution, type ResolutionCommand } from './resolution.decider.ts';

const wish = <T extends string, D>(type: T, of: fc.Arbitrary<D>) =>
  of.map((said) => ({ type, data: said }) as const);
const nothing = fc.constant({});
const anybody = contexts(fc.constant(undefined));

describe('on any history, imported ones too, triage', () => {
  it('classifies a ticket or says why not', () => {
    const commands = wish('ClassifyTicket', data.TicketClassified).map(
      ({ type, data: { impact = 'low', urgency = 'low', ...told } }) => ({
        type,
        data: { ...told, impact, urgency },
      }),
    );
    askOnAnyHistory('triage', classification, commands, contexts(fc.constant({ matrix: terms.matrix })));
  });

  it('gives a ticket to somebody or says why not', () => {
    const commands: fc.Arbitrary<AssignmentCommand> = fc.oneof(
      wish('TakeTicket', nothing),
      wish('ReleaseTicket', nothing),
      wish('AssignTicket', data.TicketAssigned),
    );
    askOnAnyHistory('triage', assignment, commands, contexts(fc.record({ agentKnown: fc.boolean() })));
  });

  it('keeps what was asked, established and tried, or says why not', () => {
    const commands: fc.Arbitrary<DiagnosisCommand> = fc.oneof(
      wish('AnswerFilterQuestion', data.FilterQuestionAnswered),
      wish('RecordDiagnosis', data.DiagnosisRecorded),
      wish('TryStep', data.StepTried),
    );
    const version: ArticleVersion = {
      ...{ kind: 'guidance', title: 'a', symptoms: [], category: 'a', products: [], language: 'fr' },
      ...{ steps: [{ technical: 'a', plain: 'a' }], version: 2 },
    };
    const published = fc.constantFrom<readonly ArticleVersion[]>([], [version]);
    askOnAnyHistory('triage', diagnosis, commands, contexts(fc.record({ published })));
  });

  it('holds and resumes a ticket or says why not', () => {
    const commands: fc.Arbitrary<HoldCommand> = fc.oneof(
      wish('HoldTicket', data.TicketHeld),
      wish('ResumeTicket', nothing),
    );
    askOnAnyHistory('triage', hold, commands, anybody);
  });

  it('resolves and closes a ticket or says why not', () => {
    const found = data.TicketResolved.map((said) => ({ ...said, cause: 'software' }) as const);
    const commands: fc.Arbitrary<ResolutionCommand> = fc.oneof(
      wish('ResolveTicket', found),
      wish('CloseTicket', nothing),
    );
    askOnAnyHistory('triage', resolution, commands, anybody);
  });
});
