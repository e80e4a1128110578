import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import type { Graph } from './graph.ts';
import type { Ledger, Wish } from './ledger.ts';

/** Who sends what: the agents of each tenant, and a client that has a contract with it. */
export type Desk = { readonly tenant: string; readonly agents: readonly string[]; readonly client: string };

type Options = {
  readonly chance: Chance;
  readonly ledger: Ledger;
  readonly desks: readonly Desk[];
  readonly perSecond: number;
  /** Null while nobody is there to be asked. */
  readonly graph: () => Graph | null;
};

export type Load = {
  /** Sends nothing new, and settles once all that was sent has been answered; gives how many were not. */
  readonly stop: () => Promise<number>;
  /** Sends nothing any more, whatever was not answered. */
  readonly abandon: () => void;
  /** What was wrong with the sending itself. */
  readonly broken: () => readonly string[];
};

/** One of so many commands speaks of another tenant's ticket. */
const foreigners = 25;

type Choice = { readonly ticketId: string | null; readonly foreign: boolean };

/** Which ticket a wish of a desk speaks of: none yet, one of its own, or one of another tenant. */
const chooseFor = ({ tenant }: Desk, { chance, ledger, desks }: Options): Choice => {
  const others = desks.filter((desk) => desk.tenant !== tenant);
  const foreign = others.length > 0 && chance.whole(foreigners) === 0;
  const known = ledger.tickets(foreign ? chance.pick(others).tenant : tenant);
  if (known.length === 0 || (!foreign && chance.whole(4) === 0)) return { ticketId: null, foreign: false };
  return { ticketId: chance.pick(known), foreign };
};

const wishOf = (options: Options, turn: number): Wish => {
  const { chance, desks } = options;
  const desk = desks[turn % desks.length] as Desk;
  const { tenant, agents, client } = desk;
  const { ticketId, foreign } = chooseFor(desk, options);
  const account = `${chance.pick(agents)}@${tenant}`;
  const head = { commandId: chance.uuid(), tenant, account, ticketId, foreign };
  if (ticketId === null) {
    const input = { kind: 'INCIDENT', channel: 'PHONE', subject: `Drill ${turn}`, clientId: client };
    return { ...head, field: 'openTicket', input };
  }
  return chance.whole(2) === 0
    ? { ...head, field: 'addNote', input: { ticketId, text: `Note ${turn}` } }
    : { ...head, field: 'receiveMessage', input: { ticketId, channel: 'MAIL', text: `Message ${turn}` } };
};

/** How long what was sent may stay unanswered once nothing new is sent, ms. */
const patience = 60_000;

/**
 * Commands at a pace of their own, whoever is there to answer. What came of none of them stays unknown: it is sent again
 * under the same id until it is answered.
 */
export const startLoad = (options: Options): Load => {
  const { ledger, perSecond, graph } = options;
  const going = new Set<Promise<void>>();
  const broken: string[] = [];
  let ending = Infinity;
  const isOver = (): boolean => ending < Infinity;

  const settle = async (wish: Wish): Promise<void> => {
    ledger.sent(wish);
    for (let rest = 50; Date.now() < ending; rest = Math.min(rest * 2, 1_000)) {
      const answer = (await graph()?.send(wish)) ?? null;
      if (answer) ledger.answered(wish, answer);
      if (answer && answer.kind !== 'unknown') return;
      await pause(rest);
    }
  };
  const begin = (wish: Wish): void => {
    const settling = settle(wish).catch((error: unknown) => void broken.push(String(error)));
    going.add(settling);
    void settling.then(() => going.delete(settling));
  };
  const pace = async (): Promise<void> => {
    const since = performance.now();
    for (let turn = 0; !isOver(); await pause(1_000 / perSecond)) {
      const due = ((performance.now() - since) * perSecond) / 1_000;
      for (; turn < due; turn += 1) begin(wishOf(options, turn));
    }
  };
  const pacing = pace();
  const stop = async (): Promise<number> => {
    ending = Date.now() + patience;
    await pacing;
    await Promise.all(going);
    return ledger.entries().filter(({ answer }) => answer.kind === 'unknown').length;
  };
  return { stop, abandon: () => void (ending = 0), broken: () => broken };
};
