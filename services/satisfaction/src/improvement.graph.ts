import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { decisions, type ImprovementDecision } from '@relais/contracts';
import { CommandInput, enumOf, Instant, Line, RefusalAnswer, Text, Words, type Later } from '@relais/nest';
import { Own } from './own.ts';

const registerIn = () => Own;

const DecisionEnum = enumOf('ImprovementDecision', 'What became of a proposal.', decisions);

@ObjectType({ registerIn, description: 'A proposal of the staff to work otherwise.' })
export class Improvement {
  @Field(() => ID) id!: string;
  @Field(() => Words) title!: Later<Words>;
  @Field(() => Words) proposal!: Later<Words>;
  @Field(() => String) proposedBy!: string;
  @Field(() => Instant) proposedAt!: string;
  @Field(() => DecisionEnum, { nullable: true, description: 'Null until it is decided.' })
  decision!: ImprovementDecision | null;
  @Field(() => Words, { nullable: true, description: 'Why it was decided so.' }) reason!: Later<Words | null>;
  @Field(() => String, { nullable: true }) decidedBy!: string | null;
  @Field(() => Instant, { nullable: true }) decidedAt!: string | null;
}

@ObjectType({ registerIn, description: 'What became of a command to an improvement.' })
export class ImprovementOutcome {
  @Field(() => Boolean) ok!: boolean;
  @Field(() => RefusalAnswer, { nullable: true }) refusal!: RefusalAnswer | null;
  @Field(() => Improvement, { nullable: true, description: 'The improvement as the command left it.' })
  improvement!: Improvement | null;
}

@ObjectType({ registerIn, description: 'A page of improvements, the newest first.' })
export class ImprovementPage {
  @Field(() => [Improvement]) nodes!: readonly Improvement[];
  @Field(() => String, {
    nullable: true,
    description: 'What to give as `after` for the next page; null at the end.',
  })
  next!: string | null;
}

@ArgsType()
export class ImprovementsArgs {
  @Field(() => Boolean, { nullable: true, description: 'Only those that are decided, or only the others.' })
  decided?: boolean | null;
  @Field(() => Int, { defaultValue: 50, description: '1 to 100.' }) first!: number;
  @Field(() => String, { nullable: true }) after?: string | null;
}

@InputType({ registerIn })
export class ProposeImprovementInput extends CommandInput {
  @Field(() => Line, { description: 'What could be better, in one line.' }) title!: string;
  @Field(() => Text, { description: 'How it is now, and how it could be.' }) proposal!: string;
}

@InputType({ registerIn })
export class DecideImprovementInput extends CommandInput {
  @Field(() => ID, { description: 'The improvement that is meant.' }) improvementId!: string;
  @Field(() => DecisionEnum) decision!: ImprovementDecision;
  @Field(() => Text, { description: 'Why, for who proposed it.' }) reason!: string;
}
