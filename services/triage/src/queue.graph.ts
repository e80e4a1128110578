import {
  ArgsType,
  Directive,
  Field,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
} from '@nestjs/graphql';
import type { Priority, TicketKind, TicketStatus } from '@relais/contracts';
import { AsOf, Line, TicketKindEnum, TicketStatusEnum } from '@relais/nest';
import { Own } from './own.ts';
import { Ticket } from './ticket.graph.ts';

const registerIn = () => Own;

/** How the tickets of a list are ordered. */
export const TicketOrder = {
  OLDEST_FIRST: 'OLDEST_FIRST',
  NEWEST_FIRST: 'NEWEST_FIRST',
  LATEST_CHANGE_FIRST: 'LATEST_CHANGE_FIRST',
  MOST_PRESSING_FIRST: 'MOST_PRESSING_FIRST',
  DEADLINE_FIRST: 'DEADLINE_FIRST',
} as const;
export type TicketOrder = keyof typeof TicketOrder;
registerEnumType(TicketOrder, {
  name: 'TicketOrder',
  description:
    'By openedAt, by updatedAt, by priority (unclassified tickets before all, of equal ones the oldest first), or by the next deadline (what nothing is owed for comes last).',
  registerIn,
} as never);

@InputType({ registerIn, description: 'Every condition that is given has to hold; of a list, any.' })
export class TicketFilter {
  @Field(() => [TicketStatusEnum], { nullable: true }) status?: readonly TicketStatus[] | null;
  @Field(() => Int, { nullable: true }) level?: 1 | 2 | null;
  @Field(() => [ID], { nullable: true }) queue?: readonly string[] | null;
  @Field(() => ID, { nullable: true, description: 'The agent who has it.' }) holder?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'True: nobody has it; not together with `holder`.' })
  unheld?: boolean | null;
  @Field(() => [Int], { nullable: true }) priority?: readonly Priority[] | null;
  @Field(() => [TicketKindEnum], { nullable: true }) kind?: readonly TicketKind[] | null;
  @Field(() => [ID], { nullable: true }) client?: readonly string[] | null;
  @Field(() => ID, { nullable: true }) product?: string | null;
  @Field(() => ID, { nullable: true }) requester?: string | null;
  @Field(() => Line, { nullable: true, description: 'The number that people read aloud.' }) number?:
    string | null;
  @Field(() => Line, { nullable: true, description: 'The reference of the client’s own system.' })
  reference?: string | null;
}

/** What the rows of lists carry of other services' fields: a page of them is asked of triage alone. */
export const listed =
  '@provides(fields: "number subject { text erased } channel openedAt openingKind reference")';

@ObjectType({ registerIn, description: 'A page of tickets, as their lists show them.' })
export class TicketPage {
  @Directive(listed)
  @Field(() => [Ticket])
  nodes!: readonly Ticket[];
  @Field(() => String, {
    nullable: true,
    description: 'What to give as `after` for the next page; null at the end.',
  })
  next!: string | null;
}

@ObjectType({ registerIn, description: 'How many tickets a queue holds.' })
export class QueueCount {
  @Field(() => ID) queue!: string;
  @Field(() => Int) level!: number;
  @Field(() => TicketStatusEnum) status!: TicketStatus;
  @Field(() => Int) count!: number;
}

@InputType({
  registerIn,
  description: 'What a list must show at least: one’s own last command, by what it answered.',
})
export class AtLeast {
  @Field(() => ID, { nullable: true }) ticketId?: string | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The revision that the command answered, with `ticketId`.',
  })
  revision?: number | null;
  @Field(() => Int, { nullable: true, description: 'Or a position of the store, for operators.' }) position?:
    number | null;
}

@ArgsType()
export class TicketsArgs {
  @Field(() => TicketFilter, { defaultValue: {} }) filter!: TicketFilter;
  @Field(() => TicketOrder, { defaultValue: TicketOrder.OLDEST_FIRST }) order!: TicketOrder;
  @Field(() => Int, { defaultValue: 50, description: '1 to 100.' }) first!: number;
  @Field(() => String, { nullable: true }) after?: string | null;
  @Field(() => AsOf, { nullable: true, description: 'The list as it was.' }) asOf?: string | null;
  @Field(() => AtLeast, {
    nullable: true,
    description: 'Waits up to a second; then the answer has VISIBLE_LATER.',
  })
  atLeast?: AtLeast | null;
}
