import {
  ticket,
  whileOpen,
  whileTicketIs,
  type Cause,
  type ResolutionCode,
  type Sealed,
  type Ticket,
  type TicketEvent,
  type TicketRefusal,
  type TriageTicketEvent,
} from '@relais/contracts';
import type { Command, Decider } from '@relais/kernel';

export type ResolveTicket = Command<
  'ResolveTicket',
  {
    readonly code: ResolutionCode;
    /** Only an import may not know it. */
    readonly cause: Exclude<Cause, 'not-recorded'>;
    readonly remotely: boolean;
    readonly solution?: Sealed;
  }
>;
export type CloseTicket = Command<'CloseTicket', {}>;
export type ResolutionCommand = ResolveTicket | CloseTicket;
export type ResolutionRefusal = TicketRefusal;

export const resolution: Decider<
  ResolutionCommand,
  Ticket,
  TicketEvent,
  TriageTicketEvent,
  ResolutionRefusal
> = {
  fold: ticket,

  decide: {
    ResolveTicket: whileOpen((_, data) => [{ type: 'TicketResolved', data }]),
    CloseTicket: whileTicketIs('resolved')(() => [{ type: 'TicketClosed', data: {} }]),
  },
};
