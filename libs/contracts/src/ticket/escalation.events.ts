import type { Event } from '@relais/kernel';
import type { AgentId, DefectId, ProductId, QueueId, VisitId } from '../ids.ts';
import type { Sealed } from '../sealed.ts';
import type { EscalationReason, ReturnReason, VisitOutcome } from './words.ts';

/** Level 1 offers the ticket, with all that it learned, to the specialists of `queue`. Nobody has taken it yet. */
export type HandOverOffered = Event<
  'HandOverOffered',
  { readonly queue: QueueId; readonly expected?: Sealed }
>;

/** A specialist took what was offered: the ticket is at level 2. */
export type HandOverAccepted = Event<'HandOverAccepted', { readonly agent: AgentId }>;

/** The ticket goes back to the client's level-1 queue, with a reason that teaches. */
export type HandOverReturned = Event<
  'HandOverReturned',
  { readonly reason: ReturnReason; readonly advice: Sealed }
>;

/**
 * A product misbehaves, and its vendor is told. `title` and `symptoms` are technical and in clear: they leave to the
 * vendor, so they hold nothing that identifies a person. `version` is the product's.
 */
export type DefectRaised = Event<
  'DefectRaised',
  {
    readonly defect: DefectId;
    readonly product?: ProductId;
    readonly version?: string;
    readonly title?: string;
    readonly symptoms?: string;
  }
>;

/** The vendor has mended a defect; `version` is the first one without it. */
export type DefectFixed = Event<'DefectFixed', { readonly defect: DefectId; readonly version?: string }>;

/** A technician goes on site; `from` and `to` are the window that was promised, ISO 8601 UTC. */
export type VisitScheduled = Event<
  'VisitScheduled',
  { readonly visit: VisitId; readonly from?: string; readonly to?: string; readonly note?: Sealed }
>;

/** The technician does not go. */
export type VisitCancelled = Event<'VisitCancelled', { readonly visit: VisitId; readonly reason: Sealed }>;

/** The technician was there. */
export type VisitDone = Event<
  'VisitDone',
  { readonly visit: VisitId; readonly outcome: VisitOutcome; readonly report?: Sealed }
>;

/** A supervisor is called: a deadline passed, the caller is angry, or a validation is asked for. Never a hand-over. */
export type TicketEscalated = Event<
  'TicketEscalated',
  { readonly why: EscalationReason; readonly note?: Sealed }
>;

export type EscalationTicketEvent =
  | HandOverOffered
  | HandOverAccepted
  | HandOverReturned
  | DefectRaised
  | DefectFixed
  | VisitScheduled
  | VisitCancelled
  | VisitDone
  | TicketEscalated;
