import type {
  EscalationReason,
  EscalationTicketEvent,
  TenantId,
  Ticket,
  TicketEvent,
} from '@relais/contracts';
import { extend, type Decider, type Fold, type Of, type Stamp } from '@relais/kernel';
import { deadlines, noDeadline, type TermsOf, type Timed } from '@relais/rules';
import type { EscalateTicket } from '../escalation.decider.ts';

type Which = 'response' | 'resolution';

/** Of which deadlines a supervisor knows, and whether deadlines of this ticket count at all. */
type Watched = {
  readonly tenant: TenantId;
  /** The largest target, in minutes, whose passing was told; 0 for none. A ticket passes each target once. */
  readonly told: { readonly [W in Which]: number };
  /** 1 once something has happened to it besides an import, 0 before. */
  readonly live: 0 | 1;
};

/** A ticket, what is owed for it, and what of that was told. */
export type Overdue = Ticket & Timed & Watched;

type Owing = { readonly which: Which; readonly dueAt: string; readonly target: number };

/** What is owed, running, and was not told of before. */
const owing = (termsOf: TermsOf, { tenant, client, sla, told }: Overdue): readonly Owing[] => {
  const terms = sla && client !== null ? termsOf(tenant, client, sla.contract) : null;
  if (!sla || !terms) return [];
  const targets = terms.targets[sla.priority];
  return (['response', 'resolution'] as const).flatMap((which) => {
    const { dueAt, metAt } = sla[which];
    const target = targets[which];
    return dueAt !== null && metAt === null && target > told[which] ? [{ which, dueAt, target }] : [];
  });
};

/** The instant at which a supervisor has to be called, and for what; `noDeadline` while there is none. */
export const dueOf = (
  termsOf: TermsOf,
  ticket: Overdue,
): { readonly due: string; readonly which: readonly Which[] } => {
  const all = ticket.live ? owing(termsOf, ticket) : [];
  const due = all.map(({ dueAt }) => dueAt).toSorted()[0] ?? noDeadline;
  return { due, which: all.filter(({ dueAt }) => dueAt === due).map(({ which }) => which) };
};

/** Whoever calls a supervisor for a deadline tells of all that has passed by then. */
const toldBy = (termsOf: TermsOf, ticket: Overdue, at: string): Watched['told'] => {
  const passed = owing(termsOf, ticket).filter(({ dueAt }) => dueAt <= at);
  return { ...ticket.told, ...Object.fromEntries(passed.map(({ which, target }) => [which, target])) };
};

type Own = {
  readonly [T in TicketEvent['type']]: (
    ticket: Overdue,
    data: Of<TicketEvent, T>['data'],
    stamp: Stamp,
  ) => Partial<Watched>;
};

const lives = ({ live }: Watched, _: unknown, { source }: Stamp): Pick<Watched, 'live'> => ({
  live: source ? live : 1,
});

/** One entry for every event: whatever happens by itself ends the rest of an imported ticket. */
const own = (termsOf: TermsOf): Own => ({
  TicketOpened: (t, _, stamp) => ({ ...lives(t, _, stamp), tenant: stamp.tenant }),
  MessageReceived: lives,
  MessageSent: lives,
  NoteAdded: lives,
  TicketReopened: lives,
  SolutionConfirmed: lives,
  SolutionContested: lives,
  TicketClassified: lives,
  TicketTaken: lives,
  TicketReleased: lives,
  TicketAssigned: lives,
  FilterQuestionAnswered: lives,
  DiagnosisRecorded: lives,
  StepTried: lives,
  TicketHeld: lives,
  TicketResumed: lives,
  TicketResolved: lives,
  TicketClosed: lives,
  HandOverOffered: lives,
  HandOverAccepted: lives,
  HandOverReturned: lives,
  DefectRaised: lives,
  DefectFixed: lives,
  VisitScheduled: lives,
  VisitCancelled: lives,
  VisitDone: lives,
  TicketEscalated: (t, { why }, stamp) => ({
    ...lives(t, null, stamp),
    ...(why === 'deadline' && { told: toldBy(termsOf, t, stamp.happenedAt) }),
  }),
  ArticleUsed: lives,
});

/** What the calls for deadlines are decided by. */
export const watching = (termsOf: TermsOf): Fold<Overdue, TicketEvent> =>
  extend<Ticket & Timed, Watched, TicketEvent>(deadlines(termsOf), {
    initial: { tenant: '', told: { response: 0, resolution: 0 }, live: 0 },
    evolve: own(termsOf),
  });

const why: EscalationReason = 'deadline';

/** Calls a supervisor at the instant that is due; by then the ticket may owe nothing any more, or something else. */
export const overdue = (
  termsOf: TermsOf,
): Decider<EscalateTicket, Overdue, TicketEvent, EscalationTicketEvent, never> => ({
  fold: watching(termsOf),
  decide: {
    EscalateTicket: (ticket, _, { at }) =>
      dueOf(termsOf, ticket).due === at ? [{ type: 'TicketEscalated', data: { why } }] : [],
  },
});
