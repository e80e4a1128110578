import { Module } from '@nestjs/common';
import type { Service } from '@relais/nest';
import { LiveResolver } from './live.resolver.ts';
import { Live } from './live.ts';
import { Own } from './own.ts';
import { Queue } from './queue.ts';
import { QuietReaction } from './quiet.reaction.ts';
import { QueueResolver } from './queue.resolver.ts';
import { Ticket } from './ticket.graph.ts';
import { TicketResolver } from './ticket.resolver.ts';
import { TreatmentResolver } from './treatment.resolver.ts';
import { Treatments } from './treatments.ts';

@Module({
  providers: [
    Treatments,
    Queue,
    Live,
    QuietReaction,
    QueueResolver,
    LiveResolver,
    TicketResolver,
    TreatmentResolver,
  ],
})
class TriageModule {}

/** Works on tickets: classified, taken, diagnosed, guided, held, resolved and closed; the queue. */
export const triage: Service = { name: 'triage', module: TriageModule, own: Own, entities: [Ticket] };
