import { Directive, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Channel, HoldReason, Language, TicketKind } from '@relais/contracts';
import {
  AsOf,
  ChannelEnum,
  HoldReasonEnum,
  Instant,
  LanguageEnum,
  RefusalAnswer,
  TicketKindEnum,
  Words,
  type Later,
} from '@relais/nest';
import { OpeningCalendar, Targets } from './contract.graph.ts';
import { Own } from './own.ts';

const registerIn = () => Own;

@Directive('@key(fields: "id")')
@ObjectType({ registerIn, description: 'A product that tickets can be about.' })
export class Product {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
  @Field(() => String, { description: 'Who makes or publishes it.' }) vendor!: string;
  @Field(() => [String]) versions!: readonly string[];
}

@ObjectType({ registerIn, description: 'What the provider owes a client: each signature is a new version.' })
export class Contract {
  @Field(() => Int) version!: number;
  @Field(() => [Product]) products!: readonly Product[];
  @Field(() => OpeningCalendar) calendar!: OpeningCalendar;
  @Field(() => [Targets], {
    nullable: true,
    description: 'For each priority, 1 to 5. Between the provider and the client: null to requesters.',
  })
  targets!: readonly Targets[] | null;
  @Field(() => [HoldReasonEnum], {
    nullable: true,
    description: 'The holds that stop the SLA clock; null to requesters.',
  })
  clockStops!: readonly HoldReason[] | null;
  @Field(() => [String], {
    nullable: true,
    description: 'The categories that usually need a visit; null to requesters.',
  })
  visitCategories!: readonly string[] | null;
  @Field(() => [ChannelEnum]) channels!: readonly Channel[];
  @Field(() => [LanguageEnum]) languages!: readonly Language[];
  @Field(() => Int, { description: 'Days without a word after which a resolved ticket is closed.' })
  quietDays!: number;
}

@Directive('@key(fields: "id")')
@ObjectType({ registerIn, description: 'A company under contract with the provider.' })
export class Client {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
  @Field(() => ID, { description: 'Where its tickets wait at level 1.' }) queue!: string;
  @Field(() => Contract, { nullable: true, description: 'The contract in force; null when there is none.' })
  contract!: Later<Contract | null>;
}

@ObjectType({ registerIn, description: 'Somebody whom the provider may help.' })
export class Person {
  @Field(() => ID) id!: string;
  @Field(() => Words) name!: Words;
  @Field(() => Words, { nullable: true }) mail!: Words | null;
  @Field(() => Words, { nullable: true }) phone!: Words | null;
  @Field(() => LanguageEnum, { nullable: true }) language!: Language | null;
  @Field(() => Boolean, { description: 'Whether their personal data was erased.' }) forgotten!: boolean;
}

@ObjectType({ registerIn, description: 'Something said between the requester and the provider.' })
export class Message {
  @Field(() => ID) id!: string;
  @Field(() => Boolean, { description: 'True when the requester said it, false when it was said to them.' })
  received!: boolean;
  @Field(() => ChannelEnum) channel!: Channel;
  @Field(() => Words) text!: Words;
  @Field(() => String, { description: 'The actor that wrote it down.' }) by!: string;
  @Field(() => Instant) at!: string;
}

@ObjectType({ registerIn, description: 'A note of the staff; never shown outside.' })
export class Note {
  @Field(() => ID) id!: string;
  @Field(() => Words) text!: Words;
  @Field(() => String) by!: string;
  @Field(() => Instant) at!: string;
}

@Directive('@key(fields: "id asOf")')
@ObjectType({ registerIn, description: 'A contact that became a ticket, from opening to closure.' })
export class Ticket {
  @Field(() => ID) id!: string;
  @Field(() => AsOf, { nullable: true, description: 'The past that is shown; null is now.' }) asOf!:
    string | null;
  @Field(() => String, { description: 'The number that people read aloud.' }) number!: string;
  @Field(() => TicketKindEnum, { description: 'The kind it was opened as.' }) openingKind!: TicketKind;
  @Field(() => Words, { nullable: true, description: 'Null when an imported history does not know it.' })
  subject!: Later<Words | null>;
  @Field(() => Words, { nullable: true }) description!: Later<Words | null>;
  @Field(() => ChannelEnum, {
    nullable: true,
    description: 'Null when an imported history does not know it.',
  })
  channel!: Channel | null;
  @Field(() => Instant) openedAt!: string;
  @Field(() => String, { nullable: true, description: 'The reference of the client’s own system.' })
  reference!: string | null;
  @Field(() => Words, { nullable: true }) equipment!: Later<Words | null>;
  @Field(() => Boolean, { description: 'Whether the requester said that the last solution works.' })
  confirmed!: boolean;
  @Field(() => Int, { description: 'How many times it was opened again.' }) reopenings!: number;
}

@Directive('@shareable')
@ObjectType({ registerIn, description: 'What became of a command to a ticket.' })
export class TicketOutcome {
  @Field(() => Boolean) ok!: boolean;
  @Field(() => RefusalAnswer, { nullable: true }) refusal!: RefusalAnswer | null;
  @Field(() => Ticket, { nullable: true, description: 'The ticket as the command left it.' })
  ticket!: Ticket | null;
}

@ObjectType({ registerIn, description: 'What became of a command to a client.' })
export class ClientOutcome {
  @Field(() => Boolean) ok!: boolean;
  @Field(() => RefusalAnswer, { nullable: true }) refusal!: RefusalAnswer | null;
  @Field(() => Client, { nullable: true }) client!: Client | null;
}

@ObjectType({ registerIn, description: 'What became of a command to a product.' })
export class ProductOutcome {
  @Field(() => Boolean) ok!: boolean;
  @Field(() => RefusalAnswer, { nullable: true }) refusal!: RefusalAnswer | null;
  @Field(() => Product, { nullable: true }) product!: Product | null;
}

@ObjectType({ registerIn, description: 'What became of a command to a person.' })
export class PersonOutcome {
  @Field(() => Boolean) ok!: boolean;
  @Field(() => RefusalAnswer, { nullable: true }) refusal!: RefusalAnswer | null;
  @Field(() => Person, { nullable: true }) person!: Person | null;
}
