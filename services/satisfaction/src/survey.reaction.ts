import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { runReaction, type Reaction, type Running } from '@relais/bus';
import {
  parseStream,
  person,
  streamOf,
  surveyIdOf,
  ticket,
  type Person,
  type PersonEvent,
  type ResolutionCode,
  type TenantId,
  type Ticket,
  type TicketEvent,
} from '@relais/contracts';
import { Commands, type Recorded } from '@relais/event-store';
import { extend } from '@relais/kernel';
import { asRelais, PORTS, type Ports } from '@relais/nest';
import { surveyExpiry } from '@relais/rules';
import { surveying } from './survey.decider.ts';

/** The life of a ticket, and how it was last resolved. */
export const resolvedTicket = extend<Ticket, { readonly code: ResolutionCode | null }, TicketEvent>(ticket, {
  initial: { code: null },
  evolve: { TicketResolved: (_, { code }) => ({ code }) },
});

/** Nobody was helped then. */
const unasked: readonly (ResolutionCode | null)[] = ['duplicate', 'invalid'];

/** Asks the requester of a ticket that is closed whether they are satisfied. */
@Injectable()
export class SurveyReaction implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #ports: Ports;
  readonly #commands: Commands<'satisfaction'>;
  #running: Running | null = null;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
    this.#commands = new Commands({ store: ports.store, clock: ports.clock, service: 'satisfaction' });
  }

  onApplicationBootstrap(): void {
    const reaction: Reaction = {
      name: 'survey',
      kinds: ['ticket'],
      types: ['TicketClosed'],
      answer: (recorded) => this.answer(recorded),
    };
    this.#running = runReaction({ ...this.#ports, reaction });
    this.#ports.processors.set(reaction.name, this.#running);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#running?.stop();
    this.#ports.processors.delete('survey');
  }

  async answer({ event }: Recorded): Promise<void> {
    const { tenant, stream, revision, correlation, id: causation } = event;
    const closed = await this.#ports.histories.at(resolvedTicket, stream, { by: 'revision', revision });
    const { client, requester, closedAt, code } = closed;
    const named = parseStream(stream);
    if (!named || !client || !requester || !closedAt || unasked.includes(code)) return;
    if (await this.#isForgotten(tenant, requester)) return;
    const id = surveyIdOf(tenant, causation);
    await this.#commands.handle(surveying, {
      ...{ caller: asRelais(tenant, correlation).caller, correlation, causation, client, commandId: id },
      stream: streamOf('survey', tenant, id),
      command: { type: 'SendSurvey', data: { ticket: named.id, client, requester, closedAt } },
      load: async () => ({ rules: undefined, versions: { surveyExpiry: surveyExpiry.version } }),
    });
  }

  async #isForgotten(tenant: TenantId, id: string): Promise<boolean> {
    const stream = streamOf('person', tenant, id);
    const { status } = await this.#ports.histories.at<Person, PersonEvent>(person, stream);
    return status === 'forgotten';
  }
}
