import type { Caller } from '@relais/contracts';
import { callerOf } from './callers.ts';

const auditor = callerOf('ada@acme');

/** One caller for each role, all of them where the ticket of Rémi Lambert can be seen. */
export const callers = {
  'agent-1': callerOf('nadia@acme'),
  'agent-2': callerOf('lena@acme'),
  supervisor: callerOf('sofia@acme'),
  editor: callerOf('emil@acme'),
  auditor,
  admin: callerOf('root@acme'),
  integration: { ...auditor, actor: 'import', roles: ['integration'] },
  client: callerOf('claire@acme'),
  vendor: callerOf('victor@acme'),
  requester: callerOf('remi@acme'),
} as const satisfies { readonly [role: string]: Caller };

const desk = 'agent-1 agent-2 supervisor';
const staff = `${desk} editor auditor admin integration`;
const everyone = `${staff} client vendor requester`;
const known = `${staff} client requester`;
const contact = `${desk} integration requester`;

/** Who may ask for each root field; all others are told FORBIDDEN. */
export const rights: { readonly [field: string]: string } = {
  ticket: everyone,
  tickets: everyone,
  ticketHistory: everyone,
  queueCounts: `${staff} client`,
  queueChanged: everyone,
  ticketChanged: everyone,
  kpis: `${staff} client`,
  verify: `${staff} client`,
  surveys: `${staff} client`,
  improvements: staff,
  article: staff,
  articles: staff,
  client: known,
  product: known,
  person: known,
  registerClient: 'supervisor admin',
  signContract: 'supervisor admin',
  endContract: 'supervisor admin',
  registerProduct: `${desk} admin`,
  registerPerson: `${desk} admin integration`,
  correctPerson: `${desk} admin integration`,
  forgetPerson: 'supervisor admin',
  openTicket: contact,
  receiveMessage: contact,
  sendMessage: desk,
  addNote: desk,
  reopenTicket: `${desk} requester`,
  confirmSolution: `${desk} requester`,
  contestSolution: `${desk} requester`,
  classifyTicket: desk,
  takeTicket: 'agent-1 agent-2',
  releaseTicket: desk,
  assignTicket: 'supervisor',
  answerFilterQuestion: desk,
  recordDiagnosis: desk,
  tryStep: desk,
  holdTicket: desk,
  resumeTicket: desk,
  resolveTicket: desk,
  closeTicket: desk,
  handOvers: `${desk} auditor admin`,
  offerHandOver: desk,
  acceptHandOver: 'agent-1 agent-2',
  returnHandOver: 'agent-1 agent-2',
  defects: `${staff} client vendor`,
  raiseDefect: desk,
  recordFix: `${desk} vendor`,
  scheduleVisit: desk,
  cancelVisit: desk,
  recordVisit: desk,
  escalateTicket: desk,
  useArticle: desk,
  draftArticle: 'agent-2 supervisor editor',
  submitArticle: 'agent-2 supervisor editor',
  publishArticle: 'supervisor editor',
  retireArticle: 'supervisor editor',
  answerSurvey: `${desk} requester`,
  proposeImprovement: staff,
  decideImprovement: 'supervisor admin',
};

const lookers = `${staff} client requester`;

/** Who may read each field of a ticket that they may see. A vendor sees no ticket yet. */
export const ticketRights: { readonly [field: string]: string } = {
  ...Object.fromEntries(
    [
      ...['id', 'asOf', 'events', 'number', 'openingKind', 'subject', 'description', 'channel', 'openedAt'],
      ...['reference', 'equipment', 'confirmed', 'reopenings', 'messages', 'requester', 'client', 'product'],
      ...['revision', 'status', 'level', 'holder', 'heldSince', 'queue', 'heldFor', 'kind', 'category'],
      ...[
        'priority',
        'resolvedAt',
        'closedAt',
        'impact',
        'urgency',
        'heldUntil',
        'ballHolder',
        'answers',
        'diagnosis',
      ],
      ...['steps', 'resolution', 'survey', 'handOver', 'visits'],
    ].map((field) => [field, lookers]),
  ),
  notes: staff,
  escalations: staff,
  knownFailures: staff,
  similarTickets: staff,
  articlesUsed: `${staff} client`,
  dossier: `${staff} client`,
  defects: `${staff} client`,
  proof: `${staff} client`,
  deadlines: `${staff} client`,
};
