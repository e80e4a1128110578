import { describe, expect, it } from '@jest/globals';
import { replay, type Stamp } from '@relais/kernel';
import {
  askOnAnyHistory,
  contexts,
  stamped,
  ticketEventData as data,
  ticketHistories,
} from '@relais/testkit';
import type { TicketEvent } from '@relais/contracts';
import fc from 'fast-check';
import { defect, type DefectCommand } from './defect/defect.decider.ts';
import { dossier } from './dossier.ts';
import { escalation } from './escalation.decider.ts';
import { handOver, type HandOverCommand } from './hand-over/hand-over.decider.ts';
import { handOversProjection } from './hand-over/hand-overs.projection.ts';
import { visit, type VisitCommand } from './visit/visit.decider.ts';

const wish = <T extends string, D>(type: T, of: fc.Arbitrary<D>) =>
  of.map((said) => ({ type, data: said }) as const);
const anybody = contexts(fc.constant(undefined));

describe('on any history, imported ones too, escalation', () => {
  it('hands a ticket over or says why not', () => {
    const offers = data.HandOverOffered.chain(({ queue }) =>
      data.HandOverReturned.map(({ advice }) => ({ queue, expected: advice })),
    );
    const commands: fc.Arbitrary<HandOverCommand> = fc.oneof(
      wish('OfferHandOver', offers),
      wish('AcceptHandOver', fc.constant({})),
      wish('ReturnHandOver', data.HandOverReturned),
    );
    askOnAnyHistory('escalation', handOver, commands, anybody);
  });

  it('tells a vendor of a defect and its fix, or says why not', () => {
    const raised = data.DefectRaised.map(({ defect: id, version, title = 'a', symptoms = 'b' }) => ({
      ...{ defect: id, title, symptoms },
      ...(version !== undefined && { version }),
    }));
    const commands: fc.Arbitrary<DefectCommand> = fc.oneof(
      wish('RaiseDefect', raised),
      wish('RecordFix', data.DefectFixed),
    );
    askOnAnyHistory('escalation', defect, commands, anybody);
  });

  it('sends a technician or says why not', () => {
    const promised = data.VisitScheduled.map(({ from = '2026-01-01', to = '2026-01-02', ...told }) => ({
      ...{ ...told, from, to },
    }));
    const commands: fc.Arbitrary<VisitCommand> = fc.oneof(
      wish('ScheduleVisit', promised),
      wish('CancelVisit', data.VisitCancelled),
      wish('RecordVisit', data.VisitDone),
    );
    askOnAnyHistory('escalation', visit, commands, anybody);
  });

  it('calls a supervisor or says why not', () =>
    askOnAnyHistory('escalation', escalation, wish('EscalateTicket', data.TicketEscalated), anybody));
});

const now = { by: 'nadia', at: '2026-12-31T00:00:00Z' };
const past = (history: readonly TicketEvent[]) =>
  stamped<TicketEvent>(history, now) as readonly (TicketEvent & Stamp)[];

describe('what any history tells of a ticket beyond level 1', () => {
  it('contradicts itself nowhere', () =>
    fc.assert(
      fc.property(ticketHistories, (history) => {
        const state = replay(dossier, past(history));
        if (state.offeredTo !== null)
          expect(state.handOver).toMatchObject({ queue: state.offeredTo, accepted: null });
        expect((state.offeredTo === null) === (state.offeredAt === null)).toBe(true);
        const questions = state.established.map(({ question }) => question);
        expect(new Set(questions).size).toBe(questions.length);
        for (const { status, outcome, reason } of state.visits) {
          expect(outcome !== null).toBe(status === 'done');
          expect(reason !== null).toBe(status === 'cancelled');
        }
      }),
      { numRuns: 1_000 },
    ));

  it('is in the list of hand-overs exactly while an offer stands', () =>
    fc.assert(
      fc.property(ticketHistories, (history) => {
        const row = replay(handOversProjection.fold, past(history));
        if (row) expect(row.stands).toBe(row.offeredTo === null ? 0 : 1);
      }),
      { numRuns: 1_000 },
    ));
});
