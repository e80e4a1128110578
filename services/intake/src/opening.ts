import { Inject, Injectable } from '@nestjs/common';
import { idOf, product, streamOf, type Caller, type ProductRegistered } from '@relais/contracts';
import type { Refusal } from '@relais/kernel';
import { tenantKey, type KeyId } from '@relais/keys';
import { type Histories, PORTS, type Asking, type Ports } from '@relais/nest';
import { claims, type Claims } from './claim.ts';
import { Contacts } from './contacts.ts';
import { numbers, type Numbers } from './numbers.ts';
import { readyKey } from './ready-key.ts';
import { againstOpening, opening, type OpeningRules, type OpenTicket } from './ticket.decider.ts';
import type { TicketOutcome } from './ticket.graph.ts';
import type { OpenTicketInput } from './ticket.inputs.ts';

/** A requester speaks for themselves alone. */
const requesterFor = ({ person }: Caller, named: string | null | undefined): string | null =>
  person ?? named ?? null;

/** Opens tickets: keys, number and reference are safe before the event is written. */
@Injectable()
export class Opening {
  readonly #ports: Ports;
  readonly #contacts: Contacts;
  readonly #histories: Histories;
  readonly #claims: Claims;
  readonly #numbers: Numbers;

  constructor(@Inject(PORTS) ports: Ports, contacts: Contacts) {
    this.#ports = ports;
    this.#contacts = contacts;
    this.#histories = ports.histories;
    this.#claims = claims(ports);
    this.#numbers = numbers(ports);
  }

  async open(asking: Asking, input: OpenTicketInput): Promise<TicketOutcome> {
    const { caller } = asking;
    const ticketId = idOf('ticket', caller.tenant, input.commandId);
    const requester = requesterFor(caller, input.requesterId);
    const key = await this.#key(caller, ticketId, input.clientId, requester);
    const data = await this.#data(key, input, requester);
    const handled = await this.#contacts.tickets.handle(
      opening,
      asking,
      { ...input, ticketId },
      {
        command: { type: 'OpenTicket', data },
        client: input.clientId,
        onBehalfOf: requester !== null && caller.person === null ? requester : undefined,
        load: async () => this.#rules(asking, data),
        secure: () => this.#secure(asking, key, ticketId, input),
      },
    );
    return this.#contacts.outcome(asking, ticketId, handled);
  }

  #key({ tenant }: Caller, ticketId: string, client: string, requester: string | null): Promise<KeyId> {
    const person = requester === null ? [] : [streamOf('person', tenant, requester)];
    const above = [tenantKey(tenant), streamOf('client', tenant, client), ...person];
    return readyKey(this.#ports.keys, above, streamOf('ticket', tenant, ticketId));
  }

  async #data(key: KeyId, input: OpenTicketInput, requester: string | null): Promise<OpenTicket['data']> {
    const { kind, channel, clientId: client, productId, reference } = input;
    const seal = (text: string) => this.#ports.keys.seal(key, text);
    return {
      ...{ kind, channel, client },
      subject: await seal(input.subject),
      ...(input.description && { description: await seal(input.description) }),
      ...(input.equipment && { equipment: await seal(input.equipment) }),
      ...(requester !== null && { requester }),
      ...(productId && { product: productId }),
      ...(reference && { reference }),
    };
  }

  async #rules(
    asking: Asking,
    data: OpenTicket['data'],
  ): Promise<{ rules: OpeningRules; versions: { contract: number } }> {
    const { tenant, clients } = asking.caller;
    const inScope = clients === null || clients.includes(data.client);
    const client = await this.#contacts.clientState(asking, inScope ? data.client : '-');
    const known = {
      client,
      product: data.product
        ? await this.#histories.at<typeof product.initial, ProductRegistered>(
            product,
            streamOf('product', tenant, data.product),
          )
        : null,
      requester: data.requester ? await this.#contacts.personState(asking, data.requester) : null,
    };
    // What is refused uses up no number: reserving numbers is written.
    const number = againstOpening(data, known) ? '' : await this.#numbers.take(tenant);
    return { rules: { ...known, number }, versions: { contract: client.contract?.version ?? 0 } };
  }

  async #secure(
    { caller }: Asking,
    key: KeyId,
    ticketId: string,
    { clientId, reference }: OpenTicketInput,
  ): Promise<Refusal | null> {
    await this.#ports.keys.keep(key);
    if (reference == null) return null;
    return this.#claims.make(caller, {
      kind: 'reference',
      // Each client's system counts for itself, and none may learn what another one's holds.
      value: `${clientId}\n${reference}`,
      holder: streamOf('ticket', caller.tenant, ticketId),
    });
  }
}
