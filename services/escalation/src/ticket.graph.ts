import { Directive, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import {
  escalationReasons,
  returnReasons,
  visitOutcomes,
  type EscalationReason,
  type ReturnReason,
  type StepOutcome,
  type VisitOutcome,
} from '@relais/contracts';
import { AsOf, enumOf, Instant, RefusalAnswer, StepOutcomeEnum, Words, type Later } from '@relais/nest';
import { Own } from './own.ts';
import { visitStatuses, type VisitStatus } from './visit/visit.decider.ts';

const registerIn = () => Own;

export const ReturnReasonEnum = enumOf('ReturnReason', 'Why level 2 gives a ticket back.', returnReasons);
export const VisitOutcomeEnum = enumOf(
  'VisitOutcome',
  'What a visit gave; NOT_MET: nobody was there.',
  visitOutcomes,
);
export const EscalationReasonEnum = enumOf(
  'EscalationReason',
  'Why a supervisor is called.',
  escalationReasons,
);
const VisitStatusEnum = enumOf('VisitStatus', 'Where a visit stands.', visitStatuses);

@ObjectType({ registerIn, description: 'Why level 2 gave the ticket back, so that level 1 learns of it.' })
export class HandOverReturn {
  @Field(() => ReturnReasonEnum) reason!: ReturnReason;
  @Field(() => Words) advice!: Words;
  @Field(() => String) by!: string;
  @Field(() => Instant) at!: string;
}

@ObjectType({ registerIn, description: 'The latest offer of a ticket to the specialists of level 2.' })
export class HandOver {
  @Field(() => ID, { description: 'The specialists’ queue.' }) queue!: string;
  @Field(() => Words, { nullable: true, description: 'What level 1 expects of level 2.' })
  expected!: Words | null;
  @Field(() => String, { description: 'Who offered it.' }) by!: string;
  @Field(() => Instant) at!: string;
  @Field(() => Boolean, { description: 'Whether it still waits for a specialist.' }) waiting!: boolean;
  @Field(() => ID, { nullable: true, description: 'The specialist who took it.' }) acceptedBy!: string | null;
  @Field(() => Instant, { nullable: true }) acceptedAt!: string | null;
  @Field(() => HandOverReturn, {
    nullable: true,
    description: 'How level 2 last gave it back; null for whoever is not of the staff.',
  })
  lastReturn!: HandOverReturn | null;
}

@ObjectType({ registerIn, description: 'What a filter question established: the latest answer to it.' })
export class Established {
  @Field(() => String) question!: string;
  @Field(() => Words) answer!: Words;
  @Field(() => String) by!: string;
  @Field(() => Instant) at!: string;
}

@ObjectType({ registerIn, description: 'A step that was tried, and what it gave.' })
export class Tried {
  @Field(() => Words) step!: Words;
  @Field(() => StepOutcomeEnum) outcome!: StepOutcome;
  @Field(() => String) by!: string;
  @Field(() => Instant) at!: string;
}

@ObjectType({ registerIn, description: 'A step without effect, or an article that did not help.' })
export class RuledOut {
  @Field(() => Words, { nullable: true, description: 'The step; null for a whole article.' })
  step!: Words | null;
  @Field(() => ID, { nullable: true, description: 'The article, also that of a step.' }) articleId!:
    string | null;
  @Field(() => Int, { nullable: true, description: 'The version of the article that was followed.' })
  version!: number | null;
  @Field(() => String) by!: string;
  @Field(() => Instant) at!: string;
}

@ObjectType({ registerIn, description: 'What is believed to be wrong.' })
export class Supposed {
  @Field(() => Words) words!: Words;
  @Field(() => ID, { nullable: true, description: 'The article that describes it as a known failure.' })
  articleId!: string | null;
  @Field(() => Int, { nullable: true }) version!: number | null;
  @Field(() => String) by!: string;
  @Field(() => Instant) at!: string;
}

@ObjectType({ registerIn, description: 'What the next one must know, told by what happened: five headings.' })
export class Dossier {
  @Field(() => Words, { nullable: true, description: 'What level 1 expects of level 2.' })
  expected!: Later<Words | null>;
  @Field(() => [Established]) established!: Later<readonly Established[]>;
  @Field(() => [Tried]) tried!: Later<readonly Tried[]>;
  @Field(() => [RuledOut]) ruledOut!: Later<readonly RuledOut[]>;
  @Field(() => Supposed, { nullable: true }) supposed!: Later<Supposed | null>;
}

@ObjectType({ registerIn, description: 'A technician goes on site.' })
export class Visit {
  @Field(() => ID) id!: string;
  @Field(() => VisitStatusEnum) status!: VisitStatus;
  @Field(() => Instant, { nullable: true, description: 'The window that was promised, from here …' })
  from!: string | null;
  @Field(() => Instant, { nullable: true, description: '… to here.' }) to!: string | null;
  @Field(() => Words, { nullable: true, description: 'What the technician must know.' }) note!: Words | null;
  @Field(() => Words, { nullable: true, description: 'Why it was cancelled.' }) reason!: Words | null;
  @Field(() => VisitOutcomeEnum, { nullable: true }) outcome!: VisitOutcome | null;
  @Field(() => Words, { nullable: true }) report!: Words | null;
  @Field(() => String, { description: 'Who brought it to where it stands.' }) by!: string;
  @Field(() => Instant, { description: 'When it came to where it stands.' }) at!: string;
}

@ObjectType({ registerIn, description: 'A supervisor was called; never a hand-over.' })
export class Escalation {
  @Field(() => EscalationReasonEnum) why!: EscalationReason;
  @Field(() => Words, { nullable: true }) note!: Words | null;
  @Field(() => String) by!: string;
  @Field(() => Instant) at!: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType({ registerIn, description: 'A product that tickets can be about.' })
export class Product {
  @Field(() => ID) id!: string;
}

@Directive('@key(fields: "id asOf")')
@ObjectType({ registerIn, description: 'A contact that became a ticket, from opening to closure.' })
export class Ticket {
  @Field(() => ID) id!: string;
  @Field(() => AsOf, { nullable: true, description: 'The past that is shown; null is now.' }) asOf!:
    string | null;
}

@ObjectType({
  registerIn,
  description: 'A fault of a product itself, told to its vendor without personal data.',
})
export class Defect {
  @Field(() => ID) id!: string;
  @Field(() => Product, { nullable: true }) product!: Product | null;
  @Field(() => String, { nullable: true, description: 'The product’s version that has it.' }) version!:
    string | null;
  @Field(() => String, { nullable: true, description: 'Null when an imported history does not know it.' })
  title!: string | null;
  @Field(() => String, { nullable: true }) symptoms!: string | null;
  @Field(() => Instant) raisedAt!: string;
  @Field(() => Instant, { nullable: true, description: 'Null while it is not fixed.' }) fixedAt!:
    string | null;
  @Field(() => String, { nullable: true, description: 'The first version without it.' }) fixedIn!:
    string | null;
  @Field(() => Ticket, {
    nullable: true,
    description: 'Where it was met; null for whoever is not of the staff.',
  })
  ticket!: Ticket | null;
}

@ObjectType({ registerIn, description: 'A page of defects.' })
export class DefectPage {
  @Field(() => [Defect]) nodes!: readonly Defect[];
  @Field(() => String, {
    nullable: true,
    description: 'What to give as `after` for the next page; null at the end.',
  })
  next!: string | null;
}

@ObjectType({ registerIn, description: 'A page of the tickets that are offered to specialists.' })
export class HandOverPage {
  @Field(() => [Ticket]) nodes!: readonly Ticket[];
  @Field(() => String, {
    nullable: true,
    description: 'What to give as `after` for the next page; null at the end.',
  })
  next!: string | null;
}

@Directive('@shareable')
@ObjectType({ registerIn, description: 'What became of a command to a ticket.' })
export class TicketOutcome {
  @Field(() => Boolean) ok!: boolean;
  @Field(() => RefusalAnswer, { nullable: true }) refusal!: RefusalAnswer | null;
  @Field(() => Ticket, { nullable: true, description: 'The ticket as the command left it.' })
  ticket!: Ticket | null;
}
