import { describe, expect, it } from '@jest/globals';
import { person, type TicketStatus } from '@relais/contracts';
import {
  at,
  closed,
  confirmed,
  opened,
  pastsTo,
  resolved,
  rowOf,
  sealedAs,
  tableOf,
  terms,
  withCell,
  wrongCells,
} from '@relais/testkit';
import { contact } from './contact.decider.ts';
import { ticketReopening } from './reopening.decider.ts';
import { solution } from './solution.decider.ts';
import { opening } from './ticket.decider.ts';

/** Typed by hand from the product's table of commands and states, never derived from the code. */
const expected = tableOf<TicketStatus>(`
                             | unopened       | open        | on-hold        | resolved        | closed
  OpenTicket                 | ✓              | ticket-open | ticket-on-hold | ticket-resolved | ticket-closed
  ReceiveMessage             | ticket-unknown | ✓           | ✓              | ✓               | ticket-closed
  SendMessage                | ticket-unknown | ✓           | ✓              | ✓               | ticket-closed
  AddNote                    | ticket-unknown | ✓           | ✓              | ✓               | ✓
  ReopenTicket               | ticket-unknown | ticket-open | ticket-on-hold | ✓               | ✓
  ReopenTicket after 31 days | ticket-unknown | ticket-open | ticket-on-hold | ✓               | too-late
  ReopenTicket dissatisfied  | ticket-unknown | ticket-open | ticket-on-hold | ✓               | ✓
  ConfirmSolution            | ticket-unknown | ticket-open | ticket-on-hold | ✓               | ticket-closed
  ConfirmSolution again      | ticket-unknown | ticket-open | ticket-on-hold | []              | ticket-closed
  ContestSolution            | ticket-unknown | ticket-open | ticket-on-hold | ✓               | ticket-closed
`);

const context = {
  by: 'nadia',
  roles: ['agent'],
  level: 1,
  at: '2026-03-02T08:15:00.000Z',
  rules: undefined,
} as const;
const { number, queue, ...wished } = opened.data;
const rules = {
  client: { name: 'ACME', queue, contract: { ...terms, version: 1 }, signed: 1 },
  product: { vendor: 'inkwell', name: 'Inkwell 300', versions: [] },
  requester: { ...person.initial, status: 'known', client: 'acme' },
  number,
} as const;
const text = sealedAs('It still does not print');
const said = { channel: 'mail', text } as const;

const pasts = pastsTo();
const longAgo = { ...pasts, closed: [opened, resolved, at(closed, '2026-01-30T08:15:00.000Z')] };
const confirmedOnce = { ...pasts, resolved: [...pasts.resolved, confirmed] };

const reopen = { type: 'ReopenTicket', data: { why: 'asked', reason: text } } as const;
const dissatisfied = { type: 'ReopenTicket', data: { why: 'dissatisfied' } } as const;
const confirm = { type: 'ConfirmSolution', data: {} } as const;

const decided = {
  OpenTicket: rowOf(pasts, opening, { ...context, rules }, { type: 'OpenTicket', data: wished }),
  ReceiveMessage: rowOf(pasts, contact, context, { type: 'ReceiveMessage', data: said }),
  SendMessage: rowOf(pasts, contact, context, { type: 'SendMessage', data: said }),
  AddNote: rowOf(pasts, contact, context, { type: 'AddNote', data: { text } }),
  ReopenTicket: rowOf(pasts, ticketReopening, context, reopen),
  'ReopenTicket after 31 days': rowOf(longAgo, ticketReopening, context, reopen),
  'ReopenTicket dissatisfied': rowOf(pasts, ticketReopening, context, dissatisfied),
  ConfirmSolution: rowOf(pasts, solution, context, confirm),
  'ConfirmSolution again': rowOf(confirmedOnce, solution, context, confirm),
  ContestSolution: rowOf(pasts, solution, context, { type: 'ContestSolution', data: { comment: text } }),
};

describe('the table of intake’s commands to a ticket', () => {
  it('agrees with what is decided, in every cell', () =>
    expect(wrongCells(expected, decided)).toStrictEqual([]));

  it('has a row for every command', () => {
    const commands = [opening, contact, ticketReopening, solution].flatMap(({ decide }) =>
      Object.keys(decide),
    );
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
