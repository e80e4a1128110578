import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { as, type Answer, type Ask } from './testing/caller.ts';
import { clientOf, outcomeOf, send, wish, type Wish } from './testing/desk.ts';
import { emptyFolder, type Place } from './testing/folder.ts';
import { judge, type Acknowledged, type Verdict } from './testing/judge.ts';
import { listsShowAll } from './testing/lists.ts';
import { seeded } from './testing/seeded.ts';
import { endAll, start, type Shipped } from './testing/shipped.ts';

// Whole programs are started, on whatever else the machine is doing.
jest.setTimeout(240_000);

const seed = Number(process.env['RELAIS_SEED'] ?? 20_417);
const { whole, pick } = seeded(seed);

/** Wishes sent at once in each round. */
const burst = 200;
/** More rounds are made only while one of the moments was not hit yet. */
const rounds = { least: 4, most: 12 };

type Sent = { readonly wish: Wish; readonly answer: Answer | null };

let place: Place;
let clientId: string;

/** Every command that was sent, with its answer when one came. */
const sent = new Map<string, Sent>();
const verdicts: Verdict[] = [];
const different: object[] = [];

const answered = (): readonly Acknowledged[] =>
  [...sent.values()].flatMap(({ wish: { input }, answer }) => {
    const ticket = answer?.errors.length === 0 ? outcomeOf(answer).ticket : null;
    return ticket
      ? [{ commandId: input.commandId, ticketId: ticket.id, revision: Number(ticket['revision']) }]
      : [];
  });

const tickets = (): readonly string[] => [...new Set(answered().map(({ ticketId }) => ticketId))];

const wishes = (round: number): readonly Wish[] => {
  const known = tickets();
  return Array.from({ length: burst }, (_, i) => {
    const ticketId = known.length > 0 && whole(3) > 0 ? pick(known) : null;
    if (ticketId === null)
      return wish('openTicket', {
        ...{ kind: 'INCIDENT', channel: 'PHONE', subject: `Sujet ${round}/${i}`, clientId },
        reference: `REF-${round}-${i}`,
      });
    return whole(2) > 0
      ? wish('addNote', { ticketId, text: `Note ${round}/${i}` })
      : wish('receiveMessage', { ticketId, channel: 'MAIL', text: `Message ${round}/${i}` });
  });
};

const remember = (wanted: Wish, answer: Answer | null): void => {
  sent.set(wanted.input.commandId, { wish: wanted, answer });
};

/** A connection that breaks is no answer. */
const trySend = (ask: Ask, wanted: Wish): Promise<Answer | null> => send(ask, wanted).catch(() => null);

/** Sends a burst and kills after a random number of answers, and a random while. */
const killWithin = async (relais: Shipped, ask: Ask, round: number): Promise<void> => {
  const wanted = wishes(round);
  for (const one of wanted) remember(one, null);
  const enough = whole(burst / 2);
  let answers = 0;
  let reached: () => void = () => undefined;
  const moment = new Promise<void>((resolve) => (reached = resolve));
  const sending = wanted.map(async (one) => {
    const answer = await trySend(ask, one);
    if (answer) remember(one, answer);
    answers += 1;
    if (answers > enough) reached();
  });
  await Promise.race([moment, Promise.all(sending)]);
  await pause(whole(4));
  await relais.end('SIGKILL');
  await Promise.all(sending);
};

/** Sends what was sent in the last round once more: the same answer where there was one. */
const sendAgain = async (ask: Ask): Promise<void> => {
  const last = [...sent.values()].slice(-burst);
  await Promise.all(
    last.map(async ({ wish: wanted, answer }) => {
      const again = await send(ask, wanted);
      if (answer && JSON.stringify(answer.data) !== JSON.stringify(again.data))
        different.push({ wanted, answer: answer.data, again });
      remember(wanted, again);
    }),
  );
};

const isEnough = (): boolean =>
  verdicts.length >= rounds.least &&
  verdicts.some(({ cases }) => cases.decided > 0) &&
  verdicts.some(({ cases }) => cases.written > 0) &&
  verdicts.some(({ cases }) => cases.answered > 0);

const verdict = (): Promise<Verdict> => judge(place.folder, answered(), [...sent.keys()]);

/** Starts, lets the read models catch up, and stops. */
const settle = async (): Promise<Verdict> => {
  const relais = await start(place.folder);
  await listsShowAll(relais.url);
  expect((await relais.end()).code).toBe(0);
  return verdict();
};

beforeAll(async () => {
  place = emptyFolder();
  for (let round = 0; !isEnough() && round < rounds.most; round += 1) {
    const relais = await start(place.folder);
    const ask = await as(relais.url, 'nadia@acme');
    clientId = await clientOf(relais.url, 'claire@acme');
    if (round > 0) await sendAgain(ask);
    await killWithin(relais, ask, round);
    verdicts.push(await verdict());
  }
});

afterAll(() => {
  endAll();
  place.remove();
});

describe(`killed in the middle of ${burst} wishes, again and again (seed ${seed})`, () => {
  it('was hit between decision and append, between append and answer, and between answer and checkpoint', () => {
    const hits = verdicts.map(({ cases }) => cases);
    const sum = (name: keyof Verdict['cases']): number => hits.reduce((all, hit) => all + hit[name], 0);
    // Which moment a kill hits is chance: a moment that none of them hit has been proved nothing about.
    expect({
      decided: sum('decided') > 0,
      written: sum('written') > 0,
      answered: sum('answered') > 0,
    }).toEqual({
      decided: true,
      written: true,
      answered: true,
    });
  });

  it('left files that are whole: all that was answered, each command at most once, no gap, every hash right', () => {
    expect(verdicts.flatMap(({ faults }) => faults)).toEqual([]);
    for (const { events } of verdicts) expect(events).toBeGreaterThan(0);
  });

  it('gave the same answers to the same commands after each new start', () => {
    expect(different).toEqual([]);
  });

  it('has, once all was sent again, the effect of each command exactly once', async () => {
    const relais = await start(place.folder);
    await sendAgain(await as(relais.url, 'nadia@acme'));
    await relais.end('SIGKILL');
    const { faults, written } = await verdict();
    expect(faults).toEqual([]);
    expect(answered()).toHaveLength(sent.size);
    const effects = written.filter((commandId) => sent.has(commandId));
    expect(effects.toSorted()).toEqual([...sent.keys()].toSorted());
  });

  it('shows in its queue what a queue shows that is built anew', async () => {
    const live = await settle();
    for (const name of ['projections.db', 'projections.db-wal', 'projections.db-shm'])
      rmSync(join(place.folder, name), { force: true });
    const anew = await settle();
    expect(live.queue).toHaveLength(live.tickets);
    expect(live.tickets).toBeGreaterThan(burst / 4);
    expect(anew.queue).toEqual(live.queue);
    expect([...live.faults, ...anew.faults]).toEqual([]);
  });
});
