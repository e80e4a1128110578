import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const pathTo = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** What `npm start` runs once it has built. */
const entry = pathTo('../../dist/main.js');

/** What `npm run start:split` runs. */
const splitEntry = pathTo('../../dist/split/main.js');

/** What `npx relais` runs. */
const commandLine = pathTo('../../../cli/relais.mjs');

type Environment = { readonly [name: string]: string };

/** A program that ran to its end. */
export type Ended = {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** How long it took to end, counted from the signal, or from its start when there was none. */
  readonly ms: number;
};

/** A started program. */
type Started = {
  readonly child: ChildProcess;
  readonly told: { out: string; err: string };
  readonly ended: Promise<Ended>;
  readonly end: (signal: NodeJS.Signals) => Promise<Ended>;
};

const alive = new Set<ChildProcess>();

/** Nothing of this terminal is inherited: what a person has set must not change what a spec proves. */
const run = (args: readonly string[], environment: Environment): Started => {
  // What a spec counts is its own, unless it asks for the demo's tickets.
  const env = { PATH: '', LANG: 'C', TZ: 'UTC', RELAIS_DEMO_TICKETS: '0', ...environment };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const told = { out: '', err: '' };
  let since = performance.now();
  alive.add(child);
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told.err += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      alive.delete(child);
      resolve({ code, ...told, ms: performance.now() - since });
    });
  });
  const end = (signal: NodeJS.Signals): Promise<Ended> => {
    since = performance.now();
    child.kill(signal);
    return ended;
  };
  return { child, told, ended, end };
};

/** Runs the shipped entry until it ends by itself: what cannot start says why. */
export const tryStart = (args: readonly string[], environment: Environment = {}): Promise<Ended> =>
  run([entry, ...args], environment).ended;

/** The same, with a process for each service. */
export const tryStartSplit = (args: readonly string[], environment: Environment = {}): Promise<Ended> =>
  run([splitEntry, ...args], environment).ended;

/** Runs `relais` as a person does. */
export const relais = (args: readonly string[], environment: Environment = {}): Promise<Ended> =>
  run([commandLine, ...args], environment).ended;

/** A running Relais, from outside. */
export type Shipped = {
  readonly url: string;
  readonly pid: number;
  /** All that it has said so far. */
  readonly told: { readonly out: string; readonly err: string };
  /** Ends it: SIGINT is Ctrl-C. */
  readonly end: (signal?: NodeJS.Signals) => Promise<Ended>;
};

const ready = /^Relais is ready at (http:\/\/\S+)$/m;

/** How long a start may take, ms. */
const patience = 60_000;

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

/** The address that it says, once it is ready; null when it ended, or took too long. */
const readyAt = async ({ child, told }: Started): Promise<string | null> => {
  const limit = Date.now() + patience;
  while (!hasEnded(child) && Date.now() < limit) {
    const url = ready.exec(told.out)?.[1];
    if (url) return url;
    await pause(10);
  }
  return null;
};

const startEntry = async (
  program: string,
  folder: string,
  environment: Environment,
  more: readonly string[] = [],
): Promise<Shipped> => {
  const args = ['--enable-source-maps', program, '--port', '0', '--data', folder, ...more];
  const started = run(args, environment);
  const url = await readyAt(started);
  if (!url) throw new Error(`Relais did not start: ${(await started.end('SIGKILL')).err}`);
  const { child, told, end } = started;
  return { url, pid: child.pid ?? 0, told, end: (signal = 'SIGINT') => end(signal) };
};

/** Starts the shipped entry on any free port and a data folder; settled when it says that it is ready. */
export const start = (folder: string, environment: Environment = {}): Promise<Shipped> =>
  startEntry(entry, folder, environment);

/** The same, with a process for each service. */
export const startSplit = (
  folder: string,
  environment: Environment,
  more: readonly string[] = [],
): Promise<Shipped> => startEntry(splitEntry, folder, environment, more);

/** Ends whatever a failed spec has left running. */
export const endAll = (): void => {
  for (const child of alive) child.kill('SIGKILL');
};
