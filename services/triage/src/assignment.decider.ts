import {
  ticket,
  whileOpen,
  type AgentId,
  type Ticket,
  type TicketEvent,
  type TicketRefusal,
  type TriageTicketEvent,
} from '@relais/contracts';
import { refuse, type Command, type Decider } from '@relais/kernel';

export type TakeTicket = Command<'TakeTicket', {}>;
export type ReleaseTicket = Command<'ReleaseTicket', {}>;
export type AssignTicket = Command<'AssignTicket', { readonly agent: AgentId }>;
export type AssignmentCommand = TakeTicket | ReleaseTicket | AssignTicket;
export type AssignmentRefusal =
  TicketRefusal | 'held-by-another' | 'not-your-level' | 'not-the-holder' | 'agent-unknown';

/** What the directory says of the agent whom AssignTicket names. */
export type AssignmentRules = { readonly agentKnown: boolean };

/** Who stands in the way, and since when. */
const inTheWay = ({ holder, heldSince }: Ticket): { readonly by?: string; readonly at?: string } => ({
  ...(holder !== null && { by: holder }),
  ...(heldSince !== null && { at: heldSince }),
});

export const assignment: Decider<
  AssignmentCommand,
  Ticket,
  TicketEvent,
  TriageTicketEvent,
  AssignmentRefusal,
  AssignmentRules
> = {
  fold: ticket,

  decide: {
    TakeTicket: whileOpen((t, _, { by, level }) => {
      if (t.holder === by) return [];
      if (t.level !== level) return refuse('not-your-level');
      return t.holder === null
        ? [{ type: 'TicketTaken', data: { agent: by } }]
        : refuse('held-by-another', inTheWay(t));
    }),

    ReleaseTicket: whileOpen((t, _, { by, roles }) => {
      if (t.holder === null) return [];
      return t.holder === by || roles.includes('supervisor')
        ? [{ type: 'TicketReleased', data: {} }]
        : refuse('not-the-holder', inTheWay(t));
    }),

    AssignTicket: whileOpen(({ holder }, { agent }, { rules }) => {
      if (holder === agent) return [];
      return rules.agentKnown ? [{ type: 'TicketAssigned', data: { agent } }] : refuse('agent-unknown');
    }),
  },
};
