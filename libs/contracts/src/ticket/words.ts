/** Incident: something broke. Request: install, set up, update. Question: how do I. Account: bills, contract. Security: virus, fraud, leak. */
export const ticketKinds = ['incident', 'request', 'question', 'account', 'security'] as const;
export type TicketKind = (typeof ticketKinds)[number];

export const ticketStatuses = ['open', 'on-hold', 'resolved', 'closed'] as const;
export type TicketStatus = 'unopened' | (typeof ticketStatuses)[number];

export const channels = ['phone', 'mail', 'chat', 'portal'] as const;
export type Channel = (typeof channels)[number];

/** Whom a ticket on hold waits for. */
export const holdReasons = ['requester', 'client', 'vendor', 'visit'] as const;
export type HoldReason = (typeof holdReasons)[number];

/** How many are hit, and how long they can wait (ITIL: impact and urgency give the priority). */
export const grades = ['high', 'medium', 'low'] as const;
export type Grade = (typeof grades)[number];

/** 1 is the most pressing, 5 the least. */
export type Priority = 1 | 2 | 3 | 4 | 5;

/** What trying a step gave. */
export const stepOutcomes = ['worked', 'no-effect', 'impossible'] as const;
export type StepOutcome = (typeof stepOutcomes)[number];

/** How a ticket was resolved. */
export const resolutionCodes = [
  'solved',
  'workaround',
  'answered',
  'duplicate',
  'invalid',
  'not-reproducible',
  'declined',
] as const;
export type ResolutionCode = (typeof resolutionCodes)[number];

/** What had caused it; `not-recorded` only in imported histories. */
export const causes = [
  'hardware',
  'software',
  'network',
  'configuration',
  'handling',
  'third-party',
  'unknown',
  'not-recorded',
] as const;
export type Cause = (typeof causes)[number];

/** Why a ticket is open again; `worked-on` only in imported histories, which show the work but not the reopening. */
export const reopenings = ['asked', 'message', 'contested', 'dissatisfied', 'worked-on'] as const;
export type Reopening = (typeof reopenings)[number];

/** Why level 2 gives a ticket back. */
export const returnReasons = ['solvable-at-level-1', 'dossier-incomplete', 'wrong-queue'] as const;
export type ReturnReason = (typeof returnReasons)[number];

/** Why a supervisor is called. */
export const escalationReasons = ['deadline', 'angry-caller', 'validation'] as const;
export type EscalationReason = (typeof escalationReasons)[number];

/** What a visit gave; `not-met`: nobody was there. */
export const visitOutcomes = ['solved', 'not-solved', 'not-met'] as const;
export type VisitOutcome = (typeof visitOutcomes)[number];
