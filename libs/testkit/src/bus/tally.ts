import type { Projection } from '@relais/bus';
import type { TicketEvent } from '@relais/contracts';
import type { Model } from '@relais/projections';

/** What happened to a ticket, counted: an event that is lost or applied twice shows. */
export type Tally = {
  readonly tenant: string;
  readonly status: string;
  readonly events: number;
  readonly last: string;
};

export const tally: Model<Tally> = {
  name: 'tally',
  version: 1,
  fields: { tenant: 'text', status: 'text', events: 'number', last: 'text' },
  indexes: [['tenant', 'events']],
  counters: { byStatus: ['tenant', 'status'] },
  temporal: true,
  followed: true,
};

type Step = (row: Tally | null, data: unknown, stamp: { readonly tenant: string }) => Tally | null;

const count =
  (last: string, status?: string): Step =>
  (row, _, { tenant }) => ({
    tenant,
    status: status ?? row?.status ?? 'open',
    events: (row?.events ?? 0) + 1,
    last,
  });

/** Counts the events of each ticket. `NoteAdded` is applied by `note`, so that a test can poison it. */
export const tallying = (note: Step = count('NoteAdded')): Projection<Tally, TicketEvent> => ({
  model: tally,
  kind: 'ticket',
  fold: {
    initial: null,
    evolve: {
      TicketOpened: count('TicketOpened', 'open'),
      TicketHeld: count('TicketHeld', 'on-hold'),
      TicketResumed: count('TicketResumed', 'open'),
      TicketClosed: () => null,
      NoteAdded: note,
    },
  },
});
