import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { answerTexts } from '@relais/contracts';
import { PORTS, type Asking, type Ports } from '@relais/nest';
import { GraphQLError } from 'graphql';
import { openCursor, sealCursor } from './live-cursor.ts';
import { Deliveries, type Pace, type Source } from './live-deliveries.ts';
import { LiveFeed, type Follower } from './live-feed.ts';
import { QueueNewsOf, type QueueNews } from './live-queue.ts';
import type { QueueChange, QueueChanges } from './live.graph.ts';
import { filterOf } from './queue-filter.ts';
import type { TicketFilter } from './queue.graph.ts';
import { queue } from './queue.projection.ts';
import { Queue } from './queue.ts';
import type { Ticket } from './ticket.graph.ts';
import { Treatments } from './treatments.ts';

/** In ms: batches come at most so often, and signs of life at least. */
export const queuePace: Pace = { least: 100, most: 15_000 };

/** A ticket is told as soon as it has changed, and silence means that it has not. */
const ticketPace: Pace = { least: 0, most: null };

/** What is heard of the changes, and what is made of it. */
type Part<Told> = Pick<Source<Told>, 'isDue' | 'take'> & Pick<Follower, 'hear' | 'restart'>;

/** What subscribers are told while it happens: from the change log of the lists, so that they can read what they are told. */
@Injectable()
export class Live implements BeforeApplicationShutdown {
  readonly #keys: Ports['keys'];
  readonly #queue: Queue;
  readonly #treatments: Treatments;
  readonly #feed: LiveFeed;

  constructor(@Inject(PORTS) { keys, projections }: Ports, list: Queue, treatments: Treatments) {
    this.#keys = keys;
    this.#queue = list;
    this.#treatments = treatments;
    const table = projections.table(queue);
    this.#feed = new LiveFeed({ table, changed: (listener) => list.changed(listener) });
  }

  /** How many subscriptions are being told. */
  get followers(): number {
    return this.#feed.size;
  }

  /** Settles when all that can be read was heard of. */
  heard(): Promise<void> {
    return this.#feed.heard();
  }

  beforeApplicationShutdown(): void {
    this.#feed.close(null);
  }

  /** A list, in batches: what came into it, what changed in it, what left it. */
  async list(
    asking: Asking,
    filter: TicketFilter,
    after: string | null,
    pace = queuePace,
  ): Promise<Deliveries<QueueChanges>> {
    const { tenant } = asking.caller;
    const news = new QueueNewsOf(asking.caller, filterOf(filter));
    const from = after === null ? null : await openCursor(this.#keys, tenant, after);
    let shown = { at: '', cursor: '' };
    const take = async (): Promise<QueueChanges> => {
      const batch = news.take();
      // Sealed anew it would look as if something had changed.
      if (batch.cursor !== shown.at)
        shown = { at: batch.cursor, cursor: await sealCursor(this.#keys, tenant, batch.cursor) };
      const changes = batch.news.map((one) => this.#change(asking, one));
      return { cursor: shown.cursor, restart: batch.restart, changes };
    };
    const part = {
      ...{ isDue: () => news.isDue, take },
      hear: news.hear.bind(news),
      restart: news.restart.bind(news),
    };
    const { cursor, deliveries } = await this.#follow(part, from, pace);
    news.begin(cursor);
    return deliveries;
  }

  /** One ticket as it is now, whenever its revision has risen; the error NOT_FOUND when it is not the caller's. */
  async ticket(asking: Asking, id: string, after: number | null): Promise<Deliveries<Ticket>> {
    let known = after ?? -1;
    let isDue = true;
    const take = async (): Promise<Ticket | null> => {
      isDue = false;
      const ticket = await this.#treatments.ticket(asking, id, null);
      if (!ticket || ticket.revision <= known) return null;
      known = ticket.revision;
      return ticket;
    };
    const look = () => {
      isDue = true;
    };
    const hear: Follower['hear'] = ({ key }) => {
      isDue ||= key === id;
    };
    if (!(await this.#treatments.ticket(asking, id, null)))
      throw new GraphQLError(answerTexts.NOT_FOUND.en, { extensions: { code: 'NOT_FOUND' } });
    const part = { isDue: () => isDue, take, hear, restart: look };
    const { deliveries } = await this.#follow(part, null, ticketPace);
    return deliveries;
  }

  async #follow<Told>(
    { isDue, take, hear, restart }: Part<Told>,
    after: string | null,
    pace: Pace,
  ): Promise<{ readonly cursor: string; readonly deliveries: Deliveries<Told> }> {
    let leave = (): void => undefined;
    const deliveries = new Deliveries({ isDue, take, leave: () => leave() }, pace);
    const follower: Follower = {
      hear: (change, before) => {
        hear(change, before);
        if (isDue()) deliveries.look();
      },
      restart: (cursor) => {
        restart(cursor);
        deliveries.look();
      },
      end: (fault) => deliveries.end(fault),
    };
    const joined = await this.#feed.join(follower, after);
    leave = joined.leave;
    return { cursor: joined.cursor, deliveries };
  }

  #change(asking: Asking, { change: { key, row, revision }, isFound }: QueueNews): QueueChange {
    const ticket = isFound ? this.#queue.node(asking, { key, row, revision }) : null;
    return { ticketId: key, revision, ticket };
  }
}
