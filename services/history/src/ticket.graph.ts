import { ArgsType, Directive, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { AsOf, Instant, JsonData } from '@relais/nest';
import { Own } from './own.ts';

const registerIn = () => Own;

@ObjectType({ registerIn, description: 'One fact of a ticket’s history, as its audience may see it.' })
export class HistoryEvent {
  @Field(() => ID) id!: string;
  @Field(() => Int) revision!: number;
  @Field(() => String) type!: string;
  @Field(() => JsonData, { description: 'The fact, in clear; what was erased reads {"erased": true}.' })
  data!: unknown;
  @Field(() => String, { description: 'The actor that did it.' }) by!: string;
  @Field(() => String, { nullable: true, description: 'Whom the actor acted for.' }) onBehalfOf!:
    string | null;
  @Field(() => Instant, { description: 'When it happened in the world.' }) happenedAt!: string;
  @Field(() => Instant, { description: 'When the store accepted it.' }) recordedAt!: string;
  @Field(() => ID) commandId!: string;
  @Field(() => JsonData, { nullable: true, description: 'The versions of the rules that the decision used.' })
  rules!: unknown;
  @Field(() => String, { description: 'SHA-256 over the event as it is stored, chained to the one before.' })
  hash!: string;
}

@ObjectType({ registerIn, description: 'A page of a ticket’s history.' })
export class HistoryPage {
  @Field(() => [HistoryEvent]) events!: readonly HistoryEvent[];
  @Field(() => String, {
    nullable: true,
    description: 'What to give as `after` for the next page; null at the end.',
  })
  next!: string | null;
}

@ObjectType({ registerIn, description: 'What is wrong with a stored event.' })
export class Damage {
  @Field(() => String) stream!: string;
  @Field(() => Int) revision!: number;
  @Field(() => String, { description: 'For programs, for example "hash-wrong".' }) what!: string;
}

@ObjectType({ registerIn, description: 'Whether a ticket’s history is as it was written.' })
export class Proof {
  @Field(() => Boolean) intact!: boolean;
  @Field(() => Int, { description: 'How many events were checked.' }) events!: number;
  @Field(() => String, { nullable: true, description: 'The hash of the last event: the head of the chain.' })
  head!: string | null;
  @Field(() => [Damage]) damage!: readonly Damage[];
}

@Directive('@key(fields: "id asOf")')
@ObjectType({ registerIn, description: 'A contact that became a ticket, from opening to closure.' })
export class Ticket {
  @Field(() => ID) id!: string;
  @Field(() => AsOf, { nullable: true, description: 'The past that is shown; null is now.' }) asOf!:
    string | null;
}

@ArgsType()
export class HistoryArgs {
  @Field(() => ID) ticketId!: string;
  @Field(() => AsOf, { nullable: true }) asOf?: string | null;
  @Field(() => Int, { defaultValue: 50, description: '1 to 100.' }) first!: number;
  @Field(() => String, { nullable: true }) after?: string | null;
}
