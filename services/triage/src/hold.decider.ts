import {
  ticket,
  whileOpen,
  whileTicketIs,
  type HoldReason,
  type Ticket,
  type TicketEvent,
  type TicketRefusal,
  type TriageTicketEvent,
} from '@relais/contracts';
import { extend, type Command, type Decider } from '@relais/kernel';

export type HoldTicket = Command<'HoldTicket', { readonly for: HoldReason; readonly until?: string }>;
export type ResumeTicket = Command<'ResumeTicket', {}>;
export type HoldCommand = HoldTicket | ResumeTicket;
export type HoldRefusal = TicketRefusal;

/** When the latest hold wanted somebody to look again; it says nothing once the hold is over. */
type Hold = { readonly until: string | null };

export const hold: Decider<HoldCommand, Ticket & Hold, TicketEvent, TriageTicketEvent, HoldRefusal> = {
  fold: extend(ticket, {
    initial: { until: null } as Hold,
    evolve: { TicketHeld: (_, { until }) => ({ until: until ?? null }) },
  }),

  decide: {
    HoldTicket: whileOpen((t, data) =>
      t.heldFor === data.for && t.until === (data.until ?? null) ? [] : [{ type: 'TicketHeld', data }],
    ),

    ResumeTicket: whileTicketIs('on-hold')(() => [{ type: 'TicketResumed', data: {} }]),
  },
};
