import { describe, expect, it } from '@jest/globals';
import type { DefectRaised, TicketEvent, TicketStatus, VisitScheduled } from '@relais/contracts';
import {
  accepted,
  classified,
  diagnosed,
  offered,
  pastsTo,
  returned,
  rowOf,
  sealedAs,
  tableOf,
  withCell,
  wrongCells,
} from '@relais/testkit';
import { defect } from './defect/defect.decider.ts';
import { escalation } from './escalation.decider.ts';
import { handOver } from './hand-over/hand-over.decider.ts';
import { visit } from './visit/visit.decider.ts';

/** Typed by hand from the product's table of commands and states, never derived from the code. */
const expected = tableOf<TicketStatus>(`
                                 | unopened       | open              | on-hold           | resolved        | closed
  OfferHandOver                  | ticket-unknown | ✓                 | ✓                 | ticket-resolved | ticket-closed
  OfferHandOver again            | ticket-unknown | []                | []                | ticket-resolved | ticket-closed
  OfferHandOver elsewhere        | ticket-unknown | offered-elsewhere | offered-elsewhere | ticket-resolved | ticket-closed
  OfferHandOver undiagnosed      | ticket-unknown | diagnosis-missing | diagnosis-missing | ticket-resolved | ticket-closed
  OfferHandOver of bills         | ticket-unknown | not-for-level-2   | not-for-level-2   | ticket-resolved | ticket-closed
  AcceptHandOver                 | ticket-unknown | ✓                 | ✓                 | ticket-resolved | ticket-closed
  AcceptHandOver again           | ticket-unknown | []                | []                | ticket-resolved | ticket-closed
  AcceptHandOver by another      | ticket-unknown | nothing-offered   | nothing-offered   | ticket-resolved | ticket-closed
  AcceptHandOver of nothing      | ticket-unknown | nothing-offered   | nothing-offered   | ticket-resolved | ticket-closed
  AcceptHandOver at level 1      | ticket-unknown | not-your-level    | not-your-level    | ticket-resolved | ticket-closed
  AcceptHandOver of bills        | ticket-unknown | not-for-level-2   | not-for-level-2   | ticket-resolved | ticket-closed
  ReturnHandOver                 | ticket-unknown | ✓                 | ✓                 | ticket-resolved | ticket-closed
  ReturnHandOver of nothing      | ticket-unknown | nothing-offered   | nothing-offered   | ticket-resolved | ticket-closed
  ReturnHandOver at level 1      | ticket-unknown | not-your-level    | not-your-level    | ticket-resolved | ticket-closed
  RaiseDefect                    | ticket-unknown | ✓                 | ✓                 | ticket-resolved | ticket-closed
  RaiseDefect again              | ticket-unknown | []                | []                | ticket-resolved | ticket-closed
  RecordFix                      | ticket-unknown | ✓                 | ✓                 | ✓               | ✓
  RecordFix again                | ticket-unknown | []                | []                | []              | []
  RecordFix of nothing           | ticket-unknown | defect-unknown    | defect-unknown    | defect-unknown  | defect-unknown
  ScheduleVisit                  | ticket-unknown | ✓                 | ✓                 | ticket-resolved | ticket-closed
  ScheduleVisit again            | ticket-unknown | []                | []                | ticket-resolved | ticket-closed
  CancelVisit                    | ticket-unknown | ✓                 | ✓                 | ticket-resolved | ticket-closed
  CancelVisit again              | ticket-unknown | []                | []                | ticket-resolved | ticket-closed
  CancelVisit once it was done   | ticket-unknown | visit-over        | visit-over        | ticket-resolved | ticket-closed
  CancelVisit of nothing         | ticket-unknown | visit-unknown     | visit-unknown     | ticket-resolved | ticket-closed
  RecordVisit                    | ticket-unknown | ✓                 | ✓                 | ticket-resolved | ticket-closed
  RecordVisit again              | ticket-unknown | []                | []                | ticket-resolved | ticket-closed
  RecordVisit once cancelled     | ticket-unknown | visit-over        | visit-over        | ticket-resolved | ticket-closed
  RecordVisit of nothing         | ticket-unknown | visit-unknown     | visit-unknown     | ticket-resolved | ticket-closed
  EscalateTicket                 | ticket-unknown | ✓                 | ✓                 | ticket-resolved | ticket-closed
  EscalateTicket again           | ticket-unknown | ✓                 | ✓                 | ticket-resolved | ticket-closed
`);

const lena = {
  by: 'lena',
  roles: ['agent'],
  level: 2,
  at: '2026-03-02T08:15:00.000Z',
  rules: undefined,
} as const;
const nadia = { ...lena, by: 'nadia', level: 1 } as const;
const omar = { ...lena, by: 'omar' } as const;

const ofBills: TicketEvent = { ...classified, data: { ...classified.data, kind: 'account' } };
const raised: DefectRaised = { type: 'DefectRaised', data: { defect: 'd1', title: 'A', symptoms: 'B' } };
const fixed: TicketEvent = { type: 'DefectFixed', data: { defect: 'd1' } };
const window = { from: '2026-03-03T08:00:00.000Z', to: '2026-03-03T10:00:00.000Z' };
const scheduled: VisitScheduled = { type: 'VisitScheduled', data: { visit: 'v1', ...window } };
const cancelled: TicketEvent = { type: 'VisitCancelled', data: { visit: 'v1', reason: sealedAs('Mended') } };
const done: TicketEvent = { type: 'VisitDone', data: { visit: 'v1', outcome: 'solved' } };
const escalated: TicketEvent = { type: 'TicketEscalated', data: { why: 'validation' } };

