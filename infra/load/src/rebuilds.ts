import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { drive, type Driven } from './drive.ts';
import { openGraph, type Graph } from './graph.ts';
import { readPage } from './operations.ts';
import { startServer, type Server } from './server.ts';
import type { Settings } from './settings.ts';

const seed = fileURLToPath(new URL('../../local/dist/seed.js', import.meta.url));

/** So many tickets the rebuilt log tells: what is begun and swapped for each rebuild weighs little beside them. */
const told = 3_000;

/** So many people read lists meanwhile. */
const readers = 16;

/** Rebuilds, one after the other, while others read. */
export type Rebuilt = {
  readonly rebuilds: number;
  /** Events that were folded, for each projection that folds them. */
  readonly events: number;
  readonly perSecond: number;
  /** How many projections were rebuilt at once. */
  readonly projections: number;
  /** The pages that were read meanwhile. */
  readonly pages: Driven;
};

/** One projection alone, and all at once; and the same pages without any rebuild. */
export type Rebuilds = { readonly one: Rebuilt; readonly all: Rebuilt; readonly quiet: Driven };

type Say = (line: string) => void;

/** The tickets of a demo provider, in a folder that no server has opened yet. */
const tell = (folder: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const line = [seed, '--tickets', String(told), '--days', '1460', '--data', folder];
    const child = spawn(process.execPath, line, { stdio: ['ignore', 'ignore', 'pipe'] });
    const said: string[] = [];
    child.stderr.on('data', (text: Buffer) => said.push(text.toString()));
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`the seed ended with ${code}: ${said.slice(-5).join('')}`)),
    );
  });

type Line = {
  readonly rebuilt?: { readonly events: number; readonly ms: number };
  readonly result?: { readonly events: number; readonly ms: number };
};

/** Rebuilds once; gives how many projections there were and the events that they folded. */
const rebuildOnce = async ({ url }: Server, body: object) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/operator/rebuild`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  const lines = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const result = lines.at(-1)?.result;
  if (!result || result.events < told) throw new Error(`no rebuild: ${JSON.stringify(lines)}`);
  return { projections: lines.filter(({ rebuilt }) => rebuilt).length, ...result };
};

type Bench = { readonly server: Server; readonly graph: Graph; readonly seconds: number };

const reading = ({ graph, seconds }: Bench): Promise<Driven> =>
  drive(readers, seconds, async (_, turn) => readPage(graph, turn));

const rebuilding = async (bench: Bench, body: object): Promise<Rebuilt> => {
  const done: Awaited<ReturnType<typeof rebuildOnce>>[] = [];
  const began = performance.now();
  const again = async (): Promise<number> => {
    while (performance.now() - began < bench.seconds * 1_000)
      done.push(await rebuildOnce(bench.server, body));
    return (performance.now() - began) / 1_000;
  };
  // The readers go on for as long as it was meant to take: the last rebuild may end a little later.
  const [took, pages] = await Promise.all([again(), reading(bench)]);
  const events = done.reduce((sum, one) => sum + one.events, 0);
  const projections = done[0]?.projections ?? 0;
  return { rebuilds: done.length, events, perSecond: events / took, projections, pages };
};

const measure = async (bench: Bench, say: Say): Promise<Rebuilds> => {
  const warm = { ...bench, seconds: bench.seconds / 3 };
  say('rebuild: warming up …');
  await rebuilding(warm, {});
  say(
    `rebuild: ${readers} readers alone, then with one projection, then with all, ${bench.seconds} s each …`,
  );
  const quiet = await reading(bench);
  const one = await rebuilding(bench, { projection: 'queue' });
  return { quiet, one, all: await rebuilding(bench, {}) };
};

/** Rebuilds of the shipped server's read models, asked for as an operator does, while its lists are read. */
export const driveRebuilds = async (folder: string, settings: Settings, say: Say): Promise<Rebuilds> => {
  say(`rebuild: telling ${told} tickets …`);
  await tell(folder);
  const server = await startServer(folder, { inspected: false });
  const graph = openGraph(server.url, readers);
  try {
    await graph.signIn('nadia@acme');
    return await measure({ server, graph, seconds: settings.seconds }, say);
  } finally {
    await graph.close();
    await server.stop();
  }
};
