import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { runPoll, runProjection, type Poll, type Running } from '@relais/bus';
import { idOf, streamOf, type TenantId, type TicketEvent } from '@relais/contracts';
import { replay } from '@relais/kernel';
import { asRelais, Contracts, PORTS, Tickets, type Ports } from '@relais/nest';
import type { Table } from '@relais/projections';
import { sla } from '@relais/rules';
import { dueOf, overdue } from './overdue.decider.ts';
import { overdueProjection, overdueTickets, type OverdueRow } from './overdue.projection.ts';

/** How often due deadlines are looked for, in ms: the call itself names the instant that was due. */
const every = 10_000;

/** Calls a supervisor when a deadline has passed. */
@Injectable()
export class OverdueReaction implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #ports: Ports;
  readonly #tickets: Tickets<'escalation'>;
  readonly #contracts: Contracts;
  readonly #table: Table<OverdueRow>;
  readonly #overdue: ReturnType<typeof overdue>;
  #running: readonly Pick<Running, 'stop'>[] = [];

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
    this.#tickets = new Tickets(ports, 'escalation');
    this.#contracts = new Contracts(ports.histories);
    this.#table = ports.projections.table(overdueTickets);
    this.#overdue = overdue(this.#contracts.of);
  }

  onApplicationBootstrap(): void {
    const rows = runProjection({ ...this.#ports, projection: overdueProjection(this.#contracts) });
    const calls = runPoll({ every, look: this.callDue });
    this.#running = [calls, rows];
    this.#ports.processors.set(overdueTickets.name, rows);
    this.#ports.processors.set('overdue-calls', calls);
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const { stop } of this.#running) await stop();
    this.#ports.processors.delete(overdueTickets.name);
    this.#ports.processors.delete('overdue-calls');
  }

  /** Calls for all that has passed at this instant. */
  readonly callDue: Poll['look'] = async (signal) => {
    const now = this.#ports.clock();
    for (let after: string | undefined; !signal.aborted;) {
      const { rows, cursors, more } = await this.#table.page({
        ...{ where: {}, order: [{ field: 'due' }], first: 100, after },
      });
      const passed = rows.flatMap(({ key, row }) =>
        row && row.due < now ? [{ key, tenant: row.tenant }] : [],
      );
      for (const { key, tenant } of passed) await this.#call(tenant, key, now);
      if (!more || passed.length < rows.length) return;
      after = cursors.at(-1);
    }
  };

  /** Decides on the ticket as it is now: the row may be a moment old. */
  async #call(tenant: TenantId, ticketId: string, now: string): Promise<void> {
    const history = await this.#ports.histories.of<TicketEvent>(streamOf('ticket', tenant, ticketId));
    await this.#contracts.ready(history.map((event) => ({ event })));
    const { due, which } = dueOf(this.#contracts.of, replay(this.#overdue.fold, history));
    const last = history.at(-1);
    if (!last || due >= now) return;
    // The same instant may be due again for the other deadline, under another priority.
    const commandId = idOf('ticket', tenant, `overdue ${ticketId} ${which.join(' ')} ${due}`);
    await this.#tickets.handle(
      this.#overdue,
      asRelais(tenant, last.correlation),
      { commandId, ticketId, happenedAt: due },
      {
        command: { type: 'EscalateTicket', data: { why: 'deadline' } },
        causation: last.id,
        load: async (ticket) => ({
          rules: undefined,
          versions: { sla: sla.version, contract: ticket.sla?.contract ?? 0 },
        }),
      },
    );
  }
}
