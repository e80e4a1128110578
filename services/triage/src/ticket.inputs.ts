import { Field, ID, InputType, Int } from '@nestjs/graphql';
import type { Cause, Grade, HoldReason, ResolutionCode, StepOutcome, TicketKind } from '@relais/contracts';
import {
  CauseEnum,
  GradeEnum,
  HoldReasonEnum,
  Instant,
  Line,
  ResolutionCodeEnum,
  StepOutcomeEnum,
  Text,
  TicketCommandInput,
  TicketKindEnum,
} from '@relais/nest';
import { Own } from './own.ts';

const registerIn = () => Own;

@InputType({ registerIn })
export class ClassifyTicketInput extends TicketCommandInput {
  @Field(() => TicketKindEnum) kind!: TicketKind;
  @Field(() => Line, { description: 'What it is filed under, for example "printing".' }) category!: string;
  @Field(() => GradeEnum, { description: 'How many are hit.' }) impact!: Grade;
  @Field(() => GradeEnum, { description: 'How long they can wait.' }) urgency!: Grade;
}

@InputType({ registerIn })
export class TakeTicketInput extends TicketCommandInput {}

@InputType({ registerIn })
export class ReleaseTicketInput extends TicketCommandInput {}

@InputType({ registerIn })
export class AssignTicketInput extends TicketCommandInput {
  @Field(() => ID, { description: 'The agent of the issuer’s directory who shall have it.' })
  agentId!: string;
}

@InputType({ registerIn })
export class AnswerFilterQuestionInput extends TicketCommandInput {
  @Field(() => Line, { description: 'The question as it is asked; the latest answer to it counts.' })
  question!: string;
  @Field(() => Text) answer!: string;
}

@InputType({ registerIn, description: 'An article in the published version that was read.' })
export class PinnedArticleInput {
  @Field(() => ID) articleId!: string;
  @Field(() => Int) version!: number;
}

@InputType({ registerIn })
export class RecordDiagnosisInput extends TicketCommandInput {
  @Field(() => Text, {
    nullable: true,
    description: 'What is believed to be wrong, in words; left out: the title of the article.',
  })
  words?: string | null;
  @Field(() => PinnedArticleInput, { nullable: true, description: 'The known failure that it is.' })
  article?: PinnedArticleInput | null;
}

@InputType({ registerIn, description: 'A step of an article, in the published version that was read.' })
export class PinnedStepInput extends PinnedArticleInput {
  @Field(() => Int, { description: 'Its place among the steps, from 1.' }) place!: number;
}

@InputType({ registerIn })
export class TryStepInput extends TicketCommandInput {
  @Field(() => Text, {
    nullable: true,
    description: 'The step that was tried, in words; left out: those of the article.',
  })
  step?: string | null;
  @Field(() => PinnedStepInput, { nullable: true, description: 'The step of an article that it is.' })
  article?: PinnedStepInput | null;
  @Field(() => StepOutcomeEnum) outcome!: StepOutcome;
}

@InputType({ registerIn })
export class HoldTicketInput extends TicketCommandInput {
  @Field(() => HoldReasonEnum, { description: 'Whom the ticket waits for.' }) for!: HoldReason;
  @Field(() => Instant, { nullable: true, description: 'When to look again.' }) until?: string | null;
}

@InputType({ registerIn })
export class ResumeTicketInput extends TicketCommandInput {}

@InputType({ registerIn })
export class ResolveTicketInput extends TicketCommandInput {
  @Field(() => ResolutionCodeEnum) code!: ResolutionCode;
  @Field(() => CauseEnum, { description: 'NOT_RECORDED is for imported histories alone.' }) cause!: Cause;
  @Field(() => Boolean, { description: 'False when somebody had to go on site.' }) remotely!: boolean;
  @Field(() => Text, { nullable: true, description: 'What solved it.' }) solution?: string | null;
}

@InputType({ registerIn })
export class CloseTicketInput extends TicketCommandInput {}
