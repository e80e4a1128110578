import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { runProjection, type RunningProjection } from '@relais/bus';
import { isStaff, parseAsOf } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import { Contracts, openOptional, PORTS, type Asking, type Ports } from '@relais/nest';
import type { Instant, Table, Version } from '@relais/projections';
import { clientsFor, filterOf, scoped } from './queue-filter.ts';
import { queue, queueProjection, queueQuery, type QueueOrder, type QueueRow } from './queue.projection.ts';
import type { AtLeast, QueueCount, TicketFilter, TicketOrder, TicketPage } from './queue.graph.ts';
import type { Ticket } from './ticket.graph.ts';
import { Treatments } from './treatments.ts';

/** What `tickets` was asked. */
export type Asked = {
  readonly filter: TicketFilter;
  readonly order: TicketOrder;
  readonly first: number;
  readonly after: string | undefined;
  readonly asOf: string | null;
};

const orders: { readonly [order in TicketOrder]: readonly [QueueOrder, boolean] } = {
  OLDEST_FIRST: ['openedAt', false],
  NEWEST_FIRST: ['openedAt', true],
  LATEST_CHANGE_FIRST: ['updatedAt', true],
  MOST_PRESSING_FIRST: ['priority', false],
  DEADLINE_FIRST: ['deadline', false],
};

const instantOf = (asOf: string | null): Instant | undefined => {
  if (asOf === null) return undefined;
  const past = parseAsOf(asOf);
  if (past.by === 'revision')
    throw new Invalid('as-of-unreadable', 'asOf', 'a list has no revision: give an instant');
  return past;
};

/** The lists of tickets: kept by a projection, scoped in the store's own query. */
@Injectable()
export class Queue implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #ports: Ports;
  readonly #treatments: Treatments;
  readonly #table: Table<QueueRow>;
  #running: RunningProjection | null = null;

  constructor(@Inject(PORTS) ports: Ports, treatments: Treatments) {
    this.#ports = ports;
    this.#treatments = treatments;
    this.#table = ports.projections.table(queue);
  }

  onApplicationBootstrap(): void {
    const projection = queueProjection(new Contracts(this.#ports.histories));
    this.#running = runProjection({ ...this.#ports, projection });
    this.#ports.processors.set(queue.name, this.#running);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#running?.stop();
    this.#ports.processors.delete(queue.name);
  }

  async page(asking: Asking, { filter, order, first, after, asOf }: Asked): Promise<TicketPage> {
    if (first < 1) throw new Invalid('page-too-small', 'first', 'a page has at least one ticket');
    const past = instantOf(asOf);
    const own = scoped(asking.caller, filterOf(filter));
    if (!own) return { nodes: [], next: null };
    const [by, descending] = orders[order];
    const query = { ...queueQuery(asking.caller.tenant, own, by, descending), first, after, asOf: past };
    const { rows, cursors, more } = await this.#table.page(query);
    const nodes = rows.flatMap((row) => this.node(asking, row, asOf) ?? []);
    return { nodes, next: more ? (cursors.at(-1) ?? null) : null };
  }

  /** How many tickets each queue holds, of those that the caller may see. */
  async counts(
    { caller }: Asking,
    queues: readonly string[] | undefined,
    asOf: string | null,
  ): Promise<QueueCount[]> {
    const own = clientsFor(caller, undefined);
    if (!own || (!isStaff(caller) && !caller.roles.includes('client'))) return [];
    const where = { ...own, tenant: caller.tenant, ...(queues && { queue: queues }) };
    const sums = new Map<string, QueueCount>();
    for (const { group, count } of await this.#table.counts('queue', where, instantOf(asOf))) {
      const found = group as Omit<QueueCount, 'count'>;
      const key = JSON.stringify([found.queue, found.level, found.status]);
      sums.set(key, { ...found, count: (sums.get(key)?.count ?? 0) + count });
    }
    return [...sums.values()].filter(({ count }) => count > 0);
  }

  /** Whether the lists show what the caller wrote, after at most a second. */
  async shows(asking: Asking, { ticketId, revision, position }: AtLeast): Promise<boolean> {
    if (ticketId != null && revision != null) {
      const own = await this.#treatments.ticket(asking, ticketId, null);
      // A wait would tell which foreign tickets there are.
      return own !== null && (await this.#running?.waitFor({ key: ticketId, revision })) === true;
    }
    // Where the whole store ends is nothing for a tenant's callers.
    const mayName = asking.caller.roles.some((role) => role === 'auditor' || role === 'admin');
    if (position == null || !mayName)
      throw new Invalid('at-least-unreadable', 'atLeast', 'give a ticket and its revision');
    return (await this.#running?.waitFor({ position })) === true;
  }

  /** What `RunningProjection.changed` says, of the lists. */
  changed(listener: () => void): () => void {
    return this.#running?.changed(listener) ?? (() => undefined);
  }

  /** A list shows what its row carries; what it does not, the ticket itself tells when it is asked for. */
  node(
    asking: Asking,
    { key, row, revision }: Pick<Version<QueueRow>, 'key' | 'row' | 'revision'>,
    asOf: string | null = null,
  ): Ticket | null {
    if (!row) return null;
    const { subject, sla, deadline: _, ...shown } = row;
    const { keys } = this.#ports;
    const past = () => this.#treatments.past(asking, key, asOf ?? `revision:${revision}`);
    return {
      ...{ ...shown, ...{ id: key, asOf, revision, past, sla: async () => sla } },
      get subject() {
        return openOptional(keys, subject);
      },
    } as unknown as Ticket;
  }
}
