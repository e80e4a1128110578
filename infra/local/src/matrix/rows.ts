/** What a value names. `place` is a revision within the ticket that is asked for: it names no thing of anybody. */
export type Named =
  | 'ticket'
  | 'client'
  | 'person'
  | 'product'
  | 'agent'
  | 'queue'
  | 'reference'
  | 'number'
  | 'mail'
  | 'phone'
  | 'cursor'
  | 'liveCursor'
  | 'specialists'
  | 'handOverCursor'
  | 'defect'
  | 'defectCursor'
  | 'visit'
  | 'survey'
  | 'surveyCursor'
  | 'improvement'
  | 'improvementCursor'
  | 'article'
  | 'articleCursor'
  | 'place';

type Fields = { readonly [name: string]: unknown };

/** A root field, arguments that it accepts, and which of them name a thing. */
export type Row = {
  readonly field: string;
  readonly arguments?: Fields;
  /** Paths that hold something in every request. */
  readonly names: { readonly [path: string]: Named };
  /** Paths that hold something only when it is their turn. */
  readonly optional?: { readonly [path: string]: Named };
  /** Paths that claim a value for the provider, and the value as it is claimed by another provider. */
  readonly claims?: { readonly [path: string]: string };
};

const command = (field: string, input: Fields = {}): Row => ({
  field,
  arguments: { input },
  names: { 'input.ticketId': 'ticket' },
});

const week = [{ day: 1, from: '08:00', to: '12:00' }];
const targets = [1, 2, 3, 4, 5].map((priority) => ({ priority, response: 10, resolution: 20 }));
const urgencies = { high: 1, medium: 2, low: 3 };
const terms = {
  ...{ targets, clockStops: ['CLIENT'], languages: ['FR'], channels: ['PHONE'], quietDays: 5 },
  calendar: { zone: 'Europe/Paris', slots: week, holidays: [] },
  matrix: { high: urgencies, medium: urgencies, low: urgencies },
};
const article = {
  ...{ kind: 'KNOWN_FAILURE', title: 'Plus rien ne sort', symptoms: [], category: 'impression' },
  ...{ language: 'FR', steps: [{ technical: 'Réinstaller le pilote.', plain: 'On le remet.' }] },
};
const opening = { kind: 'INCIDENT', channel: 'PHONE', subject: 'Plus rien ne sort' };

