import { Inject } from '@nestjs/common';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { idOf, streamOf, type ContractTerms, type Priority, type PriorityMatrix } from '@relais/contracts';
import { Commands } from '@relais/event-store';
import { Allow, Asked, desk, PORTS, staff, type Asking, type Ports } from '@relais/nest';
import { clients, type ClientCommand } from './client.decider.ts';
import { Contacts } from './contacts.ts';
import { checkTargetList, checkTerms } from './contract-terms.ts';
import { products } from './product.decider.ts';
import {
  ContractTermsInput,
  EndContractInput,
  RegisterClientInput,
  RegisterProductInput,
  SignContractInput,
} from './register.inputs.ts';
import { Client, ClientOutcome, Product, ProductOutcome } from './ticket.graph.ts';

type Wish = { readonly commandId: string; readonly happenedAt?: string | null };

/** The terms as the event holds them. */
const termsOf = ({
  targets,
  calendar,
  matrix,
  visitCategories,
  ...terms
}: ContractTermsInput): ContractTerms => ({
  ...terms,
  ...(visitCategories.length > 0 && { visitCategories }),
  calendar: { ...calendar, slots: calendar.slots.map((slot) => ({ ...slot })) } as ContractTerms['calendar'],
  matrix: {
    high: { ...matrix.high },
    medium: { ...matrix.medium },
    low: { ...matrix.low },
  } as PriorityMatrix,
  targets: Object.fromEntries(
    targets.map(({ priority, response, resolution }) => [priority as Priority, { response, resolution }]),
  ) as ContractTerms['targets'],
});

@Resolver()
export class ClientResolver {
  readonly #commands: Commands<'intake'>;
  readonly #contacts: Contacts;

  constructor(@Inject(PORTS) { store, clock }: Ports, contacts: Contacts) {
    this.#commands = new Commands({ store, clock, service: 'intake' });
    this.#contacts = contacts;
  }

  @Allow(...staff, 'client', 'requester')
  @Query(() => Client, { nullable: true, description: 'One client; null when it is not the caller’s.' })
  client(@Args('id', { type: () => ID }) id: string, @Asked() asking: Asking): Promise<Client | null> {
    return this.#contacts.client(asking, id);
  }

  @Allow(...staff, 'client', 'requester')
  @Query(() => Product, { nullable: true, description: 'One product of the provider.' })
  product(@Args('id', { type: () => ID }) id: string, @Asked() asking: Asking): Promise<Product | null> {
    return this.#contacts.product(asking, id);
  }

  @Allow('supervisor', 'admin')
  @Mutation(() => ClientOutcome, { description: 'A company becomes a client of the provider.' })
  registerClient(@Args('input') input: RegisterClientInput, @Asked() asking: Asking): Promise<ClientOutcome> {
    const id = idOf('client', asking.caller.tenant, input.commandId);
    const { name, queue } = input;
    return this.#client(asking, input, id, { type: 'RegisterClient', data: { name, queue } });
  }

  @Allow('supervisor', 'admin')
  @Mutation(() => ClientOutcome, { description: 'A contract is in force from now on: a new version of it.' })
  async signContract(
    @Args('input') input: SignContractInput,
    @Asked() asking: Asking,
  ): Promise<ClientOutcome> {
    checkTargetList(input.terms.targets);
    const data = termsOf(input.terms);
    checkTerms(data);
    return this.#client(asking, input, input.clientId, { type: 'SignContract', data });
  }

  @Allow('supervisor', 'admin')
  @Mutation(() => ClientOutcome, { description: 'No contract is in force any more.' })
  endContract(@Args('input') input: EndContractInput, @Asked() asking: Asking): Promise<ClientOutcome> {
    return this.#client(asking, input, input.clientId, { type: 'EndContract', data: {} });
  }

  @Allow(...desk, 'admin')
  @Mutation(() => ProductOutcome, { description: 'Name a product that tickets can be about.' })
  async registerProduct(
    @Args('input') input: RegisterProductInput,
    @Asked() asking: Asking,
  ): Promise<ProductOutcome> {
    const { caller, correlation } = asking;
    const { name, vendor, versions, commandId } = input;
    const id = idOf('product', caller.tenant, commandId);
    const handled = await this.#commands.handle(products, {
      ...{ commandId, caller, correlation, happenedAt: input.happenedAt ?? undefined },
      stream: streamOf('product', caller.tenant, id),
      command: { type: 'RegisterProduct', data: { name, vendor, versions } },
    });
    return { ...this.#contacts.answer(asking, handled), product: await this.#contacts.product(asking, id) };
  }

  async #client(
    asking: Asking,
    { commandId, happenedAt }: Wish,
    id: string,
    command: ClientCommand,
  ): Promise<ClientOutcome> {
    const { caller, correlation } = asking;
    const handled = await this.#commands.handle(clients, {
      ...{ command, commandId, caller, correlation, happenedAt: happenedAt ?? undefined, client: id },
      stream: streamOf('client', caller.tenant, id),
      load: async () => ({ rules: { products: await this.#known(asking, command) } }),
    });
    return { ...this.#contacts.answer(asking, handled), client: await this.#contacts.client(asking, id) };
  }

  /** The products of a contract that are registered. */
  async #known(asking: Asking, command: ClientCommand): Promise<readonly string[]> {
    if (command.type !== 'SignContract') return [];
    const found = await Promise.all(command.data.products.map((id) => this.#contacts.product(asking, id)));
    return found.flatMap((product) => (product ? [product.id] : []));
  }
}
