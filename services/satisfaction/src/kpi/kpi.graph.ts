import { ArgsType, Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { AsOf, Day, enumOf, Line, type Later } from '@relais/nest';
import { kpiCuts, kpiReasons, type KpiCut, type KpiReason } from '@relais/rules';
import { Own } from '../own.ts';

const registerIn = () => Own;

const KpiCutEnum = enumOf('KpiCut', 'By what the KPIs are told apart.', kpiCuts);
const KpiReasonEnum = enumOf(
  'KpiReason',
  'Why a KPI has no value: what it is a share of did not happen in the period.',
  kpiReasons,
);

@ObjectType({ registerIn, description: 'A KPI: a number of tickets, or a share from 0 to 1.' })
export class KpiValue {
  @Field(() => Int, { description: 'The version of its definition.' }) version!: number;
  @Field(() => Float, { nullable: true, description: 'Null without data: never 0 and never 1 then.' })
  value!: number | null;
  @Field(() => KpiReasonEnum, { nullable: true, description: 'Why there is no value.' })
  reason!: KpiReason | null;
  @Field(() => Int, { nullable: true, description: 'Of a share: how many count.' }) numerator!: number | null;
  @Field(() => Int, { nullable: true, description: 'Of a share: of how many.' }) denominator!: number | null;
}

@ObjectType({ registerIn, description: 'How satisfied those are who answered in the period.' })
export class KpiScores {
  @Field(() => [Int], { description: 'How many answers gave 1, 2, 3, 4 and 5.' })
  distribution!: readonly number[];
  @Field(() => Float, { nullable: true, description: 'From 1 to 5; null without an answer.' }) mean!:
    number | null;
  @Field(() => Int, { description: 'Surveys sent in the period.' }) sent!: number;
  @Field(() => Int, { description: 'Of these, surveys answered since.' }) answered!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Answered of sent, 0 to 1; null when none was sent in the period.',
  })
  answerRate!: number | null;
}

@ObjectType({ registerIn, description: 'The KPIs of a period, of the whole or of one part of it.' })
export class KpiSheet {
  @Field(() => String, {
    nullable: true,
    description:
      'The id of the client, product or agent, the priority, or the kind; null for tickets that have none, and on the sheet of the whole.',
  })
  cut!: string | null;
  @Field(() => String, { nullable: true, description: 'The name of the client or product.' }) name!: Later<
    string | null
  >;

  @Field(() => KpiValue, { description: 'Tickets opened in the period.' }) opened!: KpiValue;
  @Field(() => KpiValue, { description: 'Tickets reopened in the period.' }) reopened!: KpiValue;
  @Field(() => KpiValue, { description: 'Tickets put on hold in the period.' }) onHold!: KpiValue;
  @Field(() => KpiValue, { description: 'Calls answered, of those offered in the period.' })
  responseRate!: KpiValue;
  @Field(() => KpiValue, { description: 'Tickets that became closed in the period.' })
  ticketsClosed!: KpiValue;
  @Field(() => KpiValue, {
    description: 'Tickets whose last resolution in the period was not undone within 7 days.',
  })
  requestsResolved!: KpiValue;
  @Field(() => KpiValue, {
    description:
      'Of the requests resolved: one contact at most, never handed over, on hold for the requester or reopened.',
  })
  resolvedAtFirstContact!: KpiValue;
  @Field(() => KpiValue, { description: 'Of the requests resolved: no hand-over, no defect, no visit.' })
  resolvedWithoutLevel2!: KpiValue;
  @Field(() => KpiValue, { description: 'Scores of 4 and 5, of the surveys answered in the period.' })
  satisfaction!: KpiValue;
  @Field(() => KpiValue, {
    description: 'Of the tickets resolved in the period that have deadlines: both of them kept.',
  })
  slaCompliance!: KpiValue;
  @Field(() => KpiValue, {
    description:
      'Of the tickets resolved in the period whose category usually needs a visit: solved at a distance.',
  })
  visitsAvoided!: KpiValue;
  @Field(() => KpiScores) scores!: KpiScores;
}

@ArgsType()
export class KpisArgs {
  @Field(() => Day, { nullable: true, description: 'The first day of the period; without it, since ever.' })
  from?: string | null;
  @Field(() => Day, { nullable: true, description: 'The day after the last one; without it, for ever.' })
  to?: string | null;
  @Field(() => KpiCutEnum, { nullable: true, description: 'A sheet for each, instead of one for the whole.' })
  cut?: KpiCut | null;
  @Field(() => AsOf, {
    nullable: true,
    description: 'The KPIs as they stood then: what happened, or was recorded, later does not count.',
  })
  asOf?: string | null;
  @Field(() => Line, {
    nullable: true,
    description: 'The IANA zone in which the days begin; the provider’s, unless given.',
  })
  zone?: string | null;
}