/** Every root field of the graph. What ends things for good comes last. */
export const rows: readonly Row[] = [
  { field: 'ticket', names: { id: 'ticket' } },
  { field: 'ticketHistory', names: { ticketId: 'ticket' }, optional: { after: 'place' } },
  { field: 'verify', names: { ticketId: 'ticket' } },
  { field: 'client', names: { id: 'client' } },
  { field: 'product', names: { id: 'product' } },
  { field: 'person', names: {}, optional: { id: 'person', mail: 'mail', phone: 'phone' } },
  {
    field: 'tickets',
    names: {},
    optional: {
      ...{ 'filter.queue': 'queue', 'filter.holder': 'agent', 'filter.client': 'client' },
      ...{ 'filter.product': 'product', 'filter.requester': 'person' },
      ...{ 'filter.number': 'number', 'filter.reference': 'reference', after: 'cursor' },
    },
  },
  {
    field: 'tickets',
    arguments: { first: 1, atLeast: { revision: 0 } },
    names: { 'atLeast.ticketId': 'ticket' },
  },
  { field: 'queueCounts', names: {}, optional: { queues: 'queue' } },
  {
    field: 'queueChanged',
    names: { after: 'liveCursor' },
    optional: {
      ...{ 'filter.queue': 'queue', 'filter.holder': 'agent', 'filter.client': 'client' },
      ...{ 'filter.product': 'product', 'filter.requester': 'person' },
      ...{ 'filter.number': 'number', 'filter.reference': 'reference' },
    },
  },
  { field: 'ticketChanged', names: { id: 'ticket' }, optional: { after: 'place' } },
  { field: 'handOvers', names: {}, optional: { queue: 'specialists', after: 'handOverCursor' } },
  { field: 'defects', names: {}, optional: { product: 'product', after: 'defectCursor' } },
  { field: 'article', names: { id: 'article' } },
  { field: 'articles', names: {}, optional: { 'filter.product': 'product', after: 'articleCursor' } },
  { field: 'kpis', names: {} },
  { field: 'surveys', names: {}, optional: { 'filter.client': 'client', after: 'surveyCursor' } },
  { field: 'improvements', names: {}, optional: { after: 'improvementCursor' } },
  {
    field: 'registerClient',
    arguments: { input: { name: 'Nova', queue: 'nova-1' } },
    names: {},
  },
  {
    field: 'signContract',
    arguments: { input: { terms } },
    names: { 'input.clientId': 'client', 'input.terms.products': 'product' },
  },
  {
    field: 'registerProduct',
    arguments: { input: { name: 'L300', vendor: 'lumen', versions: ['1'] } },
    names: {},
  },
  {
    field: 'openTicket',
    arguments: { input: opening },
    names: {
      'input.clientId': 'client',
      'input.requesterId': 'person',
      'input.productId': 'product',
    },
    claims: { 'input.reference': 'EXT-3' },
  },
  command('receiveMessage', { channel: 'MAIL', text: 'Toujours rien.', recognised: true }),
  command('sendMessage', { channel: 'MAIL', text: 'Je regarde.' }),
  command('addNote', { text: 'Déjà vu.' }),
  command('classifyTicket', { kind: 'INCIDENT', category: 'papier', impact: 'LOW', urgency: 'LOW' }),
  command('takeTicket'),
  command('releaseTicket'),
  {
    field: 'assignTicket',
    names: { 'input.ticketId': 'ticket', 'input.agentId': 'agent' },
  },
  command('answerFilterQuestion', { question: 'Voyant ?', answer: 'Rouge.' }),
  {
    field: 'recordDiagnosis',
    arguments: { input: { words: 'Bourrage.', article: { version: 1 } } },
    names: { 'input.ticketId': 'ticket', 'input.article.articleId': 'article' },
  },
  {
    field: 'tryStep',
    arguments: { input: { outcome: 'NO_EFFECT', article: { version: 1, place: 1 } } },
    names: { 'input.ticketId': 'ticket', 'input.article.articleId': 'article' },
  },
  {
    field: 'useArticle',
    arguments: { input: { version: 1, helped: true } },
    names: { 'input.ticketId': 'ticket', 'input.articleId': 'article' },
  },
  command('offerHandOver', { queue: 'lumen-2', expected: 'Un avis.' }),
  command('acceptHandOver'),
  command('returnHandOver', { reason: 'WRONG_QUEUE', advice: 'Voir le réseau.' }),
  command('raiseDefect', { title: 'Rayures', symptoms: 'Une ligne sur trois est blanche.' }),
  { field: 'recordFix', arguments: { input: { version: '2.1' } }, names: { 'input.defectId': 'defect' } },
  command('scheduleVisit', { from: '2026-12-01T08:00:00Z', to: '2026-12-01T10:00:00Z' }),
  {
    field: 'cancelVisit',
    arguments: { input: { reason: 'Réparé.' } },
    names: { 'input.ticketId': 'ticket', 'input.visitId': 'visit' },
  },
  {
    field: 'recordVisit',
    arguments: { input: { outcome: 'NOT_MET' } },
    names: { 'input.ticketId': 'ticket', 'input.visitId': 'visit' },
  },
  command('escalateTicket', { why: 'VALIDATION', note: 'À valider.' }),
  command('holdTicket', { for: 'REQUESTER' }),
  command('resumeTicket'),
  command('resolveTicket', { code: 'SOLVED', cause: 'CONFIGURATION', remotely: true, solution: 'Vidé.' }),
  command('contestSolution', { comment: 'Non.' }),
  command('reopenTicket', { reason: 'Revenu.' }),
  command('confirmSolution', { comment: 'Oui.' }),
  command('closeTicket'),
  {
    field: 'answerSurvey',
    arguments: { input: { score: 4, comment: 'Bien.' } },
    names: { 'input.surveyId': 'survey' },
  },
  {
    field: 'proposeImprovement',
    arguments: { input: { title: 'Rappeler', proposal: 'Rappeler qui attend.' } },
    names: {},
  },
  {
    field: 'decideImprovement',
    arguments: { input: { decision: 'ACCEPTED', reason: 'Essayons.' } },
    names: { 'input.improvementId': 'improvement' },
  },
  {
    field: 'draftArticle',
    arguments: { input: article },
    names: { 'input.products': 'product' },
    optional: { 'input.articleId': 'article' },
  },
  { field: 'submitArticle', names: { 'input.articleId': 'article' } },
  { field: 'publishArticle', names: { 'input.articleId': 'article' } },
  { field: 'retireArticle', names: { 'input.articleId': 'article' } },
  {
    field: 'registerPerson',
    arguments: { input: { name: 'Paule', language: 'FR' } },
    names: { 'input.clientId': 'client' },
    claims: { 'input.mail': 'rose.whitfield@fjord.example', 'input.phone': '+442079460101' },
  },
  {
    field: 'correctPerson',
    arguments: { input: { name: 'Rémi L.', language: 'FR' } },
    names: { 'input.personId': 'person' },
    claims: { 'input.mail': 'owen.byrne@quill.example', 'input.phone': '+353209120101' },
  },
  { field: 'endContract', names: { 'input.clientId': 'client' } },
  { field: 'forgetPerson', names: { 'input.personId': 'person' } },
];
