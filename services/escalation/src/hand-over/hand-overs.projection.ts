import type { Projection } from '@relais/bus';
import type { ClientId, QueueId, TenantId, TicketEvent } from '@relais/contracts';
import { extend, onceBegun } from '@relais/kernel';
import type { Filter, Model, Query } from '@relais/projections';
import { offer, type Offer } from './hand-over.decider.ts';

type Placed = {
  readonly tenant: TenantId;
  readonly client: ClientId | null;
  /** 1 while the offer stands, 0 otherwise: what all offers of a tenant are found by. */
  readonly stands: 0 | 1;
};

/** A ticket, and to whom it is offered; its key is the ticket's id. */
export type HandOverRow = Offer & Placed;

/** What is offered to specialists, of all tenants: ask for it by `handOverQuery` alone. */
export const handOvers: Model<HandOverRow> = {
  name: 'hand-overs',
  version: 1,
  fields: { tenant: 'text', client: 'text', stands: 'number', offeredTo: 'text', offeredAt: 'text' },
  indexes: [
    ['tenant', 'offeredTo', 'offeredAt'],
    ['tenant', 'stands', 'offeredAt'],
  ],
  filters: ['client', 'stands'],
  counters: {},
  temporal: false,
};

const over = (): Partial<Placed> => ({ stands: 0 });

export const handOversProjection: Projection<HandOverRow, TicketEvent> = {
  model: handOvers,
  kind: 'ticket',
  fold: onceBegun(
    extend<Offer, Placed, TicketEvent>(offer, {
      initial: { tenant: '', client: null, stands: 0 },
      evolve: {
        TicketOpened: (_, { client }, { tenant }) => ({ tenant, client }),
        HandOverOffered: () => ({ stands: 1 }),
        HandOverAccepted: over,
        HandOverReturned: over,
        TicketResolved: over,
        TicketClosed: over,
        TicketReopened: over,
      },
    }),
    'TicketOpened',
  ),
};

/** The offers of one tenant that nobody has accepted yet, the oldest first; of one queue, or of all. */
export const handOverQuery = (
  tenant: TenantId,
  queue: QueueId | null,
  scope: Pick<Filter<HandOverRow>, 'client'>,
): Pick<Query<HandOverRow>, 'where' | 'order'> => ({
  where: { ...scope, tenant, stands: 1, ...(queue !== null && { offeredTo: queue }) },
  order: [{ field: 'offeredAt' }],
});
