import { ResolveReference, Resolver } from '@nestjs/graphql';
import type { Asking } from '@relais/nest';
import { Contacts } from './contacts.ts';
import { Product } from './ticket.graph.ts';

@Resolver(() => Product)
export class ProductResolver {
  readonly #contacts: Contacts;

  constructor(contacts: Contacts) {
    this.#contacts = contacts;
  }

  @ResolveReference()
  product({ id }: { readonly id: string }, asking: Asking): Promise<Product | null> {
    return this.#contacts.product(asking, id);
  }
}
