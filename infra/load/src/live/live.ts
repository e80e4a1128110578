import { setTimeout as pause } from 'node:timers/promises';
import { forEach } from '../drive.ts';
import { openGraph, type Graph } from '../graph.ts';
import { proveLog } from '../log-proof.ts';
import { findClient, openTicket, workOn } from '../operations.ts';
import { inTurn } from '../samples.ts';
import { startServer, type Server } from '../server.ts';
import type { Settings } from '../settings.ts';
import { timingOf, type Timing } from '../timing.ts';
import { follow, type Wanted } from './followers.ts';
import { Waits } from './waits.ts';

/** How long subscribers waited for the news of commands, in ms from the instant that each was due. */
export type Heard = { readonly count: number; readonly timing: Timing; readonly perSecond: number };

/** One subscriber of a list with all tickets in it; and as many as there are tickets, each of one. */
export type Live = { readonly list: Heard; readonly ticket: Heard };

/** Commands that arrive in a second, whether the ones before are answered or not. */
export const rate = 300;

/** On so many tickets. */
const tickets = 200;

/** What a console shows of a ticket in a list. */
const fields = 'id revision status level holder queue kind priority number openedAt subject { text }';

type ListData = {
  readonly queueChanged: {
    readonly changes: readonly { readonly ticketId: string; readonly revision: number }[];
  };
};
type TicketData = { readonly ticketChanged: { readonly id: string; readonly revision: number } };

/** Who hears that a ticket is told at a revision. */
type Tell = Waits['tell'];

const ofList = (tell: Tell): readonly Wanted<ListData>[] => [
  {
    query: `subscription { queueChanged { cursor restart changes { ticketId revision ticket { ${fields} } } } }`,
    told: ({ queueChanged }) => {
      for (const { ticketId, revision } of queueChanged.changes) tell(ticketId, revision);
    },
  },
];

const ofTickets = (tell: Tell, ids: readonly string[]): readonly Wanted<TicketData>[] =>
  ids.map((id) => ({
    query: `subscription ($id: ID!) { ticketChanged(id: $id) { ${fields} } }`,
    variables: { id },
    told: ({ ticketChanged }) => tell(ticketChanged.id, ticketChanged.revision),
  }));

/** Calls at a pace of their own; gives how many there were. */
const paced = async (
  seconds: number,
  call: (turn: number, due: number) => Promise<void>,
): Promise<number> => {
  const begun = performance.now();
  const calls: Promise<void>[] = [];
  const count = Math.ceil(rate * seconds);
  for (let turn = 0; turn < count; turn += 1) {
    const due = begun + (turn * 1_000) / rate;
    const early = due - performance.now();
    if (early > 1) await pause(early);
    calls.push(call(turn, due));
  }
  await Promise.all(calls);
  return count;
};

type Bench = {
  readonly graph: Graph;
  readonly server: Server;
  readonly ids: readonly string[];
  readonly seconds: number;
};

/** How long the news of the last commands may take, in ms. */
const patience = 5_000;

const measure = async <Data>(
  { graph, server, ids, seconds }: Bench,
  wantedOf: (tell: Tell, ids: readonly string[]) => readonly Wanted<Data>[],
): Promise<{ readonly heard: Heard; readonly calls: number }> => {
  let waits = new Waits();
  const all = wantedOf((...told) => waits.tell(...told), ids);
  const followers = await follow(server.url, graph.authorization(), all);
  const call = (turn: number, due: number): Promise<void> => {
    const id = inTurn(ids, turn);
    return waits.send(id, due, () => workOn(graph, id, turn));
  };
  const warm = await paced(seconds / 3, call);
  waits = new Waits();
  const begun = performance.now();
  const count = await paced(seconds, call);
  const perSecond = (count * 1_000) / (performance.now() - begun);
  for (let left = patience; waits.left > 0 && left > 0; left -= 10) await pause(10);
  followers.close();
  const failed = followers.failed();
  if (failed || waits.left > 0) throw failed ?? new Error(`nobody was told of ${waits.left} commands`);
  return { heard: { count, perSecond, timing: timingOf(waits.done) }, calls: warm + count };
};

/** Commands over HTTP against the shipped entry, and subscribers over WebSockets who are told of them. */
export const driveLive = async (
  folder: string,
  { seconds, callers }: Settings,
  say: (line: string) => void,
): Promise<Live> => {
  const server = await startServer(folder, { inspected: false });
  const graph = openGraph(server.url, callers);
  try {
    await graph.signIn('nadia@acme');
    const client = await findClient(graph, 'acme');
    const ids: string[] = [];
    await forEach(tickets, callers, async (place) => {
      ids[place] = await openTicket(graph, client, place);
    });
    const bench = { graph, server, ids, seconds };
    say(`live: ${rate} commands a second, a subscriber of a list, then ${tickets} of a ticket each …`);
    const list = await measure(bench, ofList);
    const ticket = await measure(bench, ofTickets);
    await server.stop();
    await proveLog(folder, tickets + list.calls + ticket.calls);
    return { list: list.heard, ticket: ticket.heard };
  } finally {
    await graph.close();
    await server.stop();
  }
};
