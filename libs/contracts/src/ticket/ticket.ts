import { refuse, type Context, type Fold, type Refusal } from '@relais/kernel';
import type { AgentId, ClientId, PersonId, ProductId, QueueId } from '../ids.ts';
import type { EscalationTicketEvent } from './escalation.events.ts';
import type { IntakeTicketEvent } from './intake.events.ts';
import type { KnowledgeTicketEvent } from './knowledge.events.ts';
import type { TriageTicketEvent } from './triage.events.ts';
import type { HoldReason, TicketKind, TicketStatus } from './words.ts';

export type TicketEvent =
  IntakeTicketEvent | TriageTicketEvent | EscalationTicketEvent | KnowledgeTicketEvent;

/** What all services agree that a ticket is. Each decider extends this fold; none folds the life of a ticket anew. */
export type Ticket = {
  readonly status: TicketStatus;
  readonly level: 1 | 2;
  readonly kind: TicketKind | null;
  /** The agent who has the ball; null while the ticket waits in its queue. */
  readonly holder: AgentId | null;
  /** Since when the holder has it. */
  readonly heldSince: string | null;
  /** Where it waits: the client's at level 1, the specialists' once it was offered to them. */
  readonly queue: QueueId | null;
  /** The client's level-1 queue, where it began: what is returned goes back there. */
  readonly home: QueueId | null;
  /** Whom it waits for while on hold. */
  readonly heldFor: HoldReason | null;
  readonly client: ClientId | null;
  readonly requester: PersonId | null;
  readonly product: ProductId | null;
  readonly resolvedAt: string | null;
  readonly closedAt: string | null;
};

const open = { status: 'open', heldFor: null, resolvedAt: null, closedAt: null } as const;
const nobody = { holder: null, heldSince: null } as const;

/** Nobody has a closed ticket, whatever an imported history says of it. */
const heldBy = (t: Ticket, holder: AgentId, heldSince: string): Ticket =>
  t.status === 'closed' ? t : { ...t, holder, heldSince };

export const ticket: Fold<Ticket, TicketEvent> = {
  initial: {
    ...nobody,
    status: 'unopened',
    level: 1,
    kind: null,
    queue: null,
    home: null,
    heldFor: null,
    client: null,
    requester: null,
    product: null,
    resolvedAt: null,
    closedAt: null,
  },
  evolve: {
    TicketOpened: (t, { kind, queue, client, requester, product }) => ({
      ...t,
      ...open,
      kind,
      queue,
      home: queue,
      client,
      requester: requester ?? null,
      product: product ?? null,
    }),
    TicketClassified: (t, { kind }) => ({ ...t, kind }),
    TicketTaken: (t, { agent }, { happenedAt }) => heldBy(t, agent, happenedAt),
    TicketAssigned: (t, { agent }, { happenedAt }) => heldBy(t, agent, happenedAt),
    TicketReleased: (t) => ({ ...t, ...nobody }),
    HandOverOffered: (t, { queue }) => ({ ...t, ...nobody, queue }),
    HandOverAccepted: (t, { agent }, { happenedAt }) => ({ ...heldBy(t, agent, happenedAt), level: 2 }),
    HandOverReturned: (t) => ({ ...t, ...nobody, level: 1, queue: t.home ?? t.queue }),
    TicketHeld: (t, { for: heldFor }) => ({ ...t, ...open, status: 'on-hold', heldFor }),
    TicketResumed: (t) => (t.status === 'on-hold' ? { ...t, ...open } : t),
    MessageReceived: (t) => (t.status === 'on-hold' && t.heldFor === 'requester' ? { ...t, ...open } : t),
    TicketResolved: (t, _, { happenedAt }) => ({ ...t, ...open, status: 'resolved', resolvedAt: happenedAt }),
    TicketReopened: (t) => ({ ...t, ...open }),
    TicketClosed: (t, _, { happenedAt }) => ({
      ...t,
      ...nobody,
      status: 'closed',
      heldFor: null,
      closedAt: happenedAt,
    }),
  },
};

export type TicketRefusal =
  'ticket-unknown' | 'ticket-open' | 'ticket-on-hold' | 'ticket-resolved' | 'ticket-closed';

/** A rule that holds only in these states of a ticket; in any other its refusal names the state. */
export const whileTicketIs =
  <const Status extends Exclude<TicketStatus, 'unopened'>>(...statuses: readonly Status[]) =>
  <State extends Ticket, Data, Rules, Answer>(
    rule: (ticket: State, data: Data, context: Context<Rules>) => Answer,
  ) =>
  (ticket: State, data: Data, context: Context<Rules>): Answer | Refusal<TicketRefusal> => {
    if (statuses.some((status) => status === ticket.status)) return rule(ticket, data, context);
    return refuse(ticket.status === 'unopened' ? 'ticket-unknown' : `ticket-${ticket.status}`);
  };

/** A rule that holds while the ticket is worked on. */
export const whileOpen = whileTicketIs('open', 'on-hold');

/** A rule that holds until the ticket is closed. */
export const untilClosed = whileTicketIs('open', 'on-hold', 'resolved');
