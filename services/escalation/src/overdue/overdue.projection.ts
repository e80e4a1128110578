import type { Projection } from '@relais/bus';
import type { TicketEvent } from '@relais/contracts';
import { derive, onceBegun } from '@relais/kernel';
import type { Contracts } from '@relais/nest';
import { ticketFields, type Model } from '@relais/projections';
import { dueOf, watching, type Overdue } from './overdue.decider.ts';

/** A ticket for which something is owed, and the instant at which a supervisor has to be called; its key is the ticket's id. */
export type OverdueRow = Overdue & { readonly due: string };

/** What falls due next, over all tenants: for the reaction alone. */
export const overdueTickets: Model<OverdueRow> = {
  name: 'overdue',
  version: 1,
  fields: {
    ...ticketFields,
    tenant: 'text',
    sla: 'json',
    told: 'json',
    live: 'number',
    due: 'text',
  },
  indexes: [['due']],
  counters: {},
  temporal: false,
};

export const overdueProjection = ({
  ready,
  of,
}: Pick<Contracts, 'ready' | 'of'>): Projection<OverdueRow, TicketEvent> => ({
  model: overdueTickets,
  kind: 'ticket',
  ready,
  fold: derive(onceBegun(watching(of), 'TicketOpened'), (ticket) =>
    ticket.sla ? { due: dueOf(of, ticket).due } : null,
  ),
});
