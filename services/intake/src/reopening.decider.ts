import {
  ticket,
  whileTicketIs,
  type IntakeTicketEvent,
  type Sealed,
  type Ticket,
  type TicketEvent,
  type TicketRefusal,
} from '@relais/contracts';
import { refuse, type Command, type Decider } from '@relais/kernel';
import { daysPassed, reopening } from '@relais/rules';

/** Asked for with a reason, or owed to somebody dissatisfied, with what they said if they said anything. */
export type ReopenTicket = Command<
  'ReopenTicket',
  | { readonly why: 'asked'; readonly reason: Sealed }
  | { readonly why: 'dissatisfied'; readonly reason?: Sealed }
>;
export type ReopeningRefusal = TicketRefusal | 'too-late';

const onceResolved = whileTicketIs('resolved', 'closed');

export const ticketReopening: Decider<
  ReopenTicket,
  Ticket,
  TicketEvent,
  IntakeTicketEvent,
  ReopeningRefusal
> = {
  fold: ticket,

  decide: {
    ReopenTicket: onceResolved(({ closedAt }, data, { at }) =>
      closedAt && daysPassed(closedAt, at, reopening.days)
        ? refuse('too-late', { at: closedAt })
        : [{ type: 'TicketReopened', data }],
    ),
  },
};
