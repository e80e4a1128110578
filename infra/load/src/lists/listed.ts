import type { Model, Query } from '@relais/projections';

/** A ticket in a list: as many fields as a hot line's queue shows, and indexes for the same questions. */
export type Listed = {
  readonly tenant: string;
  readonly client: string;
  readonly number: string;
  readonly reference: string | null;
  readonly subject: unknown;
  readonly requester: string | null;
  readonly product: string | null;
  readonly kind: string;
  readonly channel: string | null;
  readonly status: string;
  readonly level: number;
  readonly holder: string | null;
  readonly heldSince: string | null;
  readonly queue: string;
  readonly home: string;
  readonly heldFor: string | null;
  readonly category: string | null;
  readonly priority: number | null;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly resolvedAt: string | null;
  readonly closedAt: string | null;
  readonly deadline: string | null;
  readonly respondedAt: string | null;
};

export const statuses = ['open', 'on-hold', 'resolved', 'closed'] as const;

/** A read model of the load's own: no service's, but shaped like the one that is read most. */
export const listed = (name: string): Model<Listed> => ({
  name,
  version: 1,
  fields: {
    ...{ tenant: 'text', client: 'text', number: 'text', reference: 'text', subject: 'json' },
    ...{ requester: 'text', product: 'text', kind: 'text', channel: 'text', status: 'text' },
    ...{ level: 'number', holder: 'text', heldSince: 'text', queue: 'text', home: 'text', heldFor: 'text' },
    ...{ category: 'text', priority: 'number', openedAt: 'text', updatedAt: 'text', resolvedAt: 'text' },
    ...{ closedAt: 'text', deadline: 'text', respondedAt: 'text' },
  },
  indexes: [
    ['tenant', 'number', 'status', 'openedAt'],
    ['tenant', 'client', 'status', 'openedAt'],
    ['tenant', 'requester', 'status', 'openedAt'],
    ['tenant', 'queue', 'status', 'priority', 'openedAt'],
    ['tenant', 'status', 'openedAt'],
    ['tenant', 'status', 'updatedAt'],
    ['tenant', 'status', 'priority', 'openedAt'],
    ['tenant', 'status', 'deadline', 'openedAt'],
  ],
  filters: ['client', 'product', 'kind', 'level', 'holder', 'queue', 'priority'],
  counters: { queue: ['tenant', 'client', 'queue', 'status', 'level'] },
  temporal: true,
});

type Asked = Pick<Query<Listed>, 'where' | 'order'>;

const tenant = 'load';
const oldest = [{ field: 'openedAt' }] as const;
const latest = [{ field: 'updatedAt', descending: true }] as const;
const pressing = [{ field: 'priority' }, { field: 'openedAt' }] as const;
const open = ['open', 'on-hold'];
const queues = Array.from({ length: 6 }, (_, nth) => `queue-${nth}`);

/** What a hot line looks at all day; each has more than one page at any number of tickets from 1,000 on. */
export const questions: readonly Asked[] = [
  { where: { tenant, status: statuses }, order: oldest },
  { where: { tenant, status: statuses }, order: latest },
  { where: { tenant, status: open }, order: pressing },
  { where: { tenant, status: open, queue: queues }, order: pressing },
  { where: { tenant, status: statuses, client: ['client-0', 'client-1'] }, order: oldest },
  { where: { tenant, status: 'closed' }, order: latest },
];
