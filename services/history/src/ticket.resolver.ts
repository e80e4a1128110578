import { Inject, Injectable } from '@nestjs/common';
import { Args, ID, Int, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import {
  isStaff,
  streamOf,
  ticket,
  visibleTo,
  type Audience,
  type Caller,
  type Envelope,
  type Ticket as TicketState,
} from '@relais/contracts';
import { verifyChain } from '@relais/event-store';
import { Invalid } from '@relais/kernel';
import {
  Allow,
  Asked,
  everyone,
  openAll,
  PORTS,
  staff,
  readTicket,
  type Asking,
  type Past,
  type Ports,
} from '@relais/nest';
import { HistoryArgs, HistoryEvent, HistoryPage, Proof, Ticket } from './ticket.graph.ts';

type Shown = Ticket & { readonly past: Past<TicketState> };

const audienceOf = (caller: Caller): Audience => {
  if (isStaff(caller)) return 'internal';
  return caller.roles.includes('client') ? 'client' : 'requester';
};

/** The cursor is the last revision shown, opaque to callers. */
const cursorOf = (revision: number): string => Buffer.from(`r${revision}`).toString('base64url');

const afterOf = (cursor: string | null | undefined): number => {
  if (cursor == null) return -1;
  const read = /^r(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!read) throw new Invalid('after-unreadable', 'after', 'this cursor was not given by a former page');
  return Number(read[1]);
};

const pageSize = (first: number): number => {
  if (first < 1 || first > 100) throw new Invalid('page-too-large', 'first', 'a page has 1 to 100 entries');
  return first;
};

/** Histories as their audiences may read them. */
@Injectable()
export class TicketHistory {
  readonly #ports: Ports;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
  }

  async ticket(asking: Asking, id: string, asOf: string | null): Promise<Shown | null> {
    const past = await readTicket(this.#ports.histories, asking, { id, asOf }, ticket);
    return past && { id, asOf, past };
  }

  async page(
    { past }: Shown,
    { caller }: Asking,
    first: number,
    after: string | null | undefined,
  ): Promise<HistoryPage> {
    const audience = audienceOf(caller);
    const from = afterOf(after);
    const seen = past.history.filter((event) => event.revision > from && visibleTo(event, audience));
    const shown = seen.slice(0, pageSize(first));
    const last = shown.at(-1);
    const next = last && seen.length > shown.length ? cursorOf(last.revision) : null;
    return { next, events: await Promise.all(shown.map((event) => this.#open(event))) };
  }

  async proof({ id, past }: Shown, { caller }: Asking): Promise<Proof> {
    const stored = await this.#ports.store.read(streamOf('ticket', caller.tenant, id), { to: past.revision });
    const events = stored.map(({ event }) => event);
    const found = verifyChain(events);
    const damage = found ? [{ ...found, revision: found.revision ?? -1, stream: found.stream ?? '' }] : [];
    return { intact: found === null, events: events.length, head: events.at(-1)?.hash ?? null, damage };
  }

  async #open(event: Envelope): Promise<HistoryEvent> {
    const data = await openAll(this.#ports.keys, event.data);
    return { ...event, data, onBehalfOf: event.onBehalfOf ?? null, rules: event.rules ?? null };
  }
}

@Resolver(() => Ticket)
export class TicketResolver {
  readonly #history: TicketHistory;

  constructor(history: TicketHistory) {
    this.#history = history;
  }

  @Allow(...everyone)
  @Query(() => HistoryPage, {
    nullable: true,
    description: 'What happened to a ticket, by audience; null when it is not the caller’s.',
  })
  async ticketHistory(
    @Args() { ticketId, asOf, first, after }: HistoryArgs,
    @Asked() asking: Asking,
  ): Promise<HistoryPage | null> {
    const shown = await this.#history.ticket(asking, ticketId, asOf ?? null);
    return shown && this.#history.page(shown, asking, first, after);
  }

  @Allow(...staff, 'client')
  @Query(() => Proof, {
    nullable: true,
    description: 'Checks a ticket’s chain of hashes as it is stored; null when it is not the caller’s.',
  })
  async verify(
    @Args('ticketId', { type: () => ID }) id: string,
    @Asked() asking: Asking,
  ): Promise<Proof | null> {
    const shown = await this.#history.ticket(asking, id, null);
    return shown && this.#history.proof(shown, asking);
  }

  @ResolveReference()
  reference(
    reference: { readonly id: string; readonly asOf?: string | null },
    asking: Asking,
  ): Promise<Ticket | null> {
    return this.#history.ticket(asking, reference.id, reference.asOf ?? null);
  }

  @ResolveField(() => HistoryPage, {
    description: 'What happened to the ticket, up to the past that is shown.',
  })
  events(
    @Parent() shown: Shown,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    @Asked() asking: Asking,
  ): Promise<HistoryPage> {
    return this.#history.page(shown, asking, first, after);
  }

  @Allow(...staff, 'client')
  @ResolveField(() => Proof, { nullable: true, description: 'Whether what is shown is as it was written.' })
  proof(@Parent() shown: Shown, @Asked() asking: Asking): Promise<Proof> {
    return this.#history.proof(shown, asking);
  }
}
