import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { as, dataOf, type Ask } from './testing/caller.ts';
import { clientOf, grant, known, wish } from './testing/desk.ts';
import { emptyFolder, type Place } from './testing/folder.ts';
import { listsShowAll } from './testing/lists.ts';
import { endAll, relais as commandLine, start, type Ended, type Shipped } from './testing/shipped.ts';
import { filesWith, tracesOf } from './testing/traces.ts';

// Whole programs are started, on whatever else the machine is doing.
jest.setTimeout(120_000);

/** What is said of a person or by them, each text unlike any other. */
const told = {
  name: 'Léontine Vaucresson-Delaunay',
  mail: 'leontine.vaucresson@lumen.example',
  phone: '+33142278199',
  subject: 'Mon imprimante crache du violet zinzolin',
  description: 'Depuis le départ de mon époux Anselme, rien ne va.',
  equipment: 'L200 prêtée par ma tante Philomène',
  message: 'Rappelez-moi chez le notaire Maître Quintefeuille.',
  sent: 'Chère Madame Vaucresson, éteignez le bac numéro trois.',
  note: 'Pleure au téléphone, parle de son divorce.',
  answer: 'Le voyant améthyste clignote.',
  words: 'Cartouche remplie à l’encre de Chine par son fils Gontran.',
  step: 'Vider la cartouche au-dessus du lavabo.',
  solution: 'Elle a racheté une cartouche chez Brindavoine.',
  comment: 'Gontran est puni, tout remarche.',
  verdict: 'Mon perroquet Ziboulet vous remercie, moi aussi.',
};
const texts = Object.values(told);

type Shown = { readonly [field: string]: unknown };

let place: Place;
let data: string;
let older: string;
let relais: Shipped;
let nadia: Ask;
let person: string;
let ticketId: string;
let control: string;
let first: Ended;

const erased = { text: null, erased: true };

const show = async (id: string): Promise<Shown> => {
  const words = '{ text erased }';
  const source = `query ($id: ID!) { ticket(id: $id) {
    revision status number subject ${words} description ${words} equipment ${words} notes { text ${words} }
    messages { text ${words} } answers { answer ${words} } diagnosis { words ${words} } steps { step ${words} }
    resolution { solution ${words} } survey { id score comment ${words} }
    requester { forgotten name ${words} mail ${words} phone ${words} }
    events(first: 100) { events { type data } } proof { intact }
  } }`;
  return dataOf(await nadia(source, { id }))['ticket'] as Shown;
};

const listed = async (): Promise<readonly Shown[]> => {
  await listsShowAll(relais.url);
  const source = `query ($requester: ID) { tickets(filter: { requester: $requester }) {
    nodes { id number status subject { text erased } requester { forgotten } }
  } }`;
  const { tickets } = dataOf(await nadia(source, { requester: person })) as {
    readonly tickets: { readonly nodes: readonly Shown[] };
  };
  return tickets.nodes;
};

const begin = async (): Promise<void> => {
  relais = await start(data);
  nadia = await as(relais.url, 'nadia@acme');
};

/** A whole life of a ticket, with words in every field that takes some. */
const live = async (client: string): Promise<void> => {
  const register = `mutation ($input: RegisterPersonInput!) { registerPerson(input: $input) { ok person { id } } }`;
  const { name, mail, phone, subject, description, equipment } = told;
  const input = wish('', { clientId: client, name, mail, phone, language: 'FR' }).input;
  const { registerPerson } = dataOf(await nadia(register, { input })) as {
    readonly registerPerson: { readonly person: { readonly id: string } };
  };
  person = registerPerson.person.id;
  const contact = { kind: 'INCIDENT', channel: 'PHONE', clientId: client };
  const opened = { ...contact, requesterId: person, subject, description, equipment };
  ticketId = (await grant(nadia, wish('openTicket', opened))).id;
  for (const [field, more] of [
    ['receiveMessage', { channel: 'PHONE', text: told.message }],
    ['sendMessage', { channel: 'MAIL', text: told.sent }],
    ['addNote', { text: told.note }],
    ['takeTicket', {}],
    ['answerFilterQuestion', { question: 'Quel voyant ?', answer: told.answer }],
    ['recordDiagnosis', { words: told.words }],
    ['tryStep', { step: told.step, outcome: 'WORKED' }],
    ['resolveTicket', { code: 'SOLVED', cause: 'HANDLING', remotely: true, solution: told.solution }],
    ['confirmSolution', { comment: told.comment }],
    ['closeTicket', {}],
  ] as const)
    await grant(nadia, wish(field, { ticketId, ...more }));
};

/** The survey that the closing sends is answered, with words too. */
const answerSurvey = async (): Promise<void> => {
  const asked = async () => (await show(ticketId))['survey'] as { readonly id: string } | null;
  let survey = await asked();
  for (; !survey; survey = await asked()) await pause(20);
  const { input } = wish('', { surveyId: survey.id, score: 5, comment: told.verdict });
  const source = 'mutation ($input: AnswerSurveyInput!) { done: answerSurvey(input: $input) { ok } }';
  expect(dataOf(await nadia(source, { input }))).toEqual({ done: { ok: true } });
};

