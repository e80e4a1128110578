import type { Projection } from '@relais/bus';
import {
  product,
  streamOf,
  ticket,
  type ClientId,
  type DefectId,
  type Envelope,
  type Product,
  type ProductId,
  type ProductRegistered,
  type TenantId,
  type Ticket,
  type TicketEvent,
} from '@relais/contracts';
import { extend, onceBegun } from '@relais/kernel';
import type { Histories } from '@relais/nest';
import type { Model } from '@relais/projections';
import { defects, type Defects } from './defect.decider.ts';

type Placed = {
  readonly tenant: TenantId;
  readonly client: ClientId | null;
  readonly product: ProductId | null;
  /** Who makes or publishes the product. */
  readonly vendor: string | null;
  /** How many defects it has: what all of a tenant are found by. */
  readonly raised: 'none' | 'one' | 'several';
  /** When its first defect was raised: it never changes, so no row moves while its list is paged through. */
  readonly raisedAt: string | null;
  /** Its first defect, mostly its only one. */
  readonly first: DefectId | null;
};

/** A ticket with its defects; its key is the ticket's id. No personal data is in it. */
export type DefectRow = Defects & Placed;

/** The defects of all tenants, by ticket. */
export const defectRows: Model<DefectRow> = {
  name: 'defects',
  version: 1,
  fields: {
    tenant: 'text',
    client: 'text',
    product: 'text',
    vendor: 'text',
    raised: 'text',
    raisedAt: 'text',
    first: 'text',
    defects: 'json',
  },
  indexes: [
    ['tenant', 'raised', 'raisedAt'],
    ['tenant', 'vendor', 'raised', 'raisedAt'],
    ['tenant', 'product', 'raised', 'raisedAt'],
    ['tenant', 'first'],
  ],
  filters: ['client', 'product', 'vendor'],
  counters: {},
  temporal: false,
};

const unplaced: Placed = {
  tenant: '',
  client: null,
  product: null,
  vendor: null,
  raised: 'none',
  raisedAt: null,
  first: null,
};

/** The vendors of products: each says once and for all whose it is, so what is known of it is kept. */
const vendorsOf = (histories: Histories) => {
  const known = new Map<string, string>();
  return {
    of: (tenant: TenantId, id: ProductId | null): string | null =>
      id === null ? null : (known.get(streamOf('product', tenant, id)) ?? null),
    learn: async (tenant: TenantId, id: ProductId): Promise<void> => {
      const stream = streamOf('product', tenant, id);
      if (known.has(stream)) return;
      const { vendor } = await histories.at<Product, ProductRegistered>(product, stream);
      if (vendor !== null) known.set(stream, vendor);
    },
  };
};

/** What a raised defect is about: the ticket's own product, or the one that an imported defect names. */
const about = (own: ProductId | null, told: ProductId | undefined): ProductId | null => own ?? told ?? null;

export const defectsProjection = (histories: Histories): Projection<DefectRow, TicketEvent> => {
  const vendors = vendorsOf(histories);
  const ready: Projection<DefectRow, TicketEvent>['ready'] = async (batch) => {
    for (const { event } of batch) {
      const { type, data, tenant, stream } = event as Envelope<TicketEvent>;
      if (type !== 'DefectRaised') continue;
      const own = await histories.at<Ticket, TicketEvent>(ticket, stream);
      const id = about(own.product, data.product);
      if (id !== null) await vendors.learn(tenant, id);
    }
  };
  const fold = extend<Defects, Placed, TicketEvent>(defects, {
    initial: unplaced,
    evolve: {
      TicketOpened: (_, told, { tenant }) => ({ tenant, client: told.client, product: told.product ?? null }),
      DefectRaised: (row, told, { happenedAt }) => {
        const id = about(row.product, told.product);
        return {
          product: id,
          vendor: vendors.of(row.tenant, id),
          raised: row.first === null ? 'one' : 'several',
          raisedAt: row.raisedAt ?? happenedAt,
          first: row.first ?? told.defect,
        };
      },
    },
  });
  return { model: defectRows, kind: 'ticket', ready, fold: onceBegun(fold, 'TicketOpened') };
};
