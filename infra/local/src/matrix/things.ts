import { randomUUID } from 'node:crypto';
import type { Caller } from '@relais/contracts';
import { demoId, demos } from '../demo/accounts.ts';
import { inputOf } from '../testing/desk.ts';
import { deskOf } from './callers.ts';
import type { Named } from './rows.ts';
import { settle, type World } from './world.ts';

/** One of each thing that a value can name. */
export type Things = { readonly [named in Exclude<Named, 'place'>]: string };

type Fields = { readonly [name: string]: unknown };
type Ticket = { readonly id: string; readonly number: string };
type Person = { readonly id: string; readonly mail: string; readonly phone: string };

const send = async ({ ask }: World, caller: Caller, field: string, input: Fields): Promise<Fields> => {
  const kind = field === 'registerPerson' ? 'person { id }' : 'ticket { id number }';
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
  ['recordDiagnosis', { words: 'Pilote désinstallé.' }],
  ['tryStep', { step: 'Réinstaller', outcome: 'WORKED' }],
  ['resolveTicket', solved],
];

type Opened = {
  readonly tenant: string;
  readonly client: string;
  readonly person: Person;
  readonly product: string;
};

const openTicket = async (
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

const live = async (world: World, caller: Caller, ticketId: string): Promise<void> => {
  for (const [field, input] of life) await send(world, caller, field, { ticketId, ...input });
};

const cursorOf = async (world: World, caller: Caller): Promise<string> => {
  await settle(world, caller);
  const { data } = await world.ask(caller, '{ tickets(first: 1) { next } }');
  const page = data?.['tickets'] as { readonly next: string | null } | undefined;
  return page?.next ?? '';
};

const personOf = (tenant: string, key: string): Person => {
  const known = demos.find((demo) => demo.tenant === tenant)?.people.find((person) => person.key === key);
  if (!known) throw new Error(`no person ${key}`);
  return { id: demoId('person', tenant, key), mail: known.mail, phone: known.phone };
};

/** The caller's own things, those of others, and what nobody has. */
export type Everything = {
  readonly own: Things;
  /** Of the other provider. */
  readonly tenant: Things;
  /** Of another client of the same provider. */
  readonly client: Things;
  /** Of another requester of the same client. */
  readonly requester: Things;
};

type Wish = { readonly agent: string; readonly reference: string; readonly lived: boolean };

const make = async (world: World, opened: Opened, { agent, reference, lived }: Wish): Promise<Things> => {
  const { tenant, client, person, product } = opened;
  const caller = deskOf(tenant, agent);
  const { id, number } = await openTicket(world, agent, opened, reference);
  if (lived) await live(world, caller, id);
  else await send(world, caller, 'takeTicket', { ticketId: id });
  const queue = demos.flatMap(({ clients }) => clients).find(({ key }) => key === client)?.queue ?? '';
  return {
    ...{ ticket: id, number, reference, queue, agent, mail: person.mail, phone: person.phone },
    ...{ person: person.id, client: demoId('client', tenant, client) },
    ...{ product: demoId('product', tenant, product), cursor: '' },
  };
};

const inAcme = { tenant: 'acme', product: 'l200', client: 'lumen' } as const;

const paul = async (world: World): Promise<Person> => {
  const told = { name: 'Paul', mail: 'paul@lumen.example', phone: '+33142278155', language: 'FR' };
  const input = { ...told, clientId: demoId('client', 'acme', 'lumen') };
  const { person } = await send(world, deskOf('acme', 'sofia'), 'registerPerson', input);
  return { ...told, id: (person as { readonly id: string }).id };
};

/** Writes a ticket for each, all but the caller's own from contact to resolution. */
export const makeThings = async (world: World): Promise<Everything> => {
  const remi = { ...inAcme, person: personOf('acme', 'remi') };
  const own = await make(world, remi, { agent: 'nadia', reference: 'EXT-0', lived: false });
  await make(world, remi, { agent: 'nadia', reference: 'EXT-1', lived: true });
  const odile = { tenant: 'acme', client: 'orfeo', product: 'compta', person: personOf('acme', 'odile') };
  const client = await make(world, odile, { agent: 'karim', reference: 'EXT-2', lived: true });
  const pauls = { ...inAcme, person: await paul(world) };
  const requester = await make(world, pauls, { agent: 'nadia', reference: 'EXT-4', lived: true });
  const rose = { tenant: 'borealis', client: 'fjord', product: 'f5', person: personOf('borealis', 'rose') };
  // Each provider counts from the same number: the last of many is a number that the other one has not reached.
  for (let nth = 0; nth < 12; nth += 1) await openTicket(world, 'noah', rose, `EXT-B${nth}`);
  const tenant = await make(world, rose, { agent: 'noah', reference: 'EXT-3', lived: true });
  const [here, there] = [
    await cursorOf(world, deskOf('acme', 'sofia')),
    await cursorOf(world, deskOf('borealis', 'sara')),
  ];
  return {
    own: { ...own, cursor: here },
    tenant: { ...tenant, cursor: there },
    client: { ...client, cursor: here },
    requester: { ...requester, cursor: here },
  };
};

const unknownCursor = (like: string): string => {
  const [print, ...values] = JSON.parse(Buffer.from(like, 'base64url').toString()) as string[];
  const other = [
    randomUUID().replaceAll('-', '').slice(0, print?.length),
    ...values.slice(0, -1),
    randomUUID(),
  ];
  return Buffer.from(JSON.stringify(other)).toString('base64url');
};

/** What nobody has, in the form of what somebody has. */
export const unknownLike = (named: Exclude<Named, 'place'>, like: string): string => {
  const word = randomUUID().slice(0, 8);
  const made = {
    ...{ agent: `a${word}`, queue: `q${word}-1`, reference: `EXT-${word}`, number: 'R-9999999' },
    ...{ mail: `${word}@nowhere.example`, phone: like.startsWith('+33') ? '+33142278999' : '+442079460999' },
  };
  if (named === 'cursor') return unknownCursor(like);
  return named in made ? made[named as keyof typeof made] : randomUUID();
};

/** What nobody has. */
export const nowhere: Things = {
  ...{ ticket: randomUUID(), client: randomUUID(), person: randomUUID(), product: randomUUID() },
  ...{ agent: 'nobody', queue: 'nowhere-1', reference: 'EXT-none', number: 'R-9999999', cursor: '' },
  ...{ mail: 'nobody@nowhere.example', phone: '+33142278999' },
};
