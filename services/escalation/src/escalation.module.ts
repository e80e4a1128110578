import { Module } from '@nestjs/common';
import type { Service } from '@relais/nest';
import { DefectResolver } from './defect/defect.resolver.ts';
import { Defects } from './defect/defects.ts';
import { Dossiers } from './dossiers.ts';
import { EscalationResolver } from './escalation.resolver.ts';
import { HandOverResolver } from './hand-over/hand-over.resolver.ts';
import { HandOvers } from './hand-over/hand-overs.ts';
import { OverdueReaction } from './overdue/overdue.reaction.ts';
import { Own } from './own.ts';
import { Ticket } from './ticket.graph.ts';
import { TicketResolver } from './ticket.resolver.ts';
import { VisitResolver } from './visit/visit.resolver.ts';

@Module({
  providers: [
    Dossiers,
    Defects,
    HandOvers,
    OverdueReaction,
    DefectResolver,
    EscalationResolver,
    HandOverResolver,
    TicketResolver,
    VisitResolver,
  ],
})
class EscalationModule {}

/** Takes tickets beyond level 1: hand-overs, defects told to vendors, visits, supervisors called. */
export const escalation: Service = {
  name: 'escalation',
  module: EscalationModule,
  own: Own,
  entities: [Ticket],
};
