import {
  ticket,
  whileOpen,
  type EscalationReason,
  type EscalationTicketEvent,
  type Sealed,
  type Ticket,
  type TicketEvent,
  type TicketRefusal,
} from '@relais/contracts';
import type { Command, Decider } from '@relais/kernel';

export type EscalateTicket = Command<
  'EscalateTicket',
  { readonly why: EscalationReason; readonly note?: Sealed }
>;
export type EscalationRefusal = TicketRefusal;

export const escalation: Decider<
  EscalateTicket,
  Ticket,
  TicketEvent,
  EscalationTicketEvent,
  EscalationRefusal
> = {
  fold: ticket,

  // Nothing ends an escalation: a caller may be angry twice, and each time a supervisor is called.
  decide: { EscalateTicket: whileOpen((_, data) => [{ type: 'TicketEscalated', data }]) },
};
