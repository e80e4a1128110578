import {
  ticket,
  whileTicketIs,
  type IntakeTicketEvent,
  type Sealed,
  type Ticket,
  type TicketEvent,
  type TicketRefusal,
} from '@relais/contracts';
import { extend, type Command, type Decider } from '@relais/kernel';

export type ConfirmSolution = Command<'ConfirmSolution', { readonly comment?: Sealed }>;
export type ContestSolution = Command<'ContestSolution', { readonly comment: Sealed }>;
export type SolutionCommand = ConfirmSolution | ContestSolution;
export type SolutionRefusal = TicketRefusal;

/** Whether the requester has said that the solution works. */
type Solution = { readonly confirmed: boolean };

const unconfirmed = (): Solution => ({ confirmed: false });

export const solution: Decider<
  SolutionCommand,
  Ticket & Solution,
  TicketEvent,
  IntakeTicketEvent,
  SolutionRefusal
> = {
  fold: extend(ticket, {
    initial: unconfirmed(),
    evolve: {
      SolutionConfirmed: () => ({ confirmed: true }),
      SolutionContested: unconfirmed,
      // Another solution is another question.
      TicketResolved: unconfirmed,
    },
  }),

  decide: {
    ConfirmSolution: whileTicketIs('resolved')(({ confirmed }, data) =>
      confirmed ? [] : [{ type: 'SolutionConfirmed', data }],
    ),

    ContestSolution: whileTicketIs('resolved')((_, data) => [
      { type: 'SolutionContested', data },
      { type: 'TicketReopened', data: { why: 'contested' } },
    ]),
  },
};
