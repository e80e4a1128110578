import { Args, ID, Int, Resolver, Subscription } from '@nestjs/graphql';
import { Allow, Asked, everyone, type Asking } from '@relais/nest';
import type { Deliveries } from './live-deliveries.ts';
import { QueueChangedArgs, QueueChanges } from './live.graph.ts';
import { Live } from './live.ts';
import { Ticket } from './ticket.graph.ts';

/** A delivery is the answer itself. */
const resolve = <Told>(told: Told): Told => told;

@Resolver()
export class LiveResolver {
  readonly #live: Live;

  constructor(live: Live) {
    this.#live = live;
  }

  @Allow(...everyone)
  @Subscription(() => QueueChanges, {
    resolve,
    description:
      'What changes in a list of the tickets that the caller may see; first a batch with what was missed.',
  })
  queueChanged(
    @Args() { filter, after }: QueueChangedArgs,
    @Asked() asking: Asking,
  ): Promise<Deliveries<QueueChanges>> {
    return this.#live.list(asking, filter, after ?? null);
  }

  @Allow(...everyone)
  @Subscription(() => Ticket, {
    resolve,
    description:
      'One ticket whenever it has changed, as it is then; at once unless it is still at the revision `after`. NOT_FOUND when it is not the caller’s.',
  })
  ticketChanged(
    @Args('id', { type: () => ID }) id: string,
    @Args('after', { type: () => Int, nullable: true, description: 'The revision that the caller has.' })
    after: number | undefined,
    @Asked() asking: Asking,
  ): Promise<Deliveries<Ticket>> {
    return this.#live.ticket(asking, id, after ?? null);
  }
}
