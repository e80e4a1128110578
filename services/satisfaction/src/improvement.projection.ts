import type { Projection } from '@relais/bus';
import { improvement, type Improvement, type ImprovementEvent, type TenantId } from '@relais/contracts';
import { extend, onceBegun } from '@relais/kernel';
import type { Model } from '@relais/projections';

/** A proposal of the staff as lists show it; its key is the improvement's id. */
export type ImprovementRow = Improvement & { readonly tenant: TenantId };

/** The proposals of all tenants: a query names its tenant. */
export const improvements: Model<ImprovementRow> = {
  name: 'improvements',
  version: 1,
  fields: {
    tenant: 'text',
    title: 'json',
    proposal: 'json',
    proposedBy: 'text',
    proposedAt: 'text',
    decision: 'text',
    reason: 'json',
    decidedBy: 'text',
    decidedAt: 'text',
  },
  indexes: [['tenant', 'decision', 'proposedAt']],
  counters: {},
  temporal: false,
};

export const improvementProjection: Projection<ImprovementRow, ImprovementEvent> = {
  model: improvements,
  kind: 'improvement',
  fold: onceBegun(
    extend<Improvement, Pick<ImprovementRow, 'tenant'>, ImprovementEvent>(improvement, {
      initial: { tenant: '' },
      evolve: { ImprovementProposed: (_, __, { tenant }) => ({ tenant }) },
    }),
    'ImprovementProposed',
  ),
};
