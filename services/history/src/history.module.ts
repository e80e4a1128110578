import { Module } from '@nestjs/common';
import type { Service } from '@relais/nest';
import { Own } from './own.ts';
import { Ticket } from './ticket.graph.ts';
import { TicketHistory, TicketResolver } from './ticket.resolver.ts';

@Module({ providers: [TicketHistory, TicketResolver] })
class HistoryModule {}

/** Reads for auditors: what happened to a ticket, and whether it is as it was written. Appends nothing. */
export const history: Service = { name: 'history', module: HistoryModule, own: Own, entities: [Ticket] };
