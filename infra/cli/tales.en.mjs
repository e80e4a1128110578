const words = {
  incident: 'incident',
  request: 'request',
  question: 'question',
  account: 'account',
  security: 'security',
  phone: 'by phone',
  mail: 'by mail',
  chat: 'by chat',
  portal: 'on the portal',
  open: 'open',
  'on-hold': 'on hold',
  resolved: 'resolved',
  closed: 'closed',
  unopened: 'not opened',
  requester: 'the requester',
  client: 'the client',
  vendor: 'the vendor',
  visit: 'a visit',
  worked: 'it worked',
  'no-effect': 'no effect',
  impossible: 'impossible',
  asked: 'on demand',
  message: 'by a new message',
  contested: 'because the solution was contested',
  handling: 'handling',
  'third-party': 'third party',
  'not-recorded': 'not recorded',
  'not-reproducible': 'not reproducible',
};

/** @param {unknown} word */
const say = (word) => (typeof word === 'string' && Object.hasOwn(words, word) ? words[word] : String(word));

/** What each event says, in the past tense with the actor before it; words of people follow below it. */
const events = {
  TicketOpened: (d) => `opened the ticket ${say(d.channel)}: ${say(d.kind)}, client ${d.client}`,
  MessageReceived: (d) => `message of the requester, ${say(d.channel)}`,
  MessageSent: (d) => `answered ${say(d.channel)}`,
  NoteAdded: () => 'noted, for the staff only',
  TicketReopened: (d) => `reopened it ${say(d.why)}`,
  SolutionConfirmed: () => 'confirmed the solution',
  SolutionContested: () => 'contested the solution',
  TicketClassified: (d) =>
    `classified it: ${say(d.kind)}, ${d.category}; impact ${say(d.impact)}, urgency ${say(d.urgency)}: priority ${d.priority}`,
  TicketTaken: (d) => `took it${d.agent ? ` (${d.agent})` : ''}`,
  TicketReleased: () => 'gave it back to the queue',
  TicketAssigned: (d) => `gave it to ${d.agent}`,
  FilterQuestionAnswered: (d) => `asked “${d.question}”`,
  DiagnosisRecorded: () => 'diagnosed',
  StepTried: (d) => `had a step tried: ${say(d.outcome)}`,
  TicketHeld: (d) => `put it on hold for ${say(d.for)}`,
  TicketResumed: () => 'ended the hold',
  TicketResolved: (d) =>
    `resolved it: ${say(d.code)}, cause ${say(d.cause)}, ${d.remotely ? 'remotely' : 'on site'}`,
  TicketClosed: () => 'closed it',
};

const labels = {
  tenant: 'provider',
  queue: 'queue',
  number: 'number',
  status: 'status',
  level: 'level',
  kind: 'kind',
  holder: 'holder',
  heldSince: 'held since',
  heldFor: 'waits for',
  client: 'client',
  requester: 'requester',
  product: 'product',
  openedAt: 'opened',
  resolvedAt: 'resolved',
  closedAt: 'closed',
  subject: 'subject',
};

export const tales = { say, events, labels, quote: (text) => `“${text}”` };
