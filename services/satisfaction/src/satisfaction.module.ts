import { Module } from '@nestjs/common';
import type { Service } from '@relais/nest';
import { Own } from './own.ts';
import { Ticket } from './ticket.graph.ts';

@Module({
  providers: [],
})
class SatisfactionModule {}

/** Asks requesters whether they are satisfied, keeps what the staff proposes to improve, and counts the KPIs. */
export const satisfaction: Service = {
  name: 'satisfaction',
  module: SatisfactionModule,
  own: Own,
  entities: [Ticket],
};
