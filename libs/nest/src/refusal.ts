import { Directive, Field, ObjectType } from '@nestjs/graphql';
import { refusalTexts, type Language, type RefusalCode } from '@relais/contracts';
import type { Refusal } from '@relais/kernel';
import { Instant } from './scalars.ts';

/** The business said no, in the caller's language. */
@Directive('@shareable')
@ObjectType('Refusal', { description: 'The business said no. Nothing was written.' })
export class RefusalAnswer {
  @Field(() => String, { description: 'The reason, for programs, for example "held-by-another".' })
  code!: string;
  @Field(() => String, { description: 'The reason, in the language of the caller.' }) text!: string;
  @Field(() => String, { nullable: true, description: 'Who stands in the way.' }) by!: string | null;
  @Field(() => Instant, { nullable: true, description: 'Since when.' }) at!: string | null;
}

const known = (code: string): code is RefusalCode => Object.hasOwn(refusalTexts, code);

/** A refusal as the graph answers it. */
export const answerRefusal = ({ refusal, by, at }: Refusal, language: Language): RefusalAnswer => {
  const text = known(refusal) ? refusalTexts[refusal][language] : refusal;
  // A function: of a text, `$&` and the like would be read as more than text.
  const shown = text.replace('{by}', () => by ?? '?').replace('{at}', () => at ?? '?');
  return { code: refusal, text: shown, by: by ?? null, at: at ?? null };
};
