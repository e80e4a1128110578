import { describe, expect, it } from '@jest/globals';
import { ticket, type Ticket, type TicketEvent, type TicketStatus } from '@relais/contracts';
import { step, type Of } from '@relais/kernel';
import { ticketEventData } from '@relais/testkit';
import fc from 'fast-check';
import { leftOut, type LeftOut } from './left-out.ts';

type Type = TicketEvent['type'];
const types = Object.keys(ticketEventData) as Type[];

const stamp = {
  ...{ tenant: 'acme', revision: 0, by: 'nadia', commandId: 'c' },
  ...{ happenedAt: '2010-01-13T08:00:00.000Z', recordedAt: '2026-03-02T08:00:00.000Z' },
};

const meant: { readonly [T in LeftOut]: Of<TicketEvent, T>['data'] } = {
  TicketOpened: { number: 'R-1', kind: 'incident', client: 'a', queue: 'a-1' },
  TicketResumed: {},
  TicketReopened: { why: 'worked-on' },
};

const logs: fc.Arbitrary<readonly TicketEvent[]> = fc.array(
  fc
    .constantFrom(...types)
    .chain((type) => ticketEventData[type].map((data) => ({ type, data }) as TicketEvent)),
  { maxLength: 30 },
);

type Told = { readonly event: TicketEvent; readonly before: Ticket; readonly inferred: boolean };

/** A log with what it leaves out. */
const completed = (log: readonly TicketEvent[]): readonly Told[] => {
  const told: Told[] = [];
  let state = ticket.initial;
  const add = (event: TicketEvent, inferred: boolean): void => {
    told.push({ event, before: state, inferred });
    state = step(ticket, state, event, stamp);
  };
  for (const event of log) {
    const missing = leftOut(state, event.type);
    if (missing) add({ type: missing, data: meant[missing] } as TicketEvent, true);
    add(event, false);
  }
  return told;
};

const onAnyLog = (expected: (told: readonly Told[], log: readonly TicketEvent[]) => void): void =>
  fc.assert(
    fc.property(logs, (log) => expected(completed(log), log)),
    { numRuns: 500 },
  );

const statuses: readonly TicketStatus[] = ['unopened', 'open', 'on-hold', 'resolved', 'closed'];
/** What is inferred in each status: opened, resumed, reopened, or nothing. */
const table: { readonly [T in Type]?: string } = {
  TicketOpened: '- - - - -',
  TicketTaken: 'opened - resumed reopened reopened',
  TicketAssigned: 'opened - resumed reopened reopened',
  TicketClassified: 'opened - resumed reopened reopened',
  TicketHeld: 'opened - - reopened reopened',
  FilterQuestionAnswered: 'opened - resumed reopened reopened',
  DiagnosisRecorded: 'opened - resumed reopened reopened',
  StepTried: 'opened - resumed reopened reopened',
  HandOverOffered: 'opened - resumed reopened reopened',
  HandOverAccepted: 'opened - resumed reopened reopened',
  HandOverReturned: 'opened - resumed reopened reopened',
  DefectRaised: 'opened - resumed reopened reopened',
  VisitScheduled: 'opened - resumed reopened reopened',
  TicketResolved: 'opened - - - -',
  TicketClosed: 'opened - - - -',
  SolutionConfirmed: 'opened - - - -',
  DefectFixed: 'opened - - - -',
  NoteAdded: 'opened - - - -',
  MessageReceived: 'opened - - - -',
  MessageSent: 'opened - - - -',
  TicketReleased: 'opened - - - -',
  TicketReopened: 'opened - - - -',
  TicketResumed: 'opened - - - -',
};

describe('what a log leaves out', () => {
  for (const [type, row] of Object.entries(table))
    it(`before ${type}: ${row}`, () => {
      const found = statuses.map((status) => leftOut({ status }, type as Type));
      expect(found.map((one) => one?.replace('Ticket', '').toLowerCase() ?? '-').join(' ')).toBe(row);
    });

  it('takes nothing away and changes no order', () =>
    onAnyLog((told, log) =>
      expect(told.filter(({ inferred }) => !inferred).map(({ event }) => event)).toEqual(log),
    ));

  it('begins every ticket with its opening', () =>
    onAnyLog((told) => expect(told[0]?.event.type ?? 'TicketOpened').toBe('TicketOpened')));

  it('opens at most once by itself, and only the first', () =>
    onAnyLog((told) => {
      const opened = told.flatMap(({ event, inferred }, place) =>
        inferred && event.type === 'TicketOpened' ? [place] : [],
      );
      expect(opened.filter((place) => place > 0)).toEqual([]);
    }));

  it('leaves no work on a ticket that is resolved or closed', () =>
    onAnyLog((told) => {
      const early = told.filter(
        ({ event, before }) =>
          table[event.type]?.endsWith('reopened') && ['resolved', 'closed'].includes(before.status),
      );
      expect(early).toEqual([]);
    }));

  it('leaves no work on a ticket on hold but a new hold', () =>
    onAnyLog((told) => {
      const early = told.filter(
        ({ event, before }) => table[event.type]?.includes('resumed') && before.status === 'on-hold',
      );
      expect(early).toEqual([]);
    }));

  it('reopens only what is resolved or closed, and resumes only what is on hold', () =>
    onAnyLog((told) => {
      for (const { event, before } of told.filter(({ inferred }) => inferred)) {
        if (event.type === 'TicketReopened') expect(['resolved', 'closed']).toContain(before.status);
        if (event.type === 'TicketResumed') expect(before.status).toBe('on-hold');
      }
    }));

  it('finds nothing missing in what was completed', () =>
    onAnyLog((told) => {
      const again = completed(told.map(({ event }) => event));
      expect(again.filter(({ inferred }) => inferred)).toEqual([]);
    }));
});
