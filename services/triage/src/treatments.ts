import { Inject, Injectable } from '@nestjs/common';
import {
  article,
  client,
  streamOf,
  type Article,
  type ArticleEvent,
  type ArticleVersion,
  type Client,
  type ClientEvent,
  type Sealed,
  type Ticket as TicketState,
  type TicketEvent,
  type TriageTicketEvent,
} from '@relais/contracts';
import { replay, type Command, type Decider, type Fold } from '@relais/kernel';
import {
  answerRefusal,
  Contracts,
  type Histories,
  PORTS,
  Tickets,
  type Asking,
  type Past,
  type Ports,
  type TicketCommandInput,
  type Wish,
} from '@relais/nest';
import { deadlines, type Sla, type Timed } from '@relais/rules';
import type { Ticket, TicketOutcome } from './ticket.graph.ts';
import { treatment, type Treatment } from './treatment.ts';

const shownOf = (past: Past<TicketState & Treatment>): Ticket | null => {
  const { id, asOf, revision, state } = past;
  const { status, kind, queue, classification } = state;
  if (status === 'unopened' || !kind || !queue) return null;
  const { level, holder, heldSince, heldFor, resolvedAt, closedAt } = state;
  return {
    ...{ id, asOf, revision, status, level, holder, heldSince, queue, heldFor, kind, resolvedAt, closedAt },
    category: classification?.category ?? null,
    priority: classification?.priority ?? null,
    past: async () => past,
  } as Ticket;
};

/** The tickets as triage works on them and shows them. */
@Injectable()
export class Treatments {
  readonly #tickets: Tickets<'triage'>;
  readonly #histories: Histories;
  readonly #contracts: Contracts;
  readonly #deadlines: Fold<TicketState & Timed, TicketEvent>;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#tickets = new Tickets(ports, 'triage');
    this.#histories = ports.histories;
    this.#contracts = new Contracts(ports.histories);
    this.#deadlines = deadlines(this.#contracts.of);
  }

  /** The past that a ticket's fields are read from; null when it is not the caller's. */
  past(asking: Asking, id: string, asOf: string | null): Promise<Past<TicketState & Treatment> | null> {
    return this.#tickets.read(treatment, asking, id, asOf);
  }

  async ticket(asking: Asking, id: string, asOf: string | null): Promise<Ticket | null> {
    const past = await this.past(asking, id, asOf);
    const shown = past && shownOf(past);
    return shown && Object.assign(shown, { sla: () => this.#sla(past) });
  }

  seal(asking: Asking, { ticketId }: TicketCommandInput, text: string): Promise<Sealed> {
    return this.#tickets.seal(asking, ticketId, text);
  }

  /** The client of a ticket, with the contract in force: what the rules of a decision come from. */
  clientOf({ caller }: Asking, { client: id }: TicketState): Promise<Client> {
    return this.#histories.at<Client, ClientEvent>(client, streamOf('client', caller.tenant, id ?? '-'));
  }

  /** Every version that an article ever published: what a ticket may name of it. */
  async published({ caller }: Asking, id: string): Promise<readonly ArticleVersion[]> {
    const stream = streamOf('article', caller.tenant, id);
    return (await this.#histories.at<Article, ArticleEvent>(article, stream)).published;
  }

  async handle<C extends Command, State extends TicketState, Why extends string, R>(
    decider: Decider<C, State, TicketEvent, TriageTicketEvent, Why, R>,
    asking: Asking,
    input: TicketCommandInput,
    wish: Wish<C, State, R, TriageTicketEvent>,
  ): Promise<TicketOutcome> {
    const handled = await this.#tickets.handle(decider, asking, input, wish);
    const id = input.ticketId;
    const left = handled.revision < 0 ? null : await this.ticket(asking, id, `revision:${handled.revision}`);
    const refusal = handled.ok ? null : answerRefusal(handled.refusal, asking.language);
    return { ok: handled.ok, refusal, ticket: left };
  }

  /** What is owed for a ticket, as it was then; null without a contract. */
  async #sla({ history }: Pick<Past<unknown>, 'history'>): Promise<Sla | null> {
    await this.#contracts.ready(history.map((event) => ({ event })));
    return replay(this.#deadlines, history).sla;
  }
}
