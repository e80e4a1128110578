import { Field, ObjectType, Directive, registerEnumType } from '@nestjs/graphql';
import {
  causes,
  channels,
  grades,
  holdReasons,
  reopenings,
  resolutionCodes,
  stepOutcomes,
  ticketKinds,
  ticketStatuses,
  languages,
  type Sealed,
} from '@relais/contracts';
import type { Keys } from '@relais/keys';

/** Business words as an enum of the graph: ON_HOLD is the event's `on-hold`. */
export const enumOf = <W extends string>(
  name: string,
  description: string,
  words: readonly W[],
): { readonly [name: string]: W } => {
  const values = Object.fromEntries(words.map((word) => [word.toUpperCase().replaceAll('-', '_'), word]));
  registerEnumType(values, { name, description });
  return values;
};

/** The words of tickets. */
export const TicketKindEnum = enumOf('TicketKind', 'What a ticket is about.', ticketKinds);
export const TicketStatusEnum = enumOf('TicketStatus', 'Where a ticket is in its life.', ticketStatuses);
export const ChannelEnum = enumOf('Channel', 'How a contact came.', channels);
export const HoldReasonEnum = enumOf('HoldReason', 'Whom a ticket on hold waits for.', holdReasons);
export const GradeEnum = enumOf('Grade', 'How large an impact, how pressing an urgency.', grades);
export const StepOutcomeEnum = enumOf('StepOutcome', 'What trying a step gave.', stepOutcomes);
export const ResolutionCodeEnum = enumOf('ResolutionCode', 'How a ticket was resolved.', resolutionCodes);
export const CauseEnum = enumOf('Cause', 'What had caused it.', causes);
export const ReopeningEnum = enumOf('Reopening', 'Why a ticket is open again.', reopenings);
export const LanguageEnum = enumOf('Language', 'A language that Relais speaks.', languages);

/** What a person said, or what identifies one: gone for good once the person is forgotten. */
@Directive('@shareable')
@ObjectType({ description: 'What a person said, or what identifies one.' })
export class Words {
  @Field(() => String, { nullable: true, description: 'The clear text; null once it is erased.' }) text!:
    string | null;
  @Field(() => Boolean, { description: 'Whether the person was forgotten and the text with them.' })
  erased!: boolean;
}

/** Opens what is sealed; what was erased is marked. */
export const open = async (keys: Keys, sealed: Sealed): Promise<Words> => {
  const text = await keys.open(sealed);
  return { text, erased: text === null };
};

/** The same for what may be absent. */
export const openOptional = (keys: Keys, sealed: Sealed | null | undefined): Promise<Words> | null =>
  sealed ? open(keys, sealed) : null;

const isSealed = (value: object): value is Sealed => 'kid' in value && 'box' in value;

/** Data with all that is sealed in it opened: clear text, or `{"erased": true}`. */
export const openAll = async (keys: Keys, value: unknown): Promise<unknown> => {
  if (typeof value !== 'object' || value === null) return value;
  if (isSealed(value)) return (await keys.open(value)) ?? { erased: true };
  if (Array.isArray(value)) return Promise.all(value.map((inner) => openAll(keys, inner)));
  const opened = Object.entries(value).map(
    async ([key, inner]) => [key, await openAll(keys, inner)] as const,
  );
  return Object.fromEntries(await Promise.all(opened));
};

/** A field that costs something: given by a getter, worked out when it is asked for, and not before. */
export type Later<T> = Promise<T> | T;