const offer = { type: 'OfferHandOver', data: offered.data } as const;
const elsewhere = { type: 'OfferHandOver', data: { ...offered.data, queue: 'mail-2' } } as const;
const accept = { type: 'AcceptHandOver', data: {} } as const;
const giveBack = { type: 'ReturnHandOver', data: returned.data } as const;
const raise = { type: 'RaiseDefect', data: { defect: 'd2', title: 'A', symptoms: 'B' } } as const;
const fix = { type: 'RecordFix', data: { defect: 'd1' } } as const;
const schedule = { type: 'ScheduleVisit', data: { visit: 'v2', ...window } } as const;
const cancel = { type: 'CancelVisit', data: { visit: 'v1', reason: sealedAs('Mended') } } as const;
const recordVisit = { type: 'RecordVisit', data: { visit: 'v1', outcome: 'solved' } } as const;
const escalate = { type: 'EscalateTicket', data: { why: 'validation' } } as const;

const plain = pastsTo();
const wasDiagnosed = pastsTo(diagnosed);
const wasOffered = pastsTo(diagnosed, offered);
const wasAccepted = pastsTo(diagnosed, offered, accepted);
const hasDefect = pastsTo(raised);
const hasVisit = pastsTo(scheduled);

const decided = {
  OfferHandOver: rowOf(wasDiagnosed, handOver, nadia, offer),
  'OfferHandOver again': rowOf(wasOffered, handOver, nadia, offer),
  'OfferHandOver elsewhere': rowOf(wasOffered, handOver, nadia, elsewhere),
  'OfferHandOver undiagnosed': rowOf(plain, handOver, nadia, offer),
  'OfferHandOver of bills': rowOf(pastsTo(diagnosed, ofBills), handOver, nadia, offer),
  AcceptHandOver: rowOf(wasOffered, handOver, lena, accept),
  'AcceptHandOver again': rowOf(wasAccepted, handOver, lena, accept),
  'AcceptHandOver by another': rowOf(wasAccepted, handOver, omar, accept),
  'AcceptHandOver of nothing': rowOf(wasDiagnosed, handOver, lena, accept),
  'AcceptHandOver at level 1': rowOf(wasOffered, handOver, nadia, accept),
  'AcceptHandOver of bills': rowOf(pastsTo(diagnosed, offered, ofBills), handOver, lena, accept),
  ReturnHandOver: rowOf(wasAccepted, handOver, omar, giveBack),
  'ReturnHandOver of nothing': rowOf(wasDiagnosed, handOver, lena, giveBack),
  'ReturnHandOver at level 1': rowOf(wasAccepted, handOver, nadia, giveBack),
  RaiseDefect: rowOf(plain, defect, lena, raise),
  'RaiseDefect again': rowOf(hasDefect, defect, lena, raise),
  RecordFix: rowOf(hasDefect, defect, lena, fix),
  'RecordFix again': rowOf(pastsTo(raised, fixed), defect, lena, fix),
  'RecordFix of nothing': rowOf(plain, defect, lena, fix),
  ScheduleVisit: rowOf(plain, visit, lena, schedule),
  'ScheduleVisit again': rowOf(hasVisit, visit, lena, schedule),
  CancelVisit: rowOf(hasVisit, visit, lena, cancel),
  'CancelVisit again': rowOf(pastsTo(scheduled, cancelled), visit, lena, cancel),
  'CancelVisit once it was done': rowOf(pastsTo(scheduled, done), visit, lena, cancel),
  'CancelVisit of nothing': rowOf(plain, visit, lena, cancel),
  RecordVisit: rowOf(hasVisit, visit, lena, recordVisit),
  'RecordVisit again': rowOf(pastsTo(scheduled, done), visit, lena, recordVisit),
  'RecordVisit once cancelled': rowOf(pastsTo(scheduled, cancelled), visit, lena, recordVisit),
  'RecordVisit of nothing': rowOf(plain, visit, lena, recordVisit),
  EscalateTicket: rowOf(plain, escalation, nadia, escalate),
  'EscalateTicket again': rowOf(pastsTo(escalated), escalation, nadia, escalate),
};

describe('the table of escalation’s commands to a ticket', () => {
  it('agrees with what is decided, in every cell', () =>
    expect(wrongCells(expected, decided)).toStrictEqual([]));

  it('has a row for every command', () => {
    const commands = [handOver, defect, visit, escalation].flatMap(({ decide }) => Object.keys(decide));
    expect(commands.filter((command) => !(command in expected))).toStrictEqual([]);
  });

  it('is red as soon as one cell is wrong, and names it', () => {
    for (const [row, cells] of Object.entries(expected))
      for (const [state, cell] of Object.entries(cells) as [TicketStatus, string][]) {
        const planted = cell === '✓' ? 'ticket-closed' : '✓';
        expect(wrongCells(withCell(expected, row, state, planted), decided)).toStrictEqual([
          `${row} × ${state}: expected ${planted}, decided ${cell}`,
        ]);
      }
  });
});
