import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { runPoll, type Poll } from '@relais/bus';
import { client, idOf, streamOf, type Client, type ClientEvent, type TenantId } from '@relais/contracts';
import { asRelais, type Histories, PORTS, Tickets, type Ports } from '@relais/nest';
import type { Version } from '@relais/projections';
import { daysAfter } from '@relais/rules';
import { queue, queueQuery, type QueueRow } from './queue.projection.ts';
import { resolution } from './resolution.decider.ts';

/** How often due tickets are looked for, in ms. */
const every = 60_000;

/** Closes a resolved ticket once the contract's quiet days have passed without a word. */
@Injectable()
export class QuietReaction implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #ports: Ports;
  readonly #tickets: Tickets<'triage'>;
  readonly #histories: Histories;
  #running: ReturnType<typeof runPoll> | null = null;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
    this.#tickets = new Tickets(ports, 'triage');
    this.#histories = ports.histories;
  }

  onApplicationBootstrap(): void {
    this.#running = runPoll({ every, look: this.closeDue });
    this.#ports.processors.set('quiet', this.#running);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#running?.stop();
    this.#ports.processors.delete('quiet');
  }

  /** Closes all that is due at this instant; a ticket that was closed meanwhile is left alone. */
  readonly closeDue: Poll['look'] = async (signal) => {
    const counts = await this.#ports.projections.table(queue).counts('queue', { status: 'resolved' });
    const tenants = new Set(counts.map(({ group }) => group['tenant'] as TenantId));
    for (const tenant of tenants) await this.#closeDueOf(tenant, signal);
  };

  async #closeDueOf(tenant: TenantId, signal: AbortSignal): Promise<void> {
    const table = this.#ports.projections.table(queue);
    const query = queueQuery(tenant, { status: 'resolved' }, 'updatedAt');
    for (let after: string | undefined; ;) {
      const page = await table.page({ ...query, first: 100, after });
      for (const row of page.rows) await this.#closeIfDue(row);
      after = page.cursors.at(-1);
      if (!page.more || signal.aborted) return;
    }
  }

  /** Decides on the ticket as it is now: the row may be a moment old. */
  async #closeIfDue({ key, row }: Version<QueueRow>): Promise<void> {
    if (!row) return;
    const history = await this.#histories.of(streamOf('ticket', row.tenant, key));
    const last = history.at(-1);
    // What was imported is history: nothing falls due until somebody works on it.
    if (!last || last.source) return;
    const due = await this.#dueSince(row, last.happenedAt);
    if (due === null || due > this.#ports.clock()) return;
    const commandId = idOf('ticket', row.tenant, `quiet ${key} ${last.id}`);
    const asking = asRelais(row.tenant, last.correlation);
    const input = { commandId, ticketId: key, happenedAt: due };
    const command = { type: 'CloseTicket', data: {} } as const;
    await this.#tickets.handle(resolution, asking, input, { command, causation: last.id });
  }

  /** When the client's quiet days end; null while no contract is in force. */
  async #dueSince({ tenant, client: id }: QueueRow, lastWord: string): Promise<string | null> {
    const terms = streamOf('client', tenant, id ?? '-');
    const { contract } = await this.#histories.at<Client, ClientEvent>(client, terms);
    return contract && daysAfter(lastWord, contract.quietDays);
  }
}
