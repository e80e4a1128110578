import { Field, ID, InputType } from '@nestjs/graphql';
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

@InputType({ registerIn })
export class RecordDiagnosisInput extends TicketCommandInput {
  @Field(() => Text, { description: 'What is believed to be wrong, in words.' }) words!: string;
}

@InputType({ registerIn })
export class TryStepInput extends TicketCommandInput {
  @Field(() => Text, { description: 'The step that was tried, in words.' }) step!: string;
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
