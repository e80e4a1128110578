import type { Event } from '@relais/kernel';
import type { ArticleEvent } from './article.ts';
import type { ClaimMade, NumbersReserved } from './claim.ts';
import type { ClientEvent } from './client.ts';
import type { StreamKind } from './ids.ts';
import type { ImprovementEvent } from './improvement.ts';
import type { PersonEvent } from './person.ts';
import type { ProductRegistered } from './product.ts';
import type { SurveyEvent } from './survey.ts';
import type { EscalationTicketEvent } from './ticket/escalation.events.ts';
import type { IntakeTicketEvent } from './ticket/intake.events.ts';
import type { KnowledgeTicketEvent } from './ticket/knowledge.events.ts';
import type { TriageTicketEvent } from './ticket/triage.events.ts';

/** All that intake may append. */
export type IntakeEvent =
  IntakeTicketEvent | ClientEvent | ProductRegistered | PersonEvent | ClaimMade | NumbersReserved;

/** All that triage may append. */
export type TriageEvent = TriageTicketEvent;

/** All that escalation may append. */
export type EscalationEvent = EscalationTicketEvent;

/** All that knowledge may append. */
export type KnowledgeEvent = KnowledgeTicketEvent | ArticleEvent;

/** All that satisfaction may append. */
export type SatisfactionEvent = SurveyEvent | ImprovementEvent;

/** Each service and what it may append: a compile error for a foreign event, checked again in `handle`. */
export type Owned = {
  intake: IntakeEvent;
  triage: TriageEvent;
  escalation: EscalationEvent;
  knowledge: KnowledgeEvent;
  satisfaction: SatisfactionEvent;
};
export type Owner = keyof Owned;

export type RelaisEvent = Owned[Owner];

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

type OwnerOf<T extends RelaisEvent['type']> = {
  [O in Owner]: T extends Owned[O]['type'] ? O : never;
}[Owner];

type Catalogue = { readonly [T in RelaisEvent['type']]: Declared & { readonly owner: OwnerOf<T> } };

/** What a service declares: the stream that the event stands in, and who outside the staff may see it. */
const by =
  <O extends Owner>(owner: O) =>
  (stream: StreamKind, ...audience: readonly Audience[]): Declared & { readonly owner: O } => ({
    owner,
    stream,
    schema: 1,
    audience: ['internal', ...audience],
  });

const intake = by('intake');
const triage = by('triage');
const escalation = by('escalation');
const knowledge = by('knowledge');
const satisfaction = by('satisfaction');

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
  TicketClassified: triage('ticket', 'client', 'requester'),
  TicketTaken: triage('ticket', 'client', 'requester'),
  TicketReleased: triage('ticket', 'client', 'requester'),
  TicketAssigned: triage('ticket', 'client', 'requester'),
  FilterQuestionAnswered: triage('ticket', 'client'),
  DiagnosisRecorded: triage('ticket', 'client'),
  StepTried: triage('ticket', 'client', 'requester'),
  TicketHeld: triage('ticket', 'client', 'requester'),
  TicketResumed: triage('ticket', 'client', 'requester'),
  TicketResolved: triage('ticket', 'client', 'requester'),
  TicketClosed: triage('ticket', 'client', 'requester'),
  HandOverOffered: escalation('ticket', 'client', 'requester'),
  HandOverAccepted: escalation('ticket', 'client', 'requester'),
  HandOverReturned: escalation('ticket'),
  DefectRaised: escalation('ticket', 'client', 'vendor'),
  DefectFixed: escalation('ticket', 'client', 'vendor'),
  VisitScheduled: escalation('ticket', 'client', 'requester'),
  VisitCancelled: escalation('ticket', 'client', 'requester'),
  VisitDone: escalation('ticket', 'client', 'requester'),
  TicketEscalated: escalation('ticket'),
  ArticleUsed: knowledge('ticket', 'client'),
  ArticleDrafted: knowledge('article'),
  ArticleSubmitted: knowledge('article'),
  ArticlePublished: knowledge('article'),
  ArticleRetired: knowledge('article'),
  SurveySent: satisfaction('survey', 'client', 'requester'),
  SurveyAnswered: satisfaction('survey', 'client', 'requester'),
  ImprovementProposed: satisfaction('improvement'),
  ImprovementDecided: satisfaction('improvement'),
};

/** What is declared for a type; null for a type that this version does not know. */
export const declaredFor = (type: string): Declared | null =>
  Object.hasOwn(catalogue, type) ? catalogue[type as RelaisEvent['type']] : null;

/** Whether an event of this type may be shown to this audience. */
export const visibleTo = (event: Event, audience: Audience): boolean =>
  declaredFor(event.type)?.audience.includes(audience) ?? false;
