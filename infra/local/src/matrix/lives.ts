import { randomUUID } from 'node:crypto';
import type { Caller } from '@relais/contracts';
import { demoId } from '../demo/accounts.ts';
import { inputOf } from '../testing/desk.ts';
import { deskOf } from './callers.ts';
import { settle, type World } from './world.ts';

type Fields = { readonly [name: string]: unknown };
type Ticket = { readonly id: string; readonly number: string };
export type Person = { readonly id: string; readonly mail: string; readonly phone: string };

/** What a command answers with; a ticket unless told here. */
const answered: { readonly [field: string]: string } = {
  registerPerson: 'person { id }',
  proposeImprovement: 'improvement { id }',
  draftArticle: 'article { id }',
  submitArticle: 'article { id }',
  publishArticle: 'article { id }',
};

/** Sends a command that has to be granted, and gives what it answers. */
export const send = async ({ ask }: World, caller: Caller, field: string, input: Fields): Promise<Fields> => {
  const kind = answered[field] ?? 'ticket { id number }';
  const source = `mutation ($input: ${inputOf(field)}) { done: ${field}(input: $input) { ok refusal { code } ${kind} } }`;
  const { data, errors } = await ask(caller, source, { input: { commandId: randomUUID(), ...input } });
  const done = data?.['done'] as Fields | undefined;
  if (!done?.['ok']) throw new Error(`${field}: ${JSON.stringify(errors ?? done)}`);
  return done;
};

const solved = { code: 'SOLVED', cause: 'CONFIGURATION', remotely: true, solution: 'Pilote réinstallé.' };

const life: readonly (readonly [field: string, input: Fields])[] = [
  ['receiveMessage', { channel: 'MAIL', text: 'Elle fait du bruit.' }],
  ['sendMessage', { channel: 'MAIL', text: 'Je m’en occupe.' }],
  ['addNote', { text: 'Déjà vu ailleurs.' }],
  ['classifyTicket', { kind: 'INCIDENT', category: 'impression', impact: 'MEDIUM', urgency: 'HIGH' }],
  ['takeTicket', {}],
  ['answerFilterQuestion', { question: 'Voyant ?', answer: 'Orange.' }],
  ['tryStep', { step: 'Réinstaller', outcome: 'WORKED' }],
  ['escalateTicket', { why: 'VALIDATION', note: 'Peut-on le remplacer ?' }],
  ['resolveTicket', solved],
  ['closeTicket', {}],
  ['reopenTicket', { reason: 'Elle refait du bruit.' }],
  ['resolveTicket', solved],
  ['closeTicket', {}],
];

/** Whose ticket it is, and about what. */
export type Opened = {
  readonly tenant: string;
  readonly client: string;
  readonly person: Person;
  readonly product: string;
};

export const openTicket = async (
  world: World,
  agent: string,
  opened: Opened,
  reference: string,
): Promise<Ticket> => {
  const { tenant, client, product, person } = opened;
  const done = await send(world, deskOf(tenant, agent), 'openTicket', {
    ...{ kind: 'INCIDENT', channel: 'PHONE', subject: 'Plus rien ne sort', description: 'Depuis ce matin.' },
    ...{
      clientId: demoId('client', tenant, client),
      requesterId: person.id,
      equipment: 'n° 4711',
      reference,
    },
    productId: demoId('product', tenant, product),
  });
  return done['ticket'] as Ticket;
};

const window = { from: '2026-12-01T08:00:00Z', to: '2026-12-01T12:00:00Z' };

/** Has a defect raised on a ticket and a visit scheduled. */
export const relay = async (world: World, { tenant }: Opened, agent: string, ticketId: string) => {
  const caller = deskOf(tenant, agent);
  const first = async (field: string, input: Fields, things: 'defects' | 'visits'): Promise<string> => {
    await send(world, caller, field, { ticketId, ...input });
    const source = `query ($id: ID!) { ticket(id: $id) { ${things} { id } } }`;
    const { data } = await world.ask(caller, source, { id: ticketId });
    const ticket = data?.['ticket'] as { readonly [things: string]: readonly { readonly id: string }[] };
    return ticket[things]?.[0]?.id ?? '';
  };
  await send(world, caller, 'recordDiagnosis', { ticketId, words: 'Pilote désinstallé.' });
  return {
    defect: await first('raiseDefect', { title: 'Rayures', symptoms: 'Une ligne sur trois.' }, 'defects'),
    visit: await first('scheduleVisit', window, 'visits'),
  };
};

/** Offers a ticket, once it is diagnosed, to the specialists of its client. */
export const offer = async (
  world: World,
  { tenant, client }: Opened,
  agent: string,
  ticketId: string,
): Promise<void> => {
  const input = { ticketId, queue: `${client}-2`, expected: 'Un avis.' };
  await send(world, deskOf(tenant, agent), 'offerHandOver', input);
};

/** The rest of a ticket's life, twice to its closure. */
export const live = async (world: World, caller: Caller, ticketId: string): Promise<void> => {
  for (const [field, input] of life) await send(world, caller, field, { ticketId, ...input });
};

const improvement = { title: 'Rappeler', proposal: 'Rappeler qui a attendu une heure.' };

export const propose = async (world: World, caller: Caller): Promise<string> => {
  const done = await send(world, caller, 'proposeImprovement', improvement);
  return (done['improvement'] as { readonly id: string }).id;
};

/** Writes an article about a product, which somebody else publishes. */
export const publish = async (world: World, tenant: string, product: string): Promise<string> => {
  const author = deskOf(tenant, 'author');
  const text = {
    ...{
      kind: 'KNOWN_FAILURE',
      title: 'Pilote désinstallé',
      symptoms: ['Plus rien ne sort'],
      language: 'FR',
    },
    ...{ category: 'impression', products: [demoId('product', tenant, product)] },
    steps: [{ technical: 'Réinstaller le pilote.', plain: 'On le remet.' }],
  };
  const { article } = await send(world, author, 'draftArticle', text);
  const articleId = (article as { readonly id: string }).id;
  await send(world, author, 'submitArticle', { articleId });
  await send(world, deskOf(tenant, 'reviewer'), 'publishArticle', { articleId });
  return articleId;
};

/** The survey that the closing of a ticket has sent. */
export const surveyOf = async (world: World, caller: Caller, id: string): Promise<string> => {
  await settle(world);
  const { data } = await world.ask(caller, 'query ($id: ID!) { ticket(id: $id) { survey { id } } }', { id });
  const ticket = data?.['ticket'] as { readonly survey: { readonly id: string } } | undefined;
  return ticket?.survey.id ?? '';
};
