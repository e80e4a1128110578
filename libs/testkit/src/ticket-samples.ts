import type {
  ContractTerms,
  DiagnosisRecorded,
  HandOverAccepted,
  HandOverOffered,
  HandOverReturned,
  SolutionConfirmed,
  SolutionContested,
  TicketAssigned,
  TicketClassified,
  TicketClosed,
  TicketEvent,
  TicketHeld,
  TicketOpened,
  TicketReleased,
  TicketReopened,
  TicketResolved,
  TicketResumed,
  TicketStatus,
  TicketTaken,
} from '@relais/contracts';
import { sealedAs } from './ticket-histories.ts';

/** A printer's trouble of a client of the demo, from its opening on: one sample of what happens in each life. */
export const opened = {
  type: 'TicketOpened',
  data: {
    number: 'R-20417',
    kind: 'incident',
    channel: 'phone',
    subject: sealedAs('The printer is silent'),
    client: 'acme',
    queue: 'acme-1',
    requester: 'zoe',
    product: 'printer',
  },
} as const satisfies TicketOpened;
export const classified = {
  type: 'TicketClassified',
  data: { kind: 'incident', category: 'printing', impact: 'low', urgency: 'high', priority: 3 },
} as const satisfies TicketClassified;
export const taken: TicketTaken = { type: 'TicketTaken', data: { agent: 'nadia' } };
export const released: TicketReleased = { type: 'TicketReleased', data: {} };
export const assigned: TicketAssigned = { type: 'TicketAssigned', data: { agent: 'omar' } };
export const held: TicketHeld = { type: 'TicketHeld', data: { for: 'requester' } };
export const resumed: TicketResumed = { type: 'TicketResumed', data: {} };
export const resolved: TicketResolved = {
  type: 'TicketResolved',
  data: { code: 'solved', cause: 'configuration', remotely: true },
};
export const confirmed: SolutionConfirmed = { type: 'SolutionConfirmed', data: {} };
export const contested: SolutionContested = {
  type: 'SolutionContested',
  data: { comment: sealedAs('Still silent') },
};
export const reopened: TicketReopened = { type: 'TicketReopened', data: { why: 'contested' } };
export const closed: TicketClosed = { type: 'TicketClosed', data: {} };
export const diagnosed: DiagnosisRecorded = {
  type: 'DiagnosisRecorded',
  data: { words: sealedAs('The driver is old') },
};
export const offered = {
  type: 'HandOverOffered',
  data: { queue: 'printing-2', expected: sealedAs('Find a driver that works') },
} as const satisfies HandOverOffered;
export const accepted: HandOverAccepted = { type: 'HandOverAccepted', data: { agent: 'lena' } };
export const returned: HandOverReturned = {
  type: 'HandOverReturned',
  data: { reason: 'dossier-incomplete', advice: sealedAs('Ask for the version') },
};

/** What leads to each state; `working` is what happened while the ticket was open. */
export const pastsTo = (
  ...working: readonly TicketEvent[]
): { readonly [S in TicketStatus]: readonly TicketEvent[] } => ({
  unopened: [],
  open: [opened, ...working],
  'on-hold': [opened, ...working, held],
  resolved: [opened, ...working, resolved],
  closed: [opened, ...working, resolved, closed],
});

/** A contract that covers the printer, with the usual matrix. */
export const terms: ContractTerms = {
  products: ['printer'],
  calendar: { zone: 'Europe/Paris', slots: [{ day: 1, from: '08:00', to: '18:00' }], holidays: [] },
  targets: {
    1: { response: 15, resolution: 120 },
    2: { response: 30, resolution: 240 },
    3: { response: 60, resolution: 480 },
    4: { response: 120, resolution: 960 },
    5: { response: 240, resolution: 2_400 },
  },
  clockStops: ['requester'],
  matrix: {
    high: { high: 1, medium: 2, low: 3 },
    medium: { high: 2, medium: 3, low: 4 },
    low: { high: 3, medium: 4, low: 5 },
  },
  languages: ['fr'],
  channels: ['phone', 'mail'],
  quietDays: 5,
};
