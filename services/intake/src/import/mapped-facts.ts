import {
  causes,
  channels,
  escalationReasons,
  grades,
  holdReasons,
  reopenings,
  resolutionCodes,
  returnReasons,
  stepOutcomes,
  ticketKinds,
  visitOutcomes,
  type TicketEvent,
} from '@relais/contracts';
import type { Of } from '@relais/kernel';

/** What a field of a fact holds. `sealed` is what people say: it is sealed under the ticket's key. */
export type Holds = 'word' | 'line' | 'sealed' | 'flag' | 'priority' | 'instant' | 'agent';

/** A field that a mapping fills. */
export type Field = {
  readonly holds: Holds;
  /** The words that it knows, when it holds one. */
  readonly words?: readonly string[];
  readonly optional?: boolean;
  /** What stands there when the mapping says nothing; `agent` is the row's own, `defect` and `visit` are the ticket's last ones. */
  readonly otherwise?: { readonly constant: string | boolean } | 'agent' | 'defect' | 'visit';
};

/** Beyond what the log of another desk can know, or filled by the import. */
type Beyond<T> = T extends 'MessageReceived' ? 'from' : T extends 'DefectRaised' ? 'product' : 'article';

/** All that a rule of a mapping can say of a ticket. An opening has no fields here: they are the mapping's own `opening`. */
export type MappedType = Exclude<TicketEvent['type'], 'ArticleUsed'>;

type Fields<T extends MappedType> = T extends 'TicketOpened'
  ? object
  : { readonly [K in Exclude<keyof Of<TicketEvent, T>['data'], Beyond<T>>]-?: Field };

const word = (words: readonly string[], otherwise?: string): Field => ({
  ...{ holds: 'word', words },
  ...(otherwise !== undefined && { otherwise: { constant: otherwise } }),
});
const optional = (field: Field): Field => ({ ...field, optional: true });

const line: Field = { holds: 'line' };
const sealed: Field = { holds: 'sealed' };
const instant: Field = { holds: 'instant' };
const agent: Field = { holds: 'agent', otherwise: 'agent' };
const defect: Field = { holds: 'line', otherwise: 'defect' };
const visit: Field = { holds: 'line', otherwise: 'visit' };
const message = { channel: word(channels), text: sealed };

/** The facts that a row can become, and what each of them says. */
export const mappedFacts: { readonly [T in MappedType]: Fields<T> } = {
  TicketOpened: {},
  MessageReceived: message,
  MessageSent: message,
  NoteAdded: { text: sealed },
  TicketReopened: { why: word(reopenings, 'asked'), reason: optional(sealed) },
  SolutionConfirmed: { comment: optional(sealed) },
  SolutionContested: { comment: sealed },
  TicketClassified: {
    kind: word(ticketKinds),
    category: line,
    impact: optional(word(grades)),
    urgency: optional(word(grades)),
    priority: { holds: 'priority' },
  },
  TicketTaken: { agent },
  TicketReleased: {},
  TicketAssigned: { agent },
  FilterQuestionAnswered: { question: line, answer: sealed },
  DiagnosisRecorded: { words: sealed },
  StepTried: { step: sealed, outcome: word(stepOutcomes) },
  TicketHeld: { for: word(holdReasons), until: optional(instant) },
  TicketResumed: {},
  TicketResolved: {
    code: word(resolutionCodes),
    cause: word(causes, 'not-recorded'),
    remotely: { holds: 'flag', otherwise: { constant: true } },
    solution: optional(sealed),
  },
  TicketClosed: {},
  HandOverOffered: { queue: line, expected: optional(sealed) },
  HandOverAccepted: { agent },
  HandOverReturned: { reason: word(returnReasons), advice: sealed },
  DefectRaised: {
    defect,
    version: optional(line),
    title: optional(line),
    symptoms: optional(line),
  },
  DefectFixed: { defect, version: optional(line) },
  VisitScheduled: { visit, from: optional(instant), to: optional(instant), note: optional(sealed) },
  VisitCancelled: { visit, reason: sealed },
  VisitDone: { visit, outcome: word(visitOutcomes), report: optional(sealed) },
  TicketEscalated: { why: word(escalationReasons), note: optional(sealed) },
};

/** What is known of a ticket from its first row on. */
export const openingFields = {
  reference: optional(line),
  kind: word(ticketKinds),
  channel: optional(word(channels)),
  subject: optional(sealed),
  description: optional(sealed),
  equipment: optional(sealed),
} satisfies { readonly [name: string]: Field };
