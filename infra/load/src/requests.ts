import { drive, forEach, ownOf, type Call, type Driven } from './drive.ts';
import { openGraph, type Graph } from './graph.ts';
import { proveLog, ProofFault } from './log-proof.ts';
import { findClient, openTicket, readTicket, workOn } from './operations.ts';
import { recorder, type Recorder } from './recorder.ts';
import { inTurn } from './samples.ts';
import { startServer, type Server } from './server.ts';
import { tickets, type Settings } from './settings.ts';

/** Calls that a server answered, and what they cost it and the callers. */
export type Served = Driven & {
  /** CPU time of the server for one request, all its threads, in ms. */
  readonly serverCpu: number;
  /** CPU time of the callers' side for one request, in ms: it shares the cores. */
  readonly callerCpu: number;
};

/** Resident memory of the server, in MiB. */
export type Memory = { readonly idle: number; readonly loaded: number; readonly rested: number };

/** What the server made of the load. */
export type Requests = { readonly mutations: Served; readonly queries: Served; readonly memory: Memory };

type Say = (line: string) => void;

type Bench = {
  readonly settings: Settings;
  readonly server: Server;
  readonly graph: Graph;
  readonly recorder: Recorder;
  readonly say: Say;
};

const ownCpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Warms up, then measures; gives also how many calls there were in all. */
const measure = async ({ settings, server, recorder, say }: Bench, name: string, call: Call) => {
  const { callers, seconds } = settings;
  say(`${name}: warming up …`);
  const warm = await drive(callers, seconds / 3, call);
  say(`${name}: measuring ${seconds} s …`);
  const record = await recorder(name);
  const before = { server: server.cpu(), own: ownCpu() };
  const driven = await drive(callers, seconds, call);
  const serverCpu = ((server.cpu() - before.server) * 1_000) / driven.count;
  const callerCpu = ((ownCpu() - before.own) * 1_000) / driven.count;
  await record.end();
  return { served: { ...driven, serverCpu, callerCpu }, calls: warm.count + driven.count };
};

const prepare = async ({ settings, graph, say }: Bench): Promise<readonly string[]> => {
  say(`Opening ${tickets} tickets …`);
  await graph.signIn('nadia@acme');
  const client = await findClient(graph, 'acme');
  const ids: string[] = [];
  await forEach(tickets, settings.callers, async (place) => {
    ids[place] = await openTicket(graph, client, place);
  });
  return ids;
};

/** What the graph shows of all tickets must be what it has answered before. */
const count = async ({ settings, graph }: Bench, ids: readonly string[], expected: number): Promise<void> => {
  let shown = 0;
  await forEach(ids.length, settings.callers, async (place) => {
    const revision = await readTicket(graph, inTurn(ids, place));
    shown += revision + 1;
  });
  if (shown !== expected)
    throw new ProofFault(`the graph shows ${shown} events of tickets, ${expected} were answered`);
};

/** How long a server is left alone before its memory is read again, in ms. */
const rest = 10_000;

const run = async (bench: Bench): Promise<Requests & { readonly written: number }> => {
  const { settings, server, graph, say } = bench;
  const idle = server.resident();
  const ids = await prepare(bench);
  const own = ownOf(tickets, settings.callers);
  const mutations = await measure(bench, 'mutations', async (caller, turn) => {
    const { place, round } = own(caller, turn);
    await workOn(graph, inTurn(ids, place), place + round);
  });
  const queries = await measure(bench, 'queries', async (caller, turn) => {
    await readTicket(graph, inTurn(ids, own(caller, turn).place));
  });
  const loaded = server.resident();
  const written = tickets + mutations.calls;
  await count(bench, ids, written);
  say('Letting the server rest …');
  await new Promise((resolve) => setTimeout(resolve, rest));
  const memory = { idle, loaded, rested: server.resident() };
  return { mutations: mutations.served, queries: queries.served, memory, written };
};

/** Mutations and queries over HTTP against the shipped entry, a process of its own on an empty folder. */
export const driveRequests = async (folder: string, settings: Settings, say: Say): Promise<Requests> => {
  say('Starting the server …');
  const server = await startServer(folder, { inspected: settings.profile !== null });
  const graph = openGraph(server.url, settings.callers);
  try {
    const bench = { settings, server, graph, say, recorder: recorder(server.inspector, settings.profile) };
    const { written, ...requests } = await run(bench);
    await server.stop();
    say('Checking the log …');
    await proveLog(folder, written);
    return requests;
  } finally {
    await graph.close();
    await server.stop();
  }
};
