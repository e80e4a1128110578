import type { Projection } from '@relais/bus';
import {
  ticket,
  type Channel,
  type Priority,
  type Sealed,
  type TenantId,
  type Ticket,
  type TicketEvent,
  type TicketKind,
} from '@relais/contracts';
import { extend, onceBegun, type Of, type Stamp } from '@relais/kernel';
import type { Model } from '@relais/projections';

/** What a list shows of a ticket besides its life. */
type Listed = {
  readonly tenant: TenantId;
  readonly number: string;
  readonly reference: string | null;
  readonly subject: Sealed;
  readonly openingKind: TicketKind | null;
  readonly channel: Channel | null;
  readonly category: string | null;
  /** Null until the ticket is classified. */
  readonly priority: Priority | null;
  readonly openedAt: string;
  /** When anything last happened to it. */
  readonly updatedAt: string;
};

/** A ticket as it stands in the lists of the hot line; its key is the ticket's id. */
export type QueueRow = Ticket & Listed;

type Own = {
  readonly [T in TicketEvent['type']]: (
    row: QueueRow,
    data: Of<TicketEvent, T>['data'],
    stamp: Stamp,
  ) => Partial<Listed>;
};

/** Told late (offline, by mail) is not younger: the time never goes back. */
const touched = ({ updatedAt }: QueueRow, _: unknown, { happenedAt }: Stamp): Partial<Listed> => ({
  updatedAt: happenedAt > updatedAt ? happenedAt : updatedAt,
});

/** One entry for every event: what is new to the contracts cannot be forgotten here. */
const own: Own = {
  TicketOpened: (row, { number, reference, subject, kind, channel }, stamp) => ({
    ...touched(row, null, stamp),
    tenant: stamp.tenant,
    number,
    reference: reference ?? null,
    subject,
    openingKind: kind,
    channel,
    openedAt: stamp.happenedAt,
  }),
  TicketClassified: (row, { category, priority }, stamp) => ({
    ...touched(row, null, stamp),
    category,
    priority,
  }),
  MessageReceived: touched,
  MessageSent: touched,
  NoteAdded: touched,
  TicketReopened: touched,
  SolutionConfirmed: touched,
  SolutionContested: touched,
  TicketTaken: touched,
  TicketReleased: touched,
  TicketAssigned: touched,
  FilterQuestionAnswered: touched,
  DiagnosisRecorded: touched,
  StepTried: touched,
  TicketHeld: touched,
  TicketResumed: touched,
  TicketResolved: touched,
  TicketClosed: touched,
};

const unlisted: Listed = {
  tenant: '',
  number: '',
  reference: null,
  subject: { kid: '', box: '' },
  openingKind: null,
  channel: null,
  category: null,
  priority: null,
  openedAt: '',
  updatedAt: '',
};

/** The orders of the lists, by name: of equal priorities the oldest ticket comes first. */
export const queueOrders = {
  openedAt: ['openedAt'],
  updatedAt: ['updatedAt'],
  priority: ['priority', 'openedAt'],
} as const satisfies { readonly [order: string]: readonly (keyof QueueRow)[] };
export type QueueOrder = keyof typeof queueOrders;

/** Names one ticket or none: asked in the order of their opening, whatever order was wanted. */
const lookUps = [
  ['tenant', 'number', 'openedAt'],
  ['tenant', 'reference', 'openedAt'],
  ['tenant', 'requester', 'openedAt'],
] as const;

/** What a hot line looks at all day: an agent's own tickets, a queue, a client's tickets, the open ones, everything. */
const desks = [
  ['tenant', 'holder', 'status'],
  ['tenant', 'queue', 'status'],
  ['tenant', 'client', 'status'],
  ['tenant', 'status'],
  ['tenant'],
] as const;

/** The tickets of all tenants as lists show them; `tickets` and `queueCounts` read it, never without a tenant. */
export const queue: Model<QueueRow> = {
  name: 'queue',
  version: 1,
  fields: {
    tenant: 'text',
    client: 'text',
    number: 'text',
    reference: 'text',
    subject: 'json',
    requester: 'text',
    product: 'text',
    kind: 'text',
    openingKind: 'text',
    channel: 'text',
    status: 'text',
    level: 'number',
    holder: 'text',
    heldSince: 'text',
    queue: 'text',
    heldFor: 'text',
    category: 'text',
    priority: 'number',
    openedAt: 'text',
    updatedAt: 'text',
    resolvedAt: 'text',
    closedAt: 'text',
  },
  indexes: [
    ...lookUps,
    ...Object.values(queueOrders).flatMap((order) => desks.map((desk) => [...desk, ...order])),
  ],
  filters: [
    'client',
    'number',
    'reference',
    'requester',
    'product',
    'kind',
    'status',
    'level',
    'holder',
    'queue',
    'priority',
  ],
  counters: { queue: ['tenant', 'client', 'queue', 'status', 'level'] },
  temporal: true,
};

export const queueProjection: Projection<QueueRow, TicketEvent> = {
  model: queue,
  kind: 'ticket',
  fold: onceBegun(
    extend<Ticket, Listed, TicketEvent>(ticket, { initial: unlisted, evolve: own }),
    'TicketOpened',
  ),
};
