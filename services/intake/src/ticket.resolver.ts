import { Inject } from '@nestjs/common';
import { Parent, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Ticket as TicketState } from '@relais/contracts';
import { Allow, Asked, open, PORTS, staff, type Asking, type Past, type Ports } from '@relais/nest';
import type { Correspondence } from './correspondence.ts';
import { Client, Message, Note, Person, Product, Ticket } from './ticket.graph.ts';
import { Contacts } from './contacts.ts';

/** The ticket that intake answers with, and the past that its fields are read from. */
type Shown = Ticket & { readonly past: Past<TicketState & Correspondence> };

@Resolver(() => Ticket)
export class TicketResolver {
  readonly #ports: Ports;
  readonly #contacts: Contacts;

  constructor(@Inject(PORTS) ports: Ports, contacts: Contacts) {
    this.#ports = ports;
    this.#contacts = contacts;
  }

  @ResolveReference()
  ticket(
    reference: { readonly id: string; readonly asOf?: string | null },
    asking: Asking,
  ): Promise<Ticket | null> {
    return this.#contacts.ticket(asking, reference.id, reference.asOf ?? null);
  }

  @ResolveField(() => [Message], {
    description: 'All that was said between the requester and the provider, in order.',
  })
  async messages(@Parent() { past }: Shown): Promise<Message[]> {
    const opened = past.state.messages.map(async (m) => ({
      ...m,
      text: await open(this.#ports.keys, m.text),
    }));
    return Promise.all(opened);
  }

  @Allow(...staff)
  @ResolveField(() => [Note], {
    nullable: true,
    description: 'The notes of the staff, in order; never shown outside.',
  })
  async notes(@Parent() { past }: Shown): Promise<Note[]> {
    return Promise.all(
      past.state.notes.map(async (n) => ({ ...n, text: await open(this.#ports.keys, n.text) })),
    );
  }

  @ResolveField(() => Person, {
    nullable: true,
    description: 'The person helped; null for a contact nobody recognised.',
  })
  requester(@Parent() { past }: Shown, @Asked() asking: Asking): Promise<Person | null> | null {
    return past.state.requester ? this.#contacts.person(asking, past.state.requester, past) : null;
  }

  @ResolveField(() => Client, { nullable: true })
  client(@Parent() { past }: Shown, @Asked() asking: Asking): Promise<Client | null> | null {
    return past.state.client ? this.#contacts.client(asking, past.state.client, past) : null;
  }

  @ResolveField(() => Product, { nullable: true })
  product(@Parent() { past }: Shown, @Asked() asking: Asking): Promise<Product | null> | null {
    return past.state.product ? this.#contacts.product(asking, past.state.product) : null;
  }
}