beforeAll(async () => {
  place = emptyFolder();
  data = join(place.folder, 'data');
  older = join(place.folder, 'keys.db');
  await begin();
  const lumen = await clientOf(relais.url, 'claire@acme');
  const remi = await known(nadia, 'remi.lambert@lumen.example', lumen);
  await live(lumen);
  await answerSurvey();
  const contact = { kind: 'QUESTION', channel: 'PHONE', clientId: lumen, requesterId: remi.person };
  control = (await grant(nadia, wish('openTicket', { ...contact, subject: 'Un autre sujet' }))).id;
  await listsShowAll(relais.url);
  await relais.end();
  cpSync(join(data, 'keys.db'), older);
  await begin();
});

afterAll(() => {
  endAll();
  place.remove();
});

describe('before a person is forgotten', () => {
  it('all that was said can be read by those who may', async () => {
    const shown = JSON.stringify(await show(ticketId));
    for (const text of texts) expect(shown).toContain(text);
    expect(await listed()).toMatchObject([{ id: ticketId, subject: { text: told.subject } }]);
  });

  it('and lies in no file in clear, nor in another writing', () => {
    expect(tracesOf(data, texts)).toEqual([]);
  });

  it('while a text that is nobody’s is found, in whatever writing it lies there', () => {
    expect(tracesOf(data, ['lumen-1'])).not.toEqual([]);
    const written = [
      `before${told.note}after`,
      Buffer.from(`x${told.note}`).toString('base64'),
      Buffer.from(told.note).toString('hex').toUpperCase(),
      JSON.stringify(`xx${told.note}`).replaceAll('é', '\\u00e9'),
      Buffer.from(`xy${told.note}z`).toString('base64url'),
    ];
    const trap = join(place.folder, 'trap');
    mkdirSync(trap);
    for (const text of written) {
      writeFileSync(join(trap, 'file'), text);
      expect(tracesOf(trap, [told.note])).toHaveLength(1);
    }
  });
});

describe('a person who is forgotten', () => {
  beforeAll(async () => {
    first = await commandLine(['forget', told.mail, '--url', relais.url]);
  });

  it('is named by the command line, which succeeded', () => {
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toContain(person);
  });

  it('leaves their words in no file, while Relais goes on', () => {
    expect(tracesOf(data, texts)).toEqual([]);
  });

  it('leaves a ticket that can be read, its erased fields marked', async () => {
    expect(await show(ticketId)).toMatchObject({
      ...{ status: 'CLOSED', subject: erased, description: erased, equipment: erased },
      requester: { forgotten: true, name: erased, mail: erased, phone: erased },
      messages: [{ text: erased }, { text: erased }],
      notes: [{ text: erased }],
      answers: [{ answer: erased }],
      diagnosis: { words: erased },
      steps: [{ step: erased }],
      resolution: { solution: erased },
      survey: { score: 5, comment: erased },
      proof: { intact: true },
    });
    const shown = JSON.stringify(await show(ticketId));
    for (const text of texts) expect(shown).not.toContain(text);
  });

  it('leaves a row in the queue, its subject marked', async () => {
    expect(await listed()).toMatchObject([
      { id: ticketId, status: 'CLOSED', subject: erased, requester: { forgotten: true } },
    ]);
  });

  it('leaves the words of others alone', async () => {
    expect(await show(control)).toMatchObject({ subject: { text: 'Un autre sujet', erased: false } });
  });

  it('leaves every chain whole', async () => {
    const { code, out } = await commandLine(['verify', '--url', relais.url]);
    expect([code, out.trim().split('\n').length]).toEqual([0, 1]);
  });

  it('is told apart when forgotten again: it was done already', async () => {
    const again = await commandLine(['forget', person, '--url', relais.url]);
    expect(again.code).toBe(0);
    expect(again.out).toContain(person);
    expect(again.out).not.toBe(first.out);
    expect(again.out).toMatch(/was forgotten before/);
  });

  it('is found by their mail or phone no more', async () => {
    for (const address of [told.mail, told.phone])
      expect((await commandLine(['forget', address, '--url', relais.url])).code).toBe(1);
  });

  it('leaves no words after a stop either, and no key that could open them', async () => {
    expect((await relais.end()).code).toBe(0);
    expect(tracesOf(data, texts)).toEqual([]);
    for (const key of keysOf(older)) expect(filesWith(data, key)).toEqual([]);
  });
});

/** The wrapped keys of the person and of their ticket. */
const keysOf = (file: string): readonly Uint8Array[] => {
  const db = new DatabaseSync(file, { readOnly: true });
  const find = db.prepare('SELECT wrapped FROM keys WHERE id IN (?, ?)');
  const rows = find.all(`person-acme.${person}`, `ticket-acme.${ticketId}`);
  db.close();
  return rows.flatMap(({ wrapped }) => (wrapped instanceof Uint8Array ? [wrapped] : []));
};

describe('an older copy of the keys', () => {
  it('holds what could open the words', () => expect(keysOf(older)).toHaveLength(2));

  it('is brought up to date by a start: what was forgotten stays forgotten', async () => {
    cpSync(older, join(data, 'keys.db'));
    await begin();
    const limit = Date.now() + 10_000;
    while (JSON.stringify(await show(ticketId)).includes(told.subject) && Date.now() < limit) await pause(20);
    expect(await show(ticketId)).toMatchObject({ subject: erased, requester: { name: erased } });
    expect(await show(control)).toMatchObject({ subject: { text: 'Un autre sujet', erased: false } });
    await relais.end();
    for (const key of keysOf(older)) expect(filesWith(data, key)).toEqual([]);
    expect(tracesOf(data, texts)).toEqual([]);
  });
});
