import { ArgsType, Directive, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { AsOf, CommandInput, enumOf, Instant, RefusalAnswer, Text, Words, type Later } from '@relais/nest';
import { Own } from './own.ts';

const registerIn = () => Own;

export const surveyStatuses = ['sent', 'answered', 'expired'] as const;
export type SurveyStatus = (typeof surveyStatuses)[number];
const SurveyStatusEnum = enumOf('SurveyStatus', 'Whether a survey was, or can be, answered.', surveyStatuses);

@Directive('@key(fields: "id asOf")')
@ObjectType({ registerIn, description: 'A contact that became a ticket, from opening to closure.' })
export class Ticket {
  @Field(() => ID) id!: string;
  @Field(() => AsOf, { nullable: true, description: 'The past that is shown; null is now.' }) asOf!:
    string | null;
}

@ObjectType({
  registerIn,
  description: 'The requester of a closed ticket is asked whether they are satisfied.',
})
export class Survey {
  @Field(() => ID) id!: string;
  @Field(() => Ticket, { description: 'The ticket that it asks about.' }) ticket!: Ticket;
  @Field(() => SurveyStatusEnum) status!: SurveyStatus;
  @Field(() => Int, { nullable: true, description: '1 very dissatisfied to 5 very satisfied.' }) score!:
    number | null;
  @Field(() => Words, { nullable: true }) comment!: Later<Words | null>;
  @Field(() => Instant) sentAt!: string;
  @Field(() => Instant, { description: 'Until when it can be answered.' }) expiresAt!: string;
  @Field(() => Instant, { nullable: true }) answeredAt!: string | null;
}

@ObjectType({ registerIn, description: 'What became of a command to a survey.' })
export class SurveyOutcome {
  @Field(() => Boolean) ok!: boolean;
  @Field(() => RefusalAnswer, { nullable: true }) refusal!: RefusalAnswer | null;
  @Field(() => Survey, { nullable: true, description: 'The survey as the command left it.' })
  survey!: Survey | null;
}

@ObjectType({ registerIn, description: 'A page of surveys, the newest first.' })
export class SurveyPage {
  @Field(() => [Survey]) nodes!: readonly Survey[];
  @Field(() => String, {
    nullable: true,
    description: 'What to give as `after` for the next page; null at the end.',
  })
  next!: string | null;
}

@InputType({ registerIn, description: 'Every condition that is given has to hold; of a list, any.' })
export class SurveyFilter {
  @Field(() => [ID], { nullable: true }) client?: readonly string[] | null;
  @Field(() => [Int], { nullable: true, description: '1 to 5.' }) score?: readonly number[] | null;
  @Field(() => Boolean, { nullable: true }) answered?: boolean | null;
}

@ArgsType()
export class SurveysArgs {
  @Field(() => SurveyFilter, { defaultValue: {} }) filter!: SurveyFilter;
  @Field(() => Int, { defaultValue: 50, description: '1 to 100.' }) first!: number;
  @Field(() => String, { nullable: true }) after?: string | null;
}

@InputType({ registerIn })
export class AnswerSurveyInput extends CommandInput {
  @Field(() => ID, { description: 'The survey that is meant.' }) surveyId!: string;
  @Field(() => Int, { description: '1 very dissatisfied to 5 very satisfied.' }) score!: number;
  @Field(() => Text, { nullable: true, description: 'In the requester’s own words.' }) comment?:
    string | null;
}
