import type { Projection } from '@relais/bus';
import {
  type Channel,
  ticketStatuses,
  type Priority,
  type Sealed,
  type TenantId,
  type Ticket,
  type TicketEvent,
  type TicketKind,
} from '@relais/contracts';
import { derive, extend, onceBegun, type Of, type Stamp } from '@relais/kernel';
import type { Contracts } from '@relais/nest';
import { ticketFields, type Filter, type Model, type Query } from '@relais/projections';
import { deadlines, nextDeadline, type Timed } from '@relais/rules';

/** What a list shows of a ticket besides its life. */
type Listed = {
  readonly tenant: TenantId;
  readonly number: string;
  readonly reference: string | null;
  readonly subject: Sealed | null;
  readonly openingKind: TicketKind | null;
  readonly channel: Channel | null;
  readonly category: string | null;
  /** Null until the ticket is classified. */
  readonly priority: Priority | null;
  readonly openedAt: string;
  /** When anything last happened to it. */
  readonly updatedAt: string;
};

/** What follows from all of it. */
type Ordered = {
  /** The next instant that is owed, or what comes after any: null would come first. */
  readonly deadline: string;
};

/** A ticket as it stands in the lists of the hot line; its key is the ticket's id. */
export type QueueRow = Ticket & Timed & Listed & Ordered;

type Own = {
  readonly [T in TicketEvent['type']]: (
    row: Ticket & Timed & Listed,
    data: Of<TicketEvent, T>['data'],
    stamp: Stamp,
  ) => Partial<Listed>;
};

/** Told late (offline, by mail) is not younger: the time never goes back. */
const touched = ({ updatedAt }: Listed, _: unknown, { happenedAt }: Stamp): Partial<Listed> => ({
  updatedAt: happenedAt > updatedAt ? happenedAt : updatedAt,
});

/** One entry for every event: what is new to the contracts cannot be forgotten here. */
const own: Own = {
  TicketOpened: (row, { number, reference, subject, kind, channel }, stamp) => ({
    ...touched(row, null, stamp),
    tenant: stamp.tenant,
    number,
    reference: reference ?? null,
    subject: subject ?? null,
    openingKind: kind,
    channel: channel ?? null,
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
  HandOverOffered: touched,
  HandOverAccepted: touched,
  HandOverReturned: touched,
  DefectRaised: touched,
  DefectFixed: touched,
  VisitScheduled: touched,
  VisitCancelled: touched,
  VisitDone: touched,
  TicketEscalated: touched,
  ArticleUsed: touched,
};

const unlisted: Listed = {
  tenant: '',
  number: '',
  reference: null,
  subject: null,
  openingKind: null,
  channel: null,
  category: null,
  priority: null,
  openedAt: '',
  updatedAt: '',
};

/** The orders of the lists, by name: of equal priorities or deadlines the oldest ticket comes first. */
export const queueOrders = {
  openedAt: ['openedAt'],
  updatedAt: ['updatedAt'],
  priority: ['priority', 'openedAt'],
  deadline: ['deadline', 'openedAt'],
} as const satisfies { readonly [order: string]: readonly (keyof QueueRow)[] };
export type QueueOrder = keyof typeof queueOrders;

/**
 * Each index is written with every event, now and for the past: few, and each for a list that somebody looks at all day.
 * What is open is little, so `status` leads everywhere, and other filters are compared along it.
 */
const indexes: Model<QueueRow>['indexes'] = [
  ...(['number', 'reference', 'requester', 'client'] as const).map(
    (whose) => ['tenant', whose, 'status', 'openedAt'] as const,
  ),
  ['tenant', 'queue', 'status', ...queueOrders.priority],
  ...Object.values(queueOrders).map((order) => ['tenant', 'status', ...order] as const),
];

/** The tickets of all tenants as lists show them: ask for them by `queueQuery` alone. */
export const queue: Model<QueueRow> = {
  name: 'queue',
  version: 3,
  fields: {
    ...ticketFields,
    tenant: 'text',
    number: 'text',
    reference: 'text',
    subject: 'json',
    openingKind: 'text',
    channel: 'text',
    category: 'text',
    priority: 'number',
    openedAt: 'text',
    updatedAt: 'text',
    sla: 'json',
    deadline: 'text',
  },
  indexes,
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
  followed: true,
};

/** `contracts`: what deadlines are counted by. */
export const queueProjection = ({
  ready,
  of,
}: Pick<Contracts, 'ready' | 'of'>): Projection<QueueRow, TicketEvent> => ({
  model: queue,
  kind: 'ticket',
  ready,
  fold: derive(
    onceBegun(
      extend<Ticket & Timed, Listed, TicketEvent>(deadlines(of), { initial: unlisted, evolve: own }),
      'TicketOpened',
    ),
    (row) => ({ deadline: nextDeadline(row) }),
  ),
});

/** What a list may be asked for. */
export type QueueFilter = Pick<
  Filter<QueueRow>,
  | 'client'
  | 'holder'
  | 'kind'
  | 'level'
  | 'number'
  | 'priority'
  | 'product'
  | 'queue'
  | 'reference'
  | 'requester'
  | 'status'
>;

/**
 * A query of one tenant's tickets that an index serves, whatever the filter and the order. A number or a reference names
 * one ticket or none, so no order is made of it.
 */
export const queueQuery = (
  tenant: TenantId,
  filter: QueueFilter,
  order: QueueOrder,
  descending = false,
): Pick<Query<QueueRow>, 'where' | 'order'> => {
  const named = filter.number !== undefined || filter.reference !== undefined;
  return {
    where: { ...filter, tenant, status: filter.status ?? ticketStatuses },
    order: queueOrders[named ? 'openedAt' : order].map((field) => ({ field, descending })),
  };
};
