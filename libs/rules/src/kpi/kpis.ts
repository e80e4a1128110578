import type { ClientId, Score } from '@relais/contracts';
import { daysPassed } from '../elapsed.ts';
import { millisOf } from '../instant.ts';
import { isWithin, type Period } from './period.ts';
import type { Resolution, TicketRecord } from './record.ts';

/** What the KPIs know of a survey; instants are ISO 8601 UTC, null: not yet. */
export type SurveyRecord = {
  readonly sentAt: string;
  readonly answeredAt: string | null;
  readonly score: Score | null;
};

/** What the KPIs know of a call to the hot line: offered, then either answered or abandoned by the caller. ISO 8601 UTC. */
export type CallRecord = {
  readonly client: ClientId;
  readonly offeredAt: string;
  readonly answeredAt: string | null;
  readonly abandonedAt: string | null;
};

/** Under which terms the KPIs are counted. */
export type KpiTerms = {
  readonly period: Period;
  /** A resolution that was undone within so many days of 24 hours solved nothing. */
  readonly undoneWithinDays: number;
  /** A caller who gave up before so many milliseconds was never offered to anybody. */
  readonly abandonedBeforeMs: number;
};

/** The terms of the trade. */
export const usualTerms = (period: Period): KpiTerms => ({
  period,
  undoneWithinDays: 7,
  abandonedBeforeMs: 5_000,
});

/** Why a share has no value: nothing of what it is a share of happened in the period. */
export const kpiReasons = [
  'no-calls',
  'no-surveys',
  'no-deadlines',
  'no-visit-category',
  'no-resolved',
] as const;
export type KpiReason = (typeof kpiReasons)[number];

/** What a KPI says of one ticket, survey or call: it counts, it speaks against, or (null) it is left out. */
export type Verdict = boolean | null;

/** One KPI: how each subject is judged. A count adds up what counts; a share divides that by all that was judged. */
export type Kpi<Subject> = {
  /** Another number, another definition. */
  readonly version: number;
  readonly judge: (subject: Subject, terms: KpiTerms) => Verdict;
  /** Of a share: why it has no value when nothing was judged. */
  readonly without?: KpiReason;
};

const inPeriod = ({ period }: KpiTerms, instants: readonly string[]): boolean =>
  instants.some((instant) => isWithin(period, instant));

/** The last resolution in the period; undefined when there is none. */
const resolution = ({ resolutions }: TicketRecord, { period }: KpiTerms): Resolution | undefined =>
  resolutions.findLast(({ at }) => isWithin(period, at));

const isSolved = (ticket: TicketRecord, terms: KpiTerms): boolean => {
  const last = resolution(ticket, terms);
  if (!last) return false;
  return last.undoneAt === null || daysPassed(last.at, last.undoneAt, terms.undoneWithinDays);
};

/** A share of the requests that were resolved. */
const ofSolved =
  (counts: (ticket: TicketRecord) => boolean) =>
  (ticket: TicketRecord, terms: KpiTerms): Verdict =>
    isSolved(ticket, terms) ? counts(ticket) : null;

const neverHandedOver = ({ handedOverAt }: TicketRecord): boolean => handedOverAt === null;

/** The requester came once, and nothing more was asked of them. */
const atFirstContact = (ticket: TicketRecord): boolean =>
  ticket.contacts <= 1 &&
  neverHandedOver(ticket) &&
  ticket.reopenings.length === 0 &&
  !ticket.holds.some((hold) => hold.for === 'requester');

/** The KPIs that are counted on tickets (product.md; docs/kpis.md has each with examples). */
export const ticketKpis = {
  opened: { version: 1, judge: ({ openedAt }, { period }) => isWithin(period, openedAt) },
  reopened: { version: 1, judge: ({ reopenings }, terms) => inPeriod(terms, reopenings) },
  onHold: { version: 1, judge: ({ holds }, { period }) => holds.some(({ at }) => isWithin(period, at)) },
  ticketsClosed: { version: 1, judge: ({ closings }, terms) => inPeriod(terms, closings) },
  requestsResolved: { version: 1, judge: isSolved },
  resolvedAtFirstContact: { version: 1, without: 'no-resolved', judge: ofSolved(atFirstContact) },
  resolvedWithoutLevel2: { version: 1, without: 'no-resolved', judge: ofSolved(neverHandedOver) },
  slaCompliance: {
    version: 1,
    without: 'no-deadlines',
    judge: (ticket, terms) => resolution(ticket, terms)?.inTime ?? null,
  },
  visitsAvoided: {
    version: 1,
    without: 'no-visit-category',
    judge: (ticket, terms) => {
      const last = resolution(ticket, terms);
      return last && ticket.usuallyVisited ? last.remotely && ticket.visitedAt === null : null;
    },
  },
} as const satisfies { readonly [name: string]: Kpi<TicketRecord> };

/** The KPI of what requesters say: the share of 4 and 5 on the scale of 5 (customer satisfaction score, CSAT). */
export const surveyKpis = {
  satisfaction: {
    version: 1,
    without: 'no-surveys',
    judge: ({ answeredAt, score }, { period }) =>
      score !== null && isWithin(period, answeredAt) ? score >= 4 : null,
  },
} as const satisfies { readonly [name: string]: Kpi<SurveyRecord> };

/** Given up so soon that nobody could have answered. */
const gaveUp = ({ offeredAt, abandonedAt }: CallRecord, { abandonedBeforeMs }: KpiTerms): boolean =>
  abandonedAt !== null && millisOf(abandonedAt) - millisOf(offeredAt) < abandonedBeforeMs;

/** The KPI of the phone: calls answered of calls offered; one that still rings is neither. */
export const callKpis = {
  responseRate: {
    version: 1,
    without: 'no-calls',
    judge: (call, terms) => {
      if (!isWithin(terms.period, call.offeredAt) || gaveUp(call, terms)) return null;
      if (call.answeredAt !== null) return true;
      return call.abandonedAt === null ? null : false;
    },
  },
} as const satisfies { readonly [name: string]: Kpi<CallRecord> };
