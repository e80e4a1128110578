import {
  ticket,
  type ClientId,
  type ContractTerms,
  type Priority,
  type TenantId,
  type Ticket,
  type TicketClassified,
  type TicketEvent,
  type TicketOpened,
} from '@relais/contracts';
import { extend, type Fold, type Stamp } from '@relais/kernel';
import { priorityOf } from '../priority.ts';
import { dueBy, startWatch, stopWatch, unstarted, type Stopwatch } from './stopwatch.ts';

/** How deadlines are counted (docs/sla.md); the version is what an event decided by them names in `rules.sla`. */
export const sla = { version: 1 } as const;

/** What a contract says of deadlines. */
export type SlaTerms = Pick<ContractTerms, 'calendar' | 'targets' | 'clockStops' | 'matrix'>;

/** The terms that a client of a tenant signed in the version of a contract; null when there is no such one. */
export type TermsOf = (tenant: TenantId, client: ClientId, version: number) => SlaTerms | null;

/** One of the two things that are owed. */
export type Deadline = {
  /** ISO 8601 UTC; null while the clock stands. What was met keeps the instant by which it was owed. */
  readonly dueAt: string | null;
  readonly metAt: string | null;
  /** Met too late, or known to be used up while the clock stands; whether it has passed since, `isMissed` says. */
  readonly missed: boolean;
};

/** What is owed for a ticket whose contract is known. */
export type Sla = {
  /** The version of the client's contract that was in force when the ticket was opened: pinned for all its life. */
  readonly contract: number;
  /** By which the targets are chosen; until somebody classifies it, what the contract's matrix gives to medium and medium. */
  readonly priority: Priority;
  /** Of both: it stops while the ticket is on hold as the contract says, and while it is resolved or closed. */
  readonly watch: Stopwatch;
  readonly response: Deadline;
  readonly resolution: Deadline;
};

/** Null for a ticket without a contract: what was imported. */
export type Timed = { readonly sla: Sla | null };

type Rule<Data> = (state: Ticket & Timed, data: Data, stamp: Stamp) => Timed;
type Life<Data> = (before: Ticket, data: Data, stamp: Stamp) => Ticket;

const minute = 60_000;

const owed: Deadline = { dueAt: null, metAt: null, missed: false };

/** The clock stood between two resolutions without a reopening: what was judged is not judged anew. */
const met = (deadline: Deadline, at: string): Deadline => {
  const { dueAt, metAt, missed } = deadline;
  return { dueAt, metAt: at, missed: metAt !== null || dueAt === null ? missed : at > dueAt };
};

const answered = (s: Sla, at: string): Sla =>
  s.response.metAt === null ? { ...s, response: met(s.response, at) } : s;

/** What is still owed, by the priority and the stopwatch as they are now. */
const due = (s: Sla, { calendar, targets }: SlaTerms): Sla => {
  const { watch, priority } = s;
  const standing = (deadline: Deadline, minutes: number): Deadline =>
    deadline.metAt === null
      ? {
          dueAt: dueBy(watch, calendar, minutes * minute),
          metAt: null,
          missed: watch.since === null && watch.consumed > minutes * minute,
        }
      : deadline;
  const { response, resolution } = targets[priority];
  return { ...s, response: standing(s.response, response), resolution: standing(s.resolution, resolution) };
};

const runs = ({ status, heldFor }: Ticket, { clockStops }: SlaTerms): boolean =>
  status === 'open' || (status === 'on-hold' && heldFor !== null && !clockStops.includes(heldFor));

/** The clock follows the life of the ticket. */
const follow = (before: Sla, after: Ticket, terms: SlaTerms, at: string): Sla => {
  const { resolvedAt } = after;
  const done = resolvedAt === null ? before : answered(before, resolvedAt);
  const watch = runs(after, terms)
    ? startWatch(before.watch, at)
    : stopWatch(before.watch, terms.calendar, at);
  const resolution = resolvedAt === null ? owed : met(before.resolution, resolvedAt);
  return due({ ...done, watch, resolution }, terms);
};

const begun = (contract: number, terms: SlaTerms, at: string): Sla => {
  const priority = priorityOf(terms.matrix, 'medium', 'medium');
  const watch = startWatch(unstarted, at);
  return due({ contract, priority, watch, response: owed, resolution: owed }, terms);
};

const responding: Rule<unknown> = ({ sla: s }, _, { happenedAt }) => ({ sla: s && answered(s, happenedAt) });

const opening =
  (termsOf: TermsOf): Rule<TicketOpened['data']> =>
  (_, { client, channel }, { tenant, rules, happenedAt }) => {
    const contract = Number(rules?.['contract'] ?? 0);
    const terms = contract > 0 ? termsOf(tenant, client, contract) : null;
    const opened = terms && begun(contract, terms, happenedAt);
    return { sla: opened && channel === 'phone' ? answered(opened, happenedAt) : opened };
  };

const termsFor = (
  termsOf: TermsOf,
  { client, sla: s }: Ticket & Timed,
  { tenant }: Stamp,
): SlaTerms | null => (s && client !== null ? termsOf(tenant, client, s.contract) : null);

const classifying =
  (termsOf: TermsOf): Rule<TicketClassified['data']> =>
  (state, { priority }, stamp) => {
    const terms = termsFor(termsOf, state, stamp);
    return { sla: state.sla && terms ? due({ ...state.sla, priority }, terms) : state.sla };
  };

/** `live` is what the event does to the life of the ticket. */
const following =
  <Data>(termsOf: TermsOf, live: Life<Data> | undefined): Rule<Data> =>
  (state, data, stamp) => {
    const terms = termsFor(termsOf, state, stamp);
    const after = live?.(state, data, stamp);
    const moved = state.sla && terms && after && after !== state;
    return { sla: moved ? follow(state.sla, after, terms, stamp.happenedAt) : state.sla };
  };

/** The deadlines of a ticket, on any history: `termsOf` is asked for the contract that was pinned at its opening. */
export const deadlines = (termsOf: TermsOf): Fold<Ticket & Timed, TicketEvent> =>
  extend<Ticket, Timed, TicketEvent>(ticket, {
    initial: { sla: null },
    evolve: {
      TicketOpened: opening(termsOf),
      MessageSent: responding,
      TicketTaken: responding,
      TicketClassified: classifying(termsOf),
      TicketHeld: following(termsOf, ticket.evolve.TicketHeld),
      TicketResumed: following(termsOf, ticket.evolve.TicketResumed),
      MessageReceived: following(termsOf, ticket.evolve.MessageReceived),
      TicketResolved: following(termsOf, ticket.evolve.TicketResolved),
      TicketReopened: following(termsOf, ticket.evolve.TicketReopened),
      TicketClosed: following(termsOf, ticket.evolve.TicketClosed),
    },
  });

/** Whether a deadline was missed, or has passed at this instant (ISO 8601 UTC) without being met. */
export const isMissed = ({ dueAt, metAt, missed }: Deadline, at: string): boolean =>
  missed || (metAt === null && dueAt !== null && at > dueAt);

/** Stands where there is no deadline: later than any, so that what is ordered by deadlines has it last. */
export const noDeadline = '9999-12-31T23:59:59.999Z';

/** The earlier of what is still owed and running (ISO 8601 UTC), or `noDeadline`. */
export const nextDeadline = ({ sla: s }: Timed): string => {
  const owing = [s?.response, s?.resolution].map((one) => (one?.metAt === null ? one.dueAt : null));
  return owing.flatMap((dueAt) => dueAt ?? []).toSorted()[0] ?? noDeadline;
};
