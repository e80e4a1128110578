import {
  ticket,
  whileOpen,
  type EscalationTicketEvent,
  type Sealed,
  type Ticket,
  type TicketEvent,
  type TicketRefusal,
  type VisitId,
  type VisitOutcome,
} from '@relais/contracts';
import { extend, refuse, type Command, type Decider, type Fold } from '@relais/kernel';

/** The window that is promised, ISO 8601 UTC: `from` is before `to`. */
export type ScheduleVisit = Command<
  'ScheduleVisit',
  { readonly visit: VisitId; readonly from: string; readonly to: string; readonly note?: Sealed }
>;
export type CancelVisit = Command<'CancelVisit', { readonly visit: VisitId; readonly reason: Sealed }>;
export type RecordVisit = Command<
  'RecordVisit',
  { readonly visit: VisitId; readonly outcome: VisitOutcome; readonly report?: Sealed }
>;
export type VisitCommand = ScheduleVisit | CancelVisit | RecordVisit;
export type VisitRefusal = TicketRefusal | 'visit-unknown' | 'visit-over';

export const visitStatuses = ['scheduled', 'cancelled', 'done'] as const;
export type VisitStatus = (typeof visitStatuses)[number];

/** A visit; an imported history may not know its window. */
export type Visit = {
  readonly id: VisitId;
  readonly status: VisitStatus;
  readonly from: string | null;
  readonly to: string | null;
  readonly note: Sealed | null;
  /** Why it was cancelled. */
  readonly reason: Sealed | null;
  readonly outcome: VisitOutcome | null;
  readonly report: Sealed | null;
  /** Who brought it to where it stands, and when. */
  readonly by: string;
  readonly at: string;
};

/** The visits of a ticket, in the order in which they were scheduled. */
export type Visits = { readonly visits: readonly Visit[] };

/** What is over stays as it ended. */
const ended = (state: Visits, id: VisitId, end: Partial<Visit>): Visits => ({
  visits: state.visits.map((known) =>
    known.id === id && known.status === 'scheduled' ? { ...known, ...end } : known,
  ),
});

export const visits: Fold<Visits, TicketEvent> = {
  initial: { visits: [] },
  evolve: {
    VisitScheduled: (state, { visit: id, from, to, note }, { by, happenedAt: at }) => {
      if (state.visits.some((known) => known.id === id)) return state;
      const promised = { from: from ?? null, to: to ?? null, note: note ?? null };
      const nothing = { reason: null, outcome: null, report: null };
      return { visits: [...state.visits, { id, status: 'scheduled', ...promised, ...nothing, by, at }] };
    },
    VisitCancelled: (state, { visit, reason }, { by, happenedAt: at }) =>
      ended(state, visit, { status: 'cancelled', reason, by, at }),
    VisitDone: (state, { visit, outcome, report }, { by, happenedAt: at }) =>
      ended(state, visit, { status: 'done', outcome, report: report ?? null, by, at }),
  },
};

export const visit: Decider<VisitCommand, Ticket & Visits, TicketEvent, EscalationTicketEvent, VisitRefusal> =
  {
    fold: extend(ticket, visits),

    decide: {
      ScheduleVisit: whileOpen((t, data) => {
        const { from, to } = data;
        const promised = t.visits.some((v) => v.status === 'scheduled' && v.from === from && v.to === to);
        return promised ? [] : [{ type: 'VisitScheduled', data }];
      }),

      CancelVisit: whileOpen((t, data) => {
        const known = t.visits.find(({ id }) => id === data.visit);
        if (!known) return refuse('visit-unknown');
        if (known.status === 'cancelled') return [];
        return known.status === 'done' ? refuse('visit-over') : [{ type: 'VisitCancelled', data }];
      }),

      RecordVisit: whileOpen((t, data) => {
        const known = t.visits.find(({ id }) => id === data.visit);
        if (!known) return refuse('visit-unknown');
        if (known.outcome === data.outcome) return [];
        return known.status === 'scheduled' ? [{ type: 'VisitDone', data }] : refuse('visit-over');
      }),
    },
  };
