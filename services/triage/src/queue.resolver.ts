import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { Allow, AsOf, Asked, everyone, staff, type Asking } from '@relais/nest';
import { Queue } from './queue.ts';
import { QueueCount, TicketPage, TicketsArgs } from './queue.graph.ts';

@Resolver()
export class QueueResolver {
  readonly #queue: Queue;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  @Allow(...everyone)
  @Query(() => TicketPage, {
    description: 'The tickets that the caller may see, a page at a time, as they are or as they were.',
  })
  async tickets(
    @Args() { atLeast, filter, order, first, after, asOf }: TicketsArgs,
    @Asked() asking: Asking,
  ): Promise<TicketPage> {
    if (atLeast && !(await this.#queue.shows(asking, atLeast))) asking.notices.add('VISIBLE_LATER');
    return this.#queue.page(asking, { filter, order, first, after: after ?? undefined, asOf: asOf ?? null });
  }

  @Allow(...staff, 'client')
  @Query(() => [QueueCount], { description: 'How many tickets each queue holds, by level and status.' })
  queueCounts(
    @Args('queues', { type: () => [ID], nullable: true }) queues: string[] | undefined,
    @Args('asOf', { type: () => AsOf, nullable: true }) asOf: string | undefined,
    @Asked() asking: Asking,
  ): Promise<QueueCount[]> {
    return this.#queue.counts(asking, queues ?? undefined, asOf ?? null);
  }
}
