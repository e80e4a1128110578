import type { Projection } from '@relais/bus';
import type { TenantId, TicketEvent } from '@relais/contracts';
import { extend, onceBegun } from '@relais/kernel';
import { ticketFields, type Model } from '@relais/projections';
import { ticketRecord, type KpiContractOf, type TicketRecord } from '@relais/rules';

/** A ticket as the KPIs are counted from it; its key is the ticket's id. */
export type RecordRow = TicketRecord & { readonly tenant: TenantId };

/** The records of all tenants, now and at any instant: who reads them names the tenant, and the clients of who is bound to some. */
export const records: Model<RecordRow> = {
  name: 'records',
  version: 1,
  fields: {
    ...ticketFields,
    tenant: 'text',
    category: 'text',
    priority: 'number',
    usuallyVisited: 'json',
    openedAt: 'text',
    handedOverAt: 'text',
    visitedAt: 'text',
    contacts: 'number',
    holds: 'json',
    resolutions: 'json',
    reopenings: 'json',
    closings: 'json',
    sla: 'json',
  },
  indexes: [['tenant', 'client']],
  counters: {},
  temporal: true,
};

/** `ready` has the contracts at hand that `contractOf` is asked for. */
export const recordProjection = (
  contractOf: KpiContractOf,
  ready: NonNullable<Projection<RecordRow, TicketEvent>['ready']>,
): Projection<RecordRow, TicketEvent> => ({
  model: records,
  kind: 'ticket',
  ready,
  fold: onceBegun(
    extend<TicketRecord, Pick<RecordRow, 'tenant'>, TicketEvent>(ticketRecord(contractOf), {
      initial: { tenant: '' },
      evolve: { TicketOpened: (_, __, { tenant }) => ({ tenant }) },
    }),
    'TicketOpened',
  ),
});
