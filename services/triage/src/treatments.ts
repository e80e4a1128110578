import { Inject, Injectable } from '@nestjs/common';
import {
  client,
  streamOf,
  type Client,
  type ClientEvent,
  type Sealed,
  type Ticket as TicketState,
  type TicketEvent,
  type TriageTicketEvent,
} from '@relais/contracts';
import type { Loaded } from '@relais/event-store';
import type { Command, Decider } from '@relais/kernel';
import { answerRefusal, Histories, PORTS, Tickets, type Asking, type Past, type Ports, type TicketCommandInput } from '@relais/nest';
import type { Ticket, TicketOutcome } from './ticket.graph.ts';
import { treatment, type Treatment } from './treatment.ts';

/** The tickets as triage works on them and shows them. */
@Injectable()
export class Treatments {
  readonly #tickets: Tickets<'triage'>;
  readonly #histories: Histories;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#tickets = new Tickets(ports, 'triage');
    this.#histories = new Histories(ports.store);
  }

  /** The past that a ticket's fields are read from; null when it is not the caller's. */
  past(asking: Asking, id: string, asOf: string | null): Promise<Past<TicketState & Treatment> | null> {
    return this.#tickets.read(treatment, asking, id, asOf);
  }

  async ticket(asking: Asking, id: string, asOf: string | null): Promise<Ticket | null> {
    const past = await this.past(asking, id, asOf);
    if (!past || past.state.status === 'unopened' || !past.state.kind || !past.state.queue) return null;
    const { classification, status, level, holder, heldSince, queue, heldFor, kind } = past.state;
    const { resolvedAt, closedAt } = past.state;
    return {
      ...{ id, asOf, past: async () => past, status, level, holder, heldSince, queue, heldFor, kind, resolvedAt, closedAt },
      revision: past.revision,
      category: classification?.category ?? null,
      priority: classification?.priority ?? null,
    } as Ticket;
  }

  seal(asking: Asking, { ticketId }: TicketCommandInput, text: string): Promise<Sealed> {
    return this.#tickets.seal(asking, ticketId, text);
  }

  /** The client of a ticket, with the contract in force: what the rules of a decision come from. */
  clientOf({ caller }: Asking, { client: id }: TicketState): Promise<Client> {
    return this.#histories.at<Client, ClientEvent>(client, streamOf('client', caller.tenant, id ?? '-'));
  }

  async handle<C extends Command, State extends TicketState, Why extends string, R>(
    decider: Decider<C, State, TicketEvent, TriageTicketEvent, Why, R>,
    asking: Asking,
    input: TicketCommandInput,
    wish: { readonly command: C; readonly load?: (state: State) => Promise<Loaded<R>> },
  ): Promise<TicketOutcome> {
    const { command, load } = wish;
    const handled = await this.#tickets.handle(decider, asking, input, command, { load });
    const id = input.ticketId;
    const left = handled.revision < 0 ? null : await this.ticket(asking, id, `revision:${handled.revision}`);
    const refusal = handled.ok ? null : answerRefusal(handled.refusal, asking.language);
    return { ok: handled.ok, refusal, ticket: left };
  }
}
