import type { Ticket, TicketEvent } from '@relais/contracts';

/** What a log may leave out although it must have happened: the opening, the end of a wait, a reopening. */
export type LeftOut = 'TicketOpened' | 'TicketResumed' | 'TicketReopened';

/** What nobody does with a ticket that is resolved or closed: it is open again by then. */
const work: readonly TicketEvent['type'][] = [
  'TicketTaken',
  'TicketAssigned',
  'TicketClassified',
  'TicketHeld',
  'FilterQuestionAnswered',
  'DiagnosisRecorded',
  'StepTried',
  'HandOverOffered',
  'HandOverAccepted',
  'HandOverReturned',
  'DefectRaised',
  'VisitScheduled',
];

const known = new Set(work);

/** What must have happened to a ticket at the same instant, before what its log says of it; null when nothing is missing. */
export const leftOut = ({ status }: Pick<Ticket, 'status'>, said: TicketEvent['type']): LeftOut | null => {
  if (status === 'unopened') return said === 'TicketOpened' ? null : 'TicketOpened';
  if (!known.has(said)) return null;
  if (status === 'resolved' || status === 'closed') return 'TicketReopened';
  // A new hold goes on waiting, perhaps for somebody else.
  return status === 'on-hold' && said !== 'TicketHeld' ? 'TicketResumed' : null;
};
