import type { Event } from '@relais/kernel';
import type { AgentId, ArticleId } from '../ids.ts';
import type { Sealed } from '../sealed.ts';
import type { Cause, Grade, HoldReason, Priority, ResolutionCode, StepOutcome, TicketKind } from './words.ts';

/**
 * What it is and how pressing; the priority comes from the client's matrix, whose version the envelope names. An imported history
 * may know the priority alone.
 */
export type TicketClassified = Event<
  'TicketClassified',
  {
    readonly kind: TicketKind;
    readonly category: string;
    readonly impact?: Grade;
    readonly urgency?: Grade;
    readonly priority: Priority;
  }
>;

/** An agent has the ball. */
export type TicketTaken = Event<'TicketTaken', { readonly agent: AgentId }>;

/** An article in the published version that was read. */
export type PinnedArticle = { readonly article: ArticleId; readonly version: number };

/** Nobody has the ball: the ticket waits in its queue. */
export type TicketReleased = Event<'TicketReleased', {}>;

/** A supervisor gave the ball to an agent. */
export type TicketAssigned = Event<'TicketAssigned', { readonly agent: AgentId }>;

/** The latest answer to a question counts; the former stay in history. */
export type FilterQuestionAnswered = Event<
  'FilterQuestionAnswered',
  { readonly question: string; readonly answer: Sealed }
>;

/** What is believed to be wrong: in words, and as the known failure that a published version of an article describes. */
export type DiagnosisRecorded = Event<
  'DiagnosisRecorded',
  { readonly words: Sealed; readonly article?: PinnedArticle }
>;

/** A step of the remedy was tried with the requester; `article` when it is one of an article, `place` its place there, from 1. */
export type StepTried = Event<
  'StepTried',
  {
    readonly step: Sealed;
    readonly outcome: StepOutcome;
    readonly article?: PinnedArticle & { readonly place: number };
  }
>;

/** The ticket waits for somebody; `until` is when to look again, ISO 8601 UTC. */
export type TicketHeld = Event<'TicketHeld', { readonly for: HoldReason; readonly until?: string }>;

/** The wait is over. */
export type TicketResumed = Event<'TicketResumed', {}>;

/** Solved, or ended for another reason; `remotely` is false when somebody had to go on site. */
export type TicketResolved = Event<
  'TicketResolved',
  {
    readonly code: ResolutionCode;
    readonly cause: Cause;
    readonly remotely: boolean;
    readonly solution?: Sealed;
  }
>;

/** Nothing more is expected of anybody. */
export type TicketClosed = Event<'TicketClosed', {}>;

export type TriageTicketEvent =
  | TicketClassified
  | TicketTaken
  | TicketReleased
  | TicketAssigned
  | FilterQuestionAnswered
  | DiagnosisRecorded
  | StepTried
  | TicketHeld
  | TicketResumed
  | TicketResolved
  | TicketClosed;
