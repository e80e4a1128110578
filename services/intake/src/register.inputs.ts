import { Field, ID, InputType, Int } from '@nestjs/graphql';
import type { Channel, HoldReason, Language } from '@relais/contracts';
import { ChannelEnum, CommandInput, Email, HoldReasonEnum, LanguageEnum, Line, Phone } from '@relais/nest';
import { Own } from './own.ts';

const registerIn = () => Own;

@InputType({ registerIn })
export class RegisterClientInput extends CommandInput {
  @Field(() => Line) name!: string;
  @Field(() => Line, { description: 'Where its tickets wait at level 1.' }) queue!: string;
}

@InputType({ registerIn, description: 'A weekly opening slot, in the zone of the calendar.' })
export class OpeningSlotInput {
  @Field(() => Int, { description: '1 is Monday (ISO 8601).' }) day!: number;
  @Field(() => Line, { description: 'HH:MM' }) from!: string;
  @Field(() => Line, { description: 'HH:MM, excluded; 24:00 is the end of the day.' }) to!: string;
}

@InputType({ registerIn })
export class OpeningCalendarInput {
  @Field(() => Line, { description: 'An IANA time zone, for example "Europe/Paris".' }) zone!: string;
  @Field(() => [OpeningSlotInput]) slots!: readonly OpeningSlotInput[];
  @Field(() => [Line], { description: 'YYYY-MM-DD' }) holidays!: readonly string[];
}

@InputType({ registerIn, description: 'Targets of one priority, in minutes of opening time.' })
export class TargetsInput {
  @Field(() => Int) priority!: number;
  @Field(() => Int) response!: number;
  @Field(() => Int) resolution!: number;
}

@InputType({ registerIn, description: 'The priority, 1 to 5, for each urgency.' })
export class UrgenciesInput {
  @Field(() => Int) high!: number;
  @Field(() => Int) medium!: number;
  @Field(() => Int) low!: number;
}

@InputType({ registerIn, description: 'The priority by impact, then urgency.' })
export class PriorityMatrixInput {
  @Field(() => UrgenciesInput) high!: UrgenciesInput;
  @Field(() => UrgenciesInput) medium!: UrgenciesInput;
  @Field(() => UrgenciesInput) low!: UrgenciesInput;
}

@InputType({ registerIn, description: 'What the provider owes a client.' })
export class ContractTermsInput {
  @Field(() => [ID]) products!: readonly string[];
  @Field(() => OpeningCalendarInput) calendar!: OpeningCalendarInput;
  @Field(() => [TargetsInput], { description: 'One for each priority, 1 to 5.' })
  targets!: readonly TargetsInput[];
  @Field(() => [HoldReasonEnum], { description: 'The holds that stop the SLA clock.' })
  clockStops!: readonly HoldReason[];
  @Field(() => PriorityMatrixInput) matrix!: PriorityMatrixInput;
  @Field(() => [LanguageEnum]) languages!: readonly Language[];
  @Field(() => [ChannelEnum]) channels!: readonly Channel[];
  @Field(() => Int, { description: 'Days without a word after which a resolved ticket is closed.' })
  quietDays!: number;
  @Field(() => [Line], {
    defaultValue: [],
    description: 'The categories that usually need a visit; at most 50.',
  })
  visitCategories!: readonly string[];
}

@InputType({ registerIn })
export class SignContractInput extends CommandInput {
  @Field(() => ID) clientId!: string;
  @Field(() => ContractTermsInput) terms!: ContractTermsInput;
}

@InputType({ registerIn })
export class EndContractInput extends CommandInput {
  @Field(() => ID) clientId!: string;
}

@InputType({ registerIn })
export class RegisterProductInput extends CommandInput {
  @Field(() => Line) name!: string;
  @Field(() => Line, { description: 'Who makes or publishes it.' }) vendor!: string;
  @Field(() => [Line]) versions!: readonly string[];
}

@InputType({ registerIn })
export class RegisterPersonInput extends CommandInput {
  @Field(() => ID) clientId!: string;
  @Field(() => Line) name!: string;
  @Field(() => Email, { nullable: true }) mail?: string | null;
  @Field(() => Phone, { nullable: true }) phone?: string | null;
  @Field(() => LanguageEnum) language!: Language;
}

@InputType({ registerIn, description: 'All that is known of a person, as it is now.' })
export class CorrectPersonInput extends CommandInput {
  @Field(() => ID) personId!: string;
  @Field(() => Line) name!: string;
  @Field(() => Email, { nullable: true }) mail?: string | null;
  @Field(() => Phone, { nullable: true }) phone?: string | null;
  @Field(() => LanguageEnum) language!: Language;
}

@InputType({ registerIn })
export class ForgetPersonInput extends CommandInput {
  @Field(() => ID) personId!: string;
}
