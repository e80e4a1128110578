import { Module } from '@nestjs/common';
import type { Service } from '@relais/nest';
import { ClientResolver } from './client.resolver.ts';
import { ContactResolver } from './contact.resolver.ts';
import { Contacts } from './contacts.ts';
import { DissatisfiedReaction } from './dissatisfied.reaction.ts';
import { ForgottenReaction } from './forgotten.reaction.ts';
import { Opening } from './opening.ts';
import { Own } from './own.ts';
import { People } from './people.ts';
import { PersonResolver } from './person.resolver.ts';
import { ProductResolver } from './product.resolver.ts';
import { Ticket } from './ticket.graph.ts';
import { TicketResolver } from './ticket.resolver.ts';

@Module({
  providers: [
    Contacts,
    DissatisfiedReaction,
    ForgottenReaction,
    Opening,
    People,
    ClientResolver,
    ContactResolver,
    PersonResolver,
    ProductResolver,
    TicketResolver,
  ],
})
class IntakeModule {}

/** Takes contacts: tickets are opened, messages come and go; clients, contracts, products and persons are kept. */
export const intake: Service = { name: 'intake', module: IntakeModule, own: Own, entities: [Ticket] };
