import { Directive, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type {
  Cause,
  Channel,
  HoldReason,
  Priority,
  ResolutionCode,
  StepOutcome,
  TicketKind,
  TicketStatus,
} from '@relais/contracts';
import {
  AsOf,
  CauseEnum,
  ChannelEnum,
  HoldReasonEnum,
  Instant,
  RefusalAnswer,
  ResolutionCodeEnum,
  StepOutcomeEnum,
  TicketKindEnum,
  TicketStatusEnum,
  Words,
} from '@relais/nest';
import { Own } from './own.ts';

const registerIn = () => Own;

@ObjectType({ registerIn, description: 'The latest answer to a filter question.' })
export class Answer {
  @Field(() => String) question!: string;
  @Field(() => Words) answer!: Words;
  @Field(() => String) by!: string;
  @Field(() => Instant) at!: string;
}

@ObjectType({ registerIn, description: 'An article in the published version that was read.' })
export class PinnedArticle {
  @Field(() => ID) articleId!: string;
  @Field(() => Int) version!: number;
}

@ObjectType({ registerIn, description: 'A step of an article, in the published version that was read.' })
export class PinnedStep extends PinnedArticle {
  @Field(() => Int, { description: 'Its place among the steps, from 1.' }) place!: number;
}

@ObjectType({ registerIn, description: 'What is believed to be wrong.' })
export class Diagnosis {
  @Field(() => Words) words!: Words;
  @Field(() => PinnedArticle, {
    nullable: true,
    description: 'The known failure that it is; null for words alone.',
  })
  article!: PinnedArticle | null;
  @Field(() => String) by!: string;
  @Field(() => Instant) at!: string;
}

@ObjectType({ registerIn, description: 'A step of the remedy that was tried with the requester.' })
export class Step {
  @Field(() => Words) step!: Words;
  @Field(() => PinnedStep, {
    nullable: true,
    description: 'The step of an article that it is; null for words alone.',
  })
  article!: PinnedStep | null;
  @Field(() => StepOutcomeEnum) outcome!: StepOutcome;
  @Field(() => String) by!: string;
  @Field(() => Instant) at!: string;
}

@ObjectType({ registerIn, description: 'How the ticket was resolved; null while it is not.' })
export class Resolution {
  @Field(() => ResolutionCodeEnum) code!: ResolutionCode;
  @Field(() => CauseEnum) cause!: Cause;
  @Field(() => Boolean, { description: 'False when somebody had to go on site.' }) remotely!: boolean;
  @Field(() => Words, { nullable: true }) solution!: Words | null;
  @Field(() => String) by!: string;
  @Field(() => Instant) at!: string;
}

@ObjectType({ registerIn, description: 'By when something is owed, and what became of it.' })
export class Deadline {
  @Field(() => Instant, {
    nullable: true,
    description: 'Counted in the opening time of the client’s contract; null while the clock stands.',
  })
  dueAt!: string | null;
  @Field(() => Instant, { nullable: true }) metAt!: string | null;
  @Field(() => Boolean, {
    description: 'Whether it was met too late, or has passed unmet at the instant that is shown.',
  })
  missed!: boolean;
}

@ObjectType({
  registerIn,
  description: 'What is owed for a ticket by the contract that it was opened under.',
})
export class Deadlines {
  @Field(() => Deadline, { description: 'The first word or deed of the provider.' }) response!: Deadline;
  @Field(() => Deadline, { description: 'The last resolution; owed again once the ticket is reopened.' })
  resolution!: Deadline;
}

@Directive('@key(fields: "id asOf")')
@ObjectType({ registerIn, description: 'A contact that became a ticket, from opening to closure.' })
export class Ticket {
  @Field(() => ID) id!: string;
  @Field(() => AsOf, { nullable: true, description: 'The past that is shown; null is now.' }) asOf!:
    string | null;
  @Field(() => Int, { description: 'The revision of the ticket that is shown, from 0.' }) revision!: number;
  @Field(() => TicketStatusEnum) status!: TicketStatus;
  @Field(() => Int, { description: '1 or 2.' }) level!: 1 | 2;
  @Field(() => ID, { nullable: true, description: 'The agent who has it; null while it waits in its queue.' })
  holder!: string | null;
  @Field(() => Instant, { nullable: true, description: 'Since when the holder has it.' }) heldSince!:
    string | null;
  @Field(() => ID, { description: 'Where it waits.' }) queue!: string;
  @Field(() => HoldReasonEnum, { nullable: true, description: 'Whom it waits for while on hold.' })
  heldFor!: HoldReason | null;
  @Field(() => TicketKindEnum) kind!: TicketKind;
  @Field(() => String, { nullable: true }) category!: string | null;
  @Field(() => Int, {
    nullable: true,
    description: '1 is the most pressing, 5 the least; null until it is classified.',
  })
  priority!: Priority | null;
  @Field(() => Instant, { nullable: true }) resolvedAt!: string | null;
  @Field(() => Instant, { nullable: true }) closedAt!: string | null;

  // Intake's; the lists of tickets carry them in their rows.
  @Directive('@external') @Field(() => String) number?: string;
  @Directive('@external') @Field(() => TicketKindEnum) openingKind?: TicketKind;
  @Directive('@external') @Field(() => Words, { nullable: true }) subject?: Words | null;
  @Directive('@external') @Field(() => ChannelEnum, { nullable: true }) channel?: Channel | null;
  @Directive('@external') @Field(() => Instant) openedAt?: string;
  @Directive('@external') @Field(() => String, { nullable: true }) reference?: string | null;
}

@Directive('@shareable')
@ObjectType({ registerIn, description: 'What became of a command to a ticket.' })
export class TicketOutcome {
  @Field(() => Boolean) ok!: boolean;
  @Field(() => RefusalAnswer, { nullable: true }) refusal!: RefusalAnswer | null;
  @Field(() => Ticket, { nullable: true, description: 'The ticket as the command left it.' })
  ticket!: Ticket | null;
}
