import { Inject, Injectable } from '@nestjs/common';
import type { EscalationTicketEvent, Sealed, Ticket as TicketState, TicketEvent } from '@relais/contracts';
import type { Command, Decider, Refusal } from '@relais/kernel';
import {
  answerRefusal,
  PORTS,
  Tickets,
  type Asking,
  type Past,
  type Ports,
  type TicketCommandInput,
  type Wish,
} from '@relais/nest';
import { dossier, type Handled } from './dossier.ts';
import type { Ticket, TicketOutcome } from './ticket.graph.ts';

/** The ticket that escalation answers with, and the past that its fields are read from. */
export type Shown = Ticket & { readonly past: () => Promise<Past<Handled> | null> };

/** The tickets as escalation works on them and shows them. */
@Injectable()
export class Dossiers {
  readonly #tickets: Tickets<'escalation'>;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#tickets = new Tickets(ports, 'escalation');
  }

  /** What escalation knows of a ticket; null when it is not the caller's. */
  past(asking: Asking, id: string, asOf: string | null): Promise<Past<Handled> | null> {
    return this.#tickets.read(dossier, asking, id, asOf);
  }

  async ticket(asking: Asking, id: string, asOf: string | null): Promise<Shown | null> {
    const past = await this.past(asking, id, asOf);
    return past && { id, asOf, past: async () => past };
  }

  /** The ticket of a row: its past is read once it is asked for. */
  listed(asking: Asking, id: string, revision: number): Shown {
    return { id, asOf: null, past: () => this.past(asking, id, `revision:${revision}`) };
  }

  seal(asking: Asking, { ticketId }: Pick<TicketCommandInput, 'ticketId'>, text: string): Promise<Sealed> {
    return this.#tickets.seal(asking, ticketId, text);
  }

  async handle<C extends Command, State extends TicketState, Why extends string, R>(
    decider: Decider<C, State, TicketEvent, EscalationTicketEvent, Why, R>,
    asking: Asking,
    input: TicketCommandInput,
    wish: Wish<C, State, R, EscalationTicketEvent>,
  ): Promise<TicketOutcome> {
    const handled = await this.#tickets.handle(decider, asking, input, wish);
    const at = `revision:${handled.revision}`;
    const ticket = handled.revision < 0 ? null : await this.ticket(asking, input.ticketId, at);
    return {
      ok: handled.ok,
      refusal: handled.ok ? null : answerRefusal(handled.refusal, asking.language),
      ticket,
    };
  }

  refused({ language }: Asking, refusal: Refusal): TicketOutcome {
    return { ok: false, refusal: answerRefusal(refusal, language), ticket: null };
  }
}
