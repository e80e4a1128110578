import { Directive, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { Cause, ResolutionCode } from '@relais/contracts';
import {
  AsOf,
  CauseEnum,
  Instant,
  RefusalAnswer,
  ResolutionCodeEnum,
  TicketCommandInput,
  type Later,
} from '@relais/nest';
import { Own } from './own.ts';

const registerIn = () => Own;

@ObjectType({ registerIn, description: 'An article that was followed on a ticket: the latest word on it.' })
export class UsedArticle {
  @Field(() => ID) articleId!: string;
  @Field(() => Int, { description: 'The published version that was followed.' }) version!: number;
  @Field(() => Boolean) helped!: boolean;
  @Field(() => String) by!: string;
  @Field(() => Instant) at!: string;
  @Field(() => String, { nullable: true, description: 'Its title then, for the staff; null for all others.' })
  title!: Later<string | null>;
}

@ObjectType({ registerIn, description: 'How a ticket of the same product and category ended.' })
export class SimilarTicket {
  @Field(() => ID) id!: string;
  @Field(() => String, { description: 'The number that people read aloud.' }) number!: string;
  @Field(() => ResolutionCodeEnum) code!: ResolutionCode;
  @Field(() => CauseEnum) cause!: Cause;
  @Field(() => Instant) resolvedAt!: string;
  @Field(() => UsedArticle, {
    nullable: true,
    description: 'The last article that helped; null when none did.',
  })
  helpedBy!: UsedArticle | null;
}

@Directive('@key(fields: "id asOf")')
@ObjectType({ registerIn, description: 'A contact that became a ticket, from opening to closure.' })
export class Ticket {
  @Field(() => ID) id!: string;
  @Field(() => AsOf, { nullable: true, description: 'The past that is shown; null is now.' }) asOf!:
    string | null;
}

@Directive('@shareable')
@ObjectType({ registerIn, description: 'What became of a command to a ticket.' })
export class TicketOutcome {
  @Field(() => Boolean) ok!: boolean;
  @Field(() => RefusalAnswer, { nullable: true }) refusal!: RefusalAnswer | null;
  @Field(() => Ticket, { nullable: true, description: 'The ticket as the command left it.' })
  ticket!: Ticket | null;
}

@InputType({ registerIn })
export class UseArticleInput extends TicketCommandInput {
  @Field(() => ID, { description: 'The article that was followed.' }) articleId!: string;
  @Field(() => Int, { description: 'In which published version.' }) version!: number;
  @Field(() => Boolean, {
    description: 'Whether it helped; a later word on the same article counts instead.',
  })
  helped!: boolean;
}
