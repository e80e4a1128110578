import { ArgsType, Directive, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Own } from './own.ts';
import { listed, TicketFilter } from './queue.graph.ts';
import { Ticket } from './ticket.graph.ts';

const registerIn = () => Own;

@ObjectType({ registerIn, description: 'A ticket of a list that changed.' })
export class QueueChange {
  @Field(() => ID) ticketId!: string;
  @Field(() => Int, { description: 'The revision of the ticket that the list shows now.' }) revision!: number;
  @Directive(listed)
  @Field(() => Ticket, {
    nullable: true,
    description: 'The ticket as the list shows it; null when it is not in the list, or not any more.',
  })
  ticket!: Ticket | null;
}

@ObjectType({
  registerIn,
  description:
    'What changed in a list since the batch before; at most every 100 ms, each ticket once. Empty every 15 s.',
})
export class QueueChanges {
  @Field(() => String, { description: 'What to give as `after` to go on after this batch.' }) cursor!: string;
  @Field(() => Boolean, {
    description: 'True when changes were left out: read the list again, what follows goes on from there.',
  })
  restart!: boolean;
  @Field(() => [QueueChange], { description: 'At most 100; there may be more in the next batch.' })
  changes!: readonly QueueChange[];
}

@ArgsType()
export class QueueChangedArgs {
  @Field(() => TicketFilter, { defaultValue: {} }) filter!: TicketFilter;
  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last batch received; null is from now on.',
  })
  after?: string | null;
}
