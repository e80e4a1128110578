import { randomBytes, randomUUID } from 'node:crypto';
import type { Caller } from '@relais/contracts';
import { demoId, demos } from '../demo/accounts.ts';
import { deskOf } from './callers.ts';
import {
  live,
  offer,
  openTicket,
  propose,
  publish,
  relay,
  send,
  surveyOf,
  type Opened,
  type Person,
} from './lives.ts';
import type { Named } from './rows.ts';
import { settle, type World } from './world.ts';

/** One of each thing that a value can name. */
export type Things = { readonly [named in Exclude<Named, 'place'>]: string };

type Cursors = Pick<
  Things,
  'cursor' | 'handOverCursor' | 'defectCursor' | 'surveyCursor' | 'improvementCursor' | 'articleCursor'
>;

/** What comes after the first row of each list. */
const cursorsOf = async (world: World, caller: Caller): Promise<Cursors> => {
  await settle(world);
  const after = async (list: string): Promise<string> => {
    const { data } = await world.ask(caller, `{ page: ${list}(first: 1) { next } }`);
    return (data?.['page'] as { readonly next: string | null } | undefined)?.next ?? '';
  };
  return {
    cursor: await after('tickets'),
    handOverCursor: await after('handOvers'),
    defectCursor: await after('defects'),
    surveyCursor: await after('surveys'),
    improvementCursor: await after('improvements'),
    articleCursor: await after('articles'),
  };
};

/** Where the changes of the lists begin that are still to come. */
const liveCursorOf = async (world: World, caller: Caller): Promise<string> => {
  await settle(world);
  const { data } = await world.ask(caller, 'subscription { queueChanged { cursor } }');
  const batch = data?.['queueChanged'] as { readonly cursor: string } | undefined;
  return batch?.cursor ?? '';
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

const noCursors = {
  cursor: '',
  liveCursor: '',
  handOverCursor: '',
  defectCursor: '',
  surveyCursor: '',
  improvementCursor: '',
  articleCursor: '',
};

type Wish = { readonly agent: string; readonly reference: string; readonly lived: boolean };

const make = async (world: World, opened: Opened, { agent, reference, lived }: Wish): Promise<Things> => {
  const { tenant, client, person, product } = opened;
  const caller = deskOf(tenant, agent);
  const { id, number } = await openTicket(world, agent, opened, reference);
  const relayed = await relay(world, opened, agent, id);
  if (lived) await live(world, caller, id);
  else await offer(world, opened, agent, id);
  if (!lived) await send(world, caller, 'takeTicket', { ticketId: id });
  const queue = demos.flatMap(({ clients }) => clients).find(({ key }) => key === client)?.queue ?? '';
  return {
    ...{ ticket: id, number, reference, queue, agent, mail: person.mail, phone: person.phone },
    ...{ person: person.id, client: demoId('client', tenant, client) },
    ...{ ...relayed, specialists: `${client}-2`, product: demoId('product', tenant, product), ...noCursors },
    survey: lived ? await surveyOf(world, caller, id) : '',
    improvement: await propose(world, caller),
    article: await publish(world, tenant, product),
  };
};

const inAcme = { tenant: 'acme', product: 'l200', client: 'lumen' } as const;

const paul = async (world: World): Promise<Person> => {
  const told = { name: 'Paul', mail: 'paul@lumen.example', phone: '+33142278155', language: 'FR' };
  const input = { ...told, clientId: demoId('client', 'acme', 'lumen') };
  const { person } = await send(world, deskOf('acme', 'sofia'), 'registerPerson', input);
  return { ...told, id: (person as { readonly id: string }).id };
};

/** Writes a ticket for each, all but the caller's own from contact to closure, twice; the caller's survey is an older ticket's. */
export const makeThings = async (world: World): Promise<Everything> => {
  const [liveHere, liveThere] = [
    await liveCursorOf(world, deskOf('acme', 'sofia')),
    await liveCursorOf(world, deskOf('borealis', 'sara')),
  ];
  const remi = { ...inAcme, person: personOf('acme', 'remi') };
  const own = await make(world, remi, { agent: 'nadia', reference: 'EXT-0', lived: false });
  const { survey } = await make(world, remi, { agent: 'nadia', reference: 'EXT-1', lived: true });
  const odile = { tenant: 'acme', client: 'orfeo', product: 'compta', person: personOf('acme', 'odile') };
  const client = await make(world, odile, { agent: 'karim', reference: 'EXT-2', lived: true });
  const { id: offered } = await openTicket(world, 'karim', odile, 'EXT-5');
  await relay(world, odile, 'karim', offered);
  await offer(world, odile, 'karim', offered);
  const pauls = { ...inAcme, person: await paul(world) };
  const requester = await make(world, pauls, { agent: 'nadia', reference: 'EXT-4', lived: true });
  const rose = { tenant: 'borealis', client: 'fjord', product: 'f5', person: personOf('borealis', 'rose') };
  // Each provider counts from the same number: the last of many is a number that the other one has not reached.
  for (let nth = 0; nth < 12; nth += 1) {
    const { id } = await openTicket(world, 'noah', rose, `EXT-B${nth}`);
    if (nth > 1) continue;
    await relay(world, rose, 'noah', id);
    await offer(world, rose, 'noah', id);
  }
  const tenant = await make(world, rose, { agent: 'noah', reference: 'EXT-3', lived: true });
  // A list of one proposal or of one article has no second page.
  await propose(world, deskOf('borealis', 'noah'));
  await publish(world, 'borealis', 'f5');
  const here = { ...(await cursorsOf(world, deskOf('acme', 'sofia'))), liveCursor: liveHere };
  const there = { ...(await cursorsOf(world, deskOf('borealis', 'sara'))), liveCursor: liveThere };
  return {
    own: { ...own, ...here, survey },
    tenant: { ...tenant, ...there },
    client: { ...client, ...here },
    requester: { ...requester, ...here },
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
    ...{
      agent: `a${word}`,
      queue: `q${word}-1`,
      specialists: `q${word}-2`,
      reference: `EXT-${word}`,
      number: 'R-9999999',
    },
    ...{ mail: `${word}@nowhere.example`, phone: like.startsWith('+33') ? '+33142278999' : '+442079460999' },
  };
  if (named === 'defectCursor') return randomBytes(120).toString('base64url');
  if (named === 'liveCursor') return randomBytes(47).toString('base64url');
  if (/cursor$/i.test(named)) return unknownCursor(like);
  return named in made ? made[named as keyof typeof made] : randomUUID();
};

/** What nobody has. */
export const nowhere: Things = {
  ...{ ticket: randomUUID(), client: randomUUID(), person: randomUUID(), product: randomUUID() },
  ...{ agent: 'nobody', queue: 'nowhere-1', reference: 'EXT-none', number: 'R-9999999' },
  ...{ ...noCursors, survey: randomUUID(), improvement: randomUUID() },
  ...{ article: randomUUID(), defect: randomUUID(), visit: randomUUID(), specialists: 'nowhere-2' },
  ...{ mail: 'nobody@nowhere.example', phone: '+33142278999' },
};
