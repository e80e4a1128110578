import { scores } from '@relais/contracts';
import {
  callKpis,
  surveyKpis,
  ticketKpis,
  type CallRecord,
  type Kpi,
  type KpiReason,
  type KpiTerms,
  type SurveyRecord,
} from './kpis.ts';
import { isWithin } from './period.ts';
import { agentOf, type TicketRecord } from './record.ts';

/** By what the KPIs can be told apart. */
export const kpiCuts = ['client', 'product', 'agent', 'priority', 'kind'] as const;
export type KpiCut = (typeof kpiCuts)[number];

/** What a sheet is about: an id, a priority or a kind; null where a ticket has none, and on the one sheet of the whole. */
export type CutValue = string | number | null;

/** The KPIs, in the order in which they are shown. */
export const kpiNames = [
  'opened',
  'reopened',
  'onHold',
  'responseRate',
  'ticketsClosed',
  'requestsResolved',
  'resolvedAtFirstContact',
  'resolvedWithoutLevel2',
  'satisfaction',
  'slaCompliance',
  'visitsAvoided',
] as const;
export type KpiName = (typeof kpiNames)[number];

const kpis: { readonly [name in KpiName]: Kpi<never> } = { ...ticketKpis, ...surveyKpis, ...callKpis };

/**
 * What a KPI gives. A count has its number as `value` and no more; a share goes from 0 to 1 and tells what it was worked out from. A share of
 * nothing is null with the reason: never 0, never 1.
 */
export type Measure = {
  readonly version: number;
  readonly value: number | null;
  readonly reason?: KpiReason;
  readonly numerator?: number;
  readonly denominator?: number;
};

/** What stands beside the satisfaction: how the scores lie, their mean, and how many of those asked in the period have answered. */
export type Scores = {
  /** How many answers gave 1, 2 … 5. */
  readonly distribution: readonly number[];
  readonly mean: number | null;
  readonly sent: number;
  /** Of the surveys sent in the period, those that were answered since. */
  readonly answered: number;
};

/** All KPIs of one period, of the whole or of one part of it. */
export type KpiSheet = {
  readonly cut: CutValue;
  readonly kpis: { readonly [name in KpiName]: Measure };
  readonly scores: Scores;
};

const cutOf: { readonly [cut in KpiCut]: (ticket: TicketRecord) => CutValue } = {
  client: ({ client }) => client,
  product: ({ product }) => product,
  agent: agentOf,
  priority: ({ priority }) => priority,
  kind: ({ kind }) => kind,
};

const measureOf = ({ version, without }: Kpi<never>, counted: number, judged: number): Measure => {
  if (without === undefined) return { version, value: counted };
  if (judged === 0) return { version, value: null, reason: without };
  return { version, value: counted / judged, numerator: counted, denominator: judged };
};

/** The figures of one sheet while they are added up. */
type Sums = {
  readonly counted: { [name in KpiName]?: number };
  readonly judged: { [name in KpiName]?: number };
  readonly distribution: number[];
  sent: number;
  answered: number;
};

const nothing = (): Sums => ({
  ...{ counted: {}, judged: {}, distribution: scores.map(() => 0), sent: 0, answered: 0 },
});

const judge = <Subject>(
  sums: Sums,
  asked: { readonly [name in KpiName]?: Kpi<Subject> },
  subject: Subject,
  terms: KpiTerms,
): void => {
  for (const name of kpiNames) {
    const verdict = asked[name]?.judge(subject, terms) ?? null;
    if (verdict !== null) sums.judged[name] = (sums.judged[name] ?? 0) + 1;
    if (verdict) sums.counted[name] = (sums.counted[name] ?? 0) + 1;
  }
};

const addScore = (sums: Sums, { sentAt, answeredAt, score }: SurveyRecord, { period }: KpiTerms): void => {
  if (isWithin(period, sentAt)) sums.sent += 1;
  if (isWithin(period, sentAt) && answeredAt !== null) sums.answered += 1;
  if (score !== null && isWithin(period, answeredAt))
    sums.distribution[score - 1] = (sums.distribution[score - 1] ?? 0) + 1;
};

const meanOf = (distribution: readonly number[]): number | null => {
  const answers = distribution.reduce((sum, many) => sum + many, 0);
  const total = distribution.reduce((sum, many, place) => sum + many * (place + 1), 0);
  return answers === 0 ? null : total / answers;
};

const sheetOf = (cut: CutValue, { counted, judged, distribution, sent, answered }: Sums): KpiSheet => {
  const measures = kpiNames.map(
    (name) => [name, measureOf(kpis[name], counted[name] ?? 0, judged[name] ?? 0)] as const,
  );
  return {
    cut,
    kpis: Object.fromEntries(measures) as KpiSheet['kpis'],
    scores: { distribution, mean: meanOf(distribution), sent, answered },
  };
};

/** Of many clients, few had anything happen in a short period. */
const tellsSomething = ({ kpis: measures, scores: { sent } }: KpiSheet): boolean =>
  sent > 0 || Object.values(measures).some(({ value, denominator }) => (value ?? 0) + (denominator ?? 0) > 0);

/** Numbers before texts, each in its order; null last. */
const inOrder = (one: CutValue, other: CutValue): number => {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return one < other ? -1 : Number(one > other);
};

/** Adds up the KPIs of many tickets, surveys and calls, in any order; `sheets` gives what there is so far. */
export type KpiCounting = {
  /** A ticket, with the surveys that were sent for it. */
  readonly ticket: (ticket: TicketRecord, surveys: readonly SurveyRecord[]) => void;
  readonly call: (call: CallRecord) => void;
  /** Without a cut one sheet, whatever was counted; with one, a sheet for each value for which anything counted, in their order. */
  readonly sheets: () => readonly KpiSheet[];
};

export const countKpis = (terms: KpiTerms, cut: KpiCut | null): KpiCounting => {
  const all = new Map<CutValue, Sums>(cut === null ? [[null, nothing()]] : []);
  const sumsOf = (value: CutValue): Sums => {
    const known = all.get(value) ?? nothing();
    all.set(value, known);
    return known;
  };
  return {
    ticket: (ticket, surveys) => {
      const sums = sumsOf(cut === null ? null : cutOf[cut](ticket));
      judge(sums, ticketKpis, ticket, terms);
      for (const survey of surveys) {
        judge(sums, surveyKpis, survey, terms);
        addScore(sums, survey, terms);
      }
    },
    call: (call) => judge(sumsOf(cut === 'client' ? call.client : null), callKpis, call, terms),
    sheets: () =>
      [...all]
        .map(([value, sums]) => sheetOf(value, sums))
        .filter((sheet) => cut === null || tellsSomething(sheet))
        .sort((one, other) => inOrder(one.cut, other.cut)),
  };
};
