import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { Priority } from '@relais/contracts';
import { Own } from './own.ts';

const registerIn = () => Own;

@ObjectType({ registerIn, description: 'A weekly opening slot, in the zone of the calendar.' })
export class OpeningSlot {
  @Field(() => Int, { description: '1 is Monday (ISO 8601).' }) day!: number;
  @Field(() => String, { description: 'HH:MM' }) from!: string;
  @Field(() => String, { description: 'HH:MM, excluded; 24:00 is the end of the day.' }) to!: string;
}

@ObjectType({ registerIn, description: 'When the hot line is open for a client.' })
export class OpeningCalendar {
  @Field(() => String, { description: 'The IANA time zone of the slots and the holidays.' }) zone!: string;
  @Field(() => [OpeningSlot]) slots!: readonly OpeningSlot[];
  @Field(() => [String], { description: 'YYYY-MM-DD: closed all day.' }) holidays!: readonly string[];
}

@ObjectType({
  registerIn,
  description: 'What is owed for tickets of one priority, in minutes of opening time.',
})
export class Targets {
  @Field(() => Int) priority!: Priority;
  @Field(() => Int, { description: 'Until the first word or deed of the provider.' }) response!: number;
  @Field(() => Int) resolution!: number;
}
