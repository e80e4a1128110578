import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { runReaction, type Reaction, type Running } from '@relais/bus';
import { idOf, survey, type Survey, type SurveyEvent } from '@relais/contracts';
import type { Recorded } from '@relais/event-store';
import { asRelais, PORTS, Tickets, type Ports } from '@relais/nest';
import { reopening } from '@relais/rules';
import { ticketReopening } from './reopening.decider.ts';

/** Who gives this score or a lower one is not helped yet. */
const bad = 2;

/** Works again on the ticket of a requester who is dissatisfied; one that is worked on anyway is left alone. */
@Injectable()
export class DissatisfiedReaction implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #ports: Ports;
  readonly #tickets: Tickets<'intake'>;
  #running: Running | null = null;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
    this.#tickets = new Tickets(ports, 'intake');
  }

  onApplicationBootstrap(): void {
    const reaction: Reaction = {
      name: 'dissatisfied',
      kinds: ['survey'],
      types: ['SurveyAnswered'],
      answer: (recorded) => this.answer(recorded),
    };
    this.#running = runReaction({ ...this.#ports, reaction });
    this.#ports.processors.set(reaction.name, this.#running);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#running?.stop();
    this.#ports.processors.delete('dissatisfied');
  }

  async answer({ event }: Recorded): Promise<void> {
    const { tenant, stream, correlation, id: causation } = event;
    const asked = await this.#ports.histories.at<Survey, SurveyEvent>(survey, stream);
    const { ticket, requester, score, comment } = asked;
    if (!ticket || !requester || score === null || score > bad) return;
    const commandId = idOf('ticket', tenant, `dissatisfied ${causation}`);
    const input = { commandId, ticketId: ticket };
    await this.#tickets.handle(ticketReopening, asRelais(tenant, correlation), input, {
      ...{ causation, onBehalfOf: requester },
      command: { type: 'ReopenTicket', data: { why: 'dissatisfied', ...(comment && { reason: comment }) } },
      load: async () => ({ rules: undefined, versions: { reopening: reopening.version } }),
    });
  }
}
