import type { Event } from '@relais/kernel';
import type { ClaimMade, NumbersReserved } from './claim.ts';
import type { ClientEvent } from './client.ts';
import type { StreamKind } from './ids.ts';
import type { PersonEvent } from './person.ts';
import type { ProductRegistered } from './product.ts';
import type { IntakeTicketEvent } from './ticket/intake.events.ts';
import type { TriageTicketEvent } from './ticket/triage.events.ts';

/** All that intake may append. */
export type IntakeEvent =
  IntakeTicketEvent | ClientEvent | ProductRegistered | PersonEvent | ClaimMade | NumbersReserved;

/** All that triage may append. */
export type TriageEvent = TriageTicketEvent;

export type RelaisEvent = IntakeEvent | TriageEvent;

/** Each service and what it may append: a compile error for a foreign event, checked again in `handle`. */
export type Owned = { intake: IntakeEvent; triage: TriageEvent };
export type Owner = keyof Owned;

/** Who outside the staff may ever see an event; the staff sees all. */
export type Audience = 'internal' | 'client' | 'vendor' | 'requester';

/** What is declared once for each type of event. */
export type Declared = {
  readonly owner: Owner;
  readonly stream: StreamKind;
  /** The newest schema; older ones are lifted on reading (past.ts). */
  readonly schema: number;
  readonly audience: readonly Audience[];
};

const declare = (owner: Owner, stream: StreamKind, ...audience: readonly Audience[]): Declared => ({
  owner,
  stream,
  schema: 1,
  audience: ['internal', ...audience],
});

type Catalogue = {
  readonly [T in RelaisEvent['type']]: Declared & {
    readonly owner: T extends IntakeEvent['type'] ? 'intake' : 'triage';
  };
};

const intake = (
  stream: StreamKind,
  ...audience: readonly Audience[]
): Declared & { readonly owner: 'intake' } => ({
  ...declare('intake', stream, ...audience),
  owner: 'intake',
});
const triage = (...audience: readonly Audience[]): Declared & { readonly owner: 'triage' } => ({
  ...declare('triage', 'ticket', ...audience),
  owner: 'triage',
});

/** Every event of Relais: an entry is missing, and nothing compiles. */
export const catalogue: Catalogue = {
  TicketOpened: intake('ticket', 'client', 'requester'),
  MessageReceived: intake('ticket', 'client', 'requester'),
  MessageSent: intake('ticket', 'client', 'requester'),
  NoteAdded: intake('ticket'),
  TicketReopened: intake('ticket', 'client', 'requester'),
  SolutionConfirmed: intake('ticket', 'client', 'requester'),
  SolutionContested: intake('ticket', 'client', 'requester'),
  ClientRegistered: intake('client', 'client'),
  ContractSigned: intake('client', 'client'),
  ContractEnded: intake('client', 'client'),
  ProductRegistered: intake('product', 'client', 'vendor'),
  PersonRegistered: intake('person', 'client'),
  PersonCorrected: intake('person', 'client'),
  PersonForgotten: intake('person', 'client'),
  NumbersReserved: intake('numbers'),
  ClaimMade: intake('claim'),
  TicketClassified: triage('client', 'requester'),
  TicketTaken: triage('client', 'requester'),
  TicketReleased: triage('client', 'requester'),
  TicketAssigned: triage('client', 'requester'),
  FilterQuestionAnswered: triage('client'),
  DiagnosisRecorded: triage('client'),
  StepTried: triage('client', 'requester'),
  TicketHeld: triage('client', 'requester'),
  TicketResumed: triage('client', 'requester'),
  TicketResolved: triage('client', 'requester'),
  TicketClosed: triage('client', 'requester'),
};

/** What is declared for a type; null for a type that this version does not know. */
export const declaredFor = (type: string): Declared | null =>
  Object.hasOwn(catalogue, type) ? catalogue[type as RelaisEvent['type']] : null;

/** Whether an event of this type may be shown to this audience. */
export const visibleTo = (event: Event, audience: Audience): boolean =>
  declaredFor(event.type)?.audience.includes(audience) ?? false;
