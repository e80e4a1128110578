import { Inject, Injectable } from '@nestjs/common';
import {
  client,
  inScope,
  isStaff,
  person,
  product,
  streamOf,
  ticket,
  type Client as ClientState,
  type ClientEvent,
  type ContractTerms,
  type Person as PersonState,
  type PersonEvent,
  type ProductRegistered,
} from '@relais/contracts';
import type { Handled } from '@relais/event-store';
import {
  answerRefusal,
  type Histories,
  instantOf,
  open,
  openOptional,
  PORTS,
  Tickets,
  type Asking,
  type Past,
  type Ports,
} from '@relais/nest';
import { correspondence } from './correspondence.ts';
import type { Client, Contract, Person, Product, Ticket, TicketOutcome } from './ticket.graph.ts';

type Before = Pick<Past<unknown>, 'asOf' | 'history'>;

const priorities = [1, 2, 3, 4, 5] as const;

/** What is between the provider and the client. */
const owedTo = (
  { caller }: Asking,
  { targets, clockStops, visitCategories = [] }: ContractTerms,
): Pick<Contract, 'targets' | 'clockStops' | 'visitCategories'> =>
  isStaff(caller) || caller.roles.includes('client')
    ? {
        ...{ clockStops, visitCategories },
        targets: priorities.map((priority) => ({ priority, ...targets[priority] })),
      }
    : { targets: null, clockStops: null, visitCategories: null };

const now: Before = { asOf: null, history: [] };

const instant = ({ asOf, history }: Before) => instantOf(asOf, history.at(-1));

/** What intake knows, as its callers may read it: tickets, and the people, clients and products behind them. */
@Injectable()
export class Contacts {
  readonly tickets: Tickets<'intake'>;
  readonly #ports: Ports;
  readonly #histories: Histories;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
    this.#histories = ports.histories;
    this.tickets = new Tickets(ports, 'intake');
  }

  async ticket(asking: Asking, id: string, asOf: string | null): Promise<Ticket | null> {
    const past = await this.tickets.read(correspondence, asking, id, asOf);
    const opening = past?.state.opening;
    if (!past || !opening) return null;
    const { keys } = this.#ports;
    const { number, kind, channel, at, reference } = opening;
    return {
      ...{ id, asOf, number, past, channel: channel ?? null },
      openingKind: kind,
      openedAt: at,
      reference: reference ?? null,
      get subject() {
        return openOptional(keys, opening.subject);
      },
      get description() {
        return openOptional(keys, opening.description);
      },
      get equipment() {
        return openOptional(keys, opening.equipment);
      },
      confirmed: past.state.confirmed,
      reopenings: past.state.reopenings,
    } as Ticket;
  }

  /** What became of a command, with the ticket as it left it. */
  async outcome(asking: Asking, id: string, handled: Handled): Promise<TicketOutcome> {
    const left = handled.revision < 0 ? null : await this.ticket(asking, id, `revision:${handled.revision}`);
    return { ...this.answer(asking, handled), ticket: left };
  }

  /** Whether a command was granted, and if not, why. */
  answer({ language }: Asking, handled: Handled): Pick<TicketOutcome, 'ok' | 'refusal'> {
    return { ok: handled.ok, refusal: handled.ok ? null : answerRefusal(handled.refusal, language) };
  }

  /** The person helped; null for none, and for a ticket that is not the caller's. */
  async requesterOf(asking: Asking, id: string): Promise<string | null> {
    const past = await this.tickets.read(ticket, asking, id, null);
    return past?.state.requester ?? null;
  }

  personState({ caller }: Asking, id: string, before: Before = now): Promise<PersonState> {
    const stream = streamOf('person', caller.tenant, id);
    return this.#histories.at<PersonState, PersonEvent>(person, stream, instant(before));
  }

  async person(asking: Asking, id: string, before: Before = now): Promise<Person | null> {
    const { caller } = asking;
    const { tenant } = caller;
    const found = await this.personState(asking, id, before);
    if (!found.name || !inScope(caller, { tenant, client: found.client, requester: id })) return null;
    const { keys } = this.#ports;
    return {
      id,
      name: await open(keys, found.name),
      mail: await openOptional(keys, found.mail),
      phone: await openOptional(keys, found.phone),
      language: found.language,
      forgotten: found.status === 'forgotten',
    };
  }

  async client(asking: Asking, id: string, before: Before = now): Promise<Client | null> {
    const { tenant, person: requester } = asking.caller;
    // A requester may know the client whose hot line they call.
    if (!inScope(asking.caller, { tenant, client: id, requester })) return null;
    const found = await this.clientState(asking, id, before);
    if (!found.name || !found.queue) return null;
    const contract = () => this.#contract(asking, found);
    return {
      ...{ id, name: found.name, queue: found.queue },
      get contract() {
        return contract();
      },
    };
  }

  clientState({ caller }: Asking, id: string, before: Before = now): Promise<ClientState> {
    return this.#histories.at<ClientState, ClientEvent>(
      client,
      streamOf('client', caller.tenant, id),
      instant(before),
    );
  }

  async product({ caller }: Asking, id: string): Promise<Product | null> {
    const stream = streamOf('product', caller.tenant, id);
    const { name, vendor, versions } = await this.#histories.at<typeof product.initial, ProductRegistered>(
      product,
      stream,
    );
    return name === null || vendor === null ? null : { id, name, vendor, versions };
  }

  async #contract(asking: Asking, { contract }: ClientState): Promise<Contract | null> {
    if (!contract) return null;
    const products = await Promise.all(contract.products.map((id) => this.product(asking, id)));
    const { version, calendar, channels, languages, quietDays } = contract;
    return {
      ...{ version, calendar, channels, languages, quietDays },
      ...owedTo(asking, contract),
      products: products.filter((found) => found !== null),
    };
  }
}
