import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startChild, type Child, type Environment } from './child.ts';
import type { Bench } from './drill.ts';
import { startEngine, type Engine } from './engine.ts';
import { compiled } from './relais.ts';
import type { Stage } from './under-load.ts';
import { eventStoreDbLog } from './verdict/eventstoredb-log.ts';
import { embeddedRows } from './verdict/rows.ts';

const entry = fileURLToPath(new URL('../../local/dist/split/main.js', import.meta.url));

/** One of the processes that a supervisor has started, by what it is: `triage`, `gateway`. */
export type Process = { readonly name: string; readonly pid: number };

/** Relais as many processes, on engines of the drill's own. */
export type Split = Stage & {
  readonly engines: { readonly [name: string]: Engine };
  /** What runs now below a supervisor. */
  readonly processes: (supervisor: Child) => readonly Process[];
  /** Starts one more process of the same installation. */
  readonly startMore: (...words: readonly string[]) => Child;
  readonly close: () => Promise<void>;
};

/** The parent of a process and the words that it was started with. */
const told = (pid: string): { readonly parent: number; readonly words: readonly string[] } => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  return { parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]), words };
};

const tellIfThere = (pid: string) => {
  try {
    return [{ pid: Number(pid), ...told(pid) }];
  } catch {
    // It ended while it was looked at.
    return [];
  }
};

/** `service triage 1` is triage, `gateway seed` the gateway. */
const nameOf = (words: readonly string[]): string => {
  const [role = '', name = ''] = words.slice(words.indexOf(entry) + 1);
  return role === 'service' ? name : role;
};

const childrenOf = ({ pid: supervisor }: Child): readonly Process[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(tellIfThere)
    .filter(({ parent, words }) => parent === supervisor && words.includes(entry))
    .map(({ pid, words }) => ({ pid, name: nameOf(words) }));

const settings: { readonly [engine: string]: string } = {
  eventstoredb: 'RELAIS_EVENTSTOREDB_URL',
  kafka: 'RELAIS_KAFKA_BROKERS',
  mongodb: 'RELAIS_MONGODB_URL',
};

export type Wanted = {
  readonly engines: readonly string[];
  readonly brokers?: number;
  readonly replicas?: string;
};

const startEngines = async (
  { folder }: Bench,
  { engines, brokers = 1 }: Wanted,
): Promise<Split['engines']> => {
  const started: { [name: string]: Engine } = {};
  for (const name of engines)
    started[name] = await startEngine(name, join(folder, 'engines'), name === 'kafka' ? brokers : 1);
  return started;
};

/** Prepares many processes on these engines; nothing of Relais runs yet. */
export const openSplit = async (bench: Bench, wanted: Wanted): Promise<Split> => {
  const data = join(bench.folder, 'data');
  const engines = await startEngines(bench, wanted);
  const urls = Object.entries(engines).map(([name, { url }]) => [settings[name] ?? name, url]);
  const environment: Environment = {
    ...Object.fromEntries(urls),
    ...{ RELAIS_DEMO_TICKETS: '0', NODE_COMPILE_CACHE: compiled },
    RELAIS_CALLER_KEY: randomBytes(32).toString('base64'),
    ...(wanted.replicas !== undefined && { RELAIS_REPLICAS: wanted.replicas }),
  };
  const more: Child[] = [];
  const start = (...words: readonly string[]): Child =>
    startChild(['--max-semi-space-size=8', entry, ...words, '--port', '0', '--data', data], environment);
  const withLists = (): readonly string[] =>
    readdirSync(data)
      .map((name) => join(data, name))
      .filter((folder) => existsSync(join(folder, 'projections.db')));
  return {
    engines,
    launch: () => start(),
    log: () => eventStoreDbLog(engines['eventstoredb']?.url ?? ''),
    rows: () => withLists().flatMap(embeddedRows),
    processes: childrenOf,
    startMore: (...words) => {
      const child = start(...words);
      more.push(child);
      return child;
    },
    close: async () => {
      await Promise.all(more.map((child) => child.end('SIGKILL')));
      await Promise.all(Object.values(engines).map((engine) => engine.close()));
    },
  };
};

/** Waits until as many processes of a name run as before one of them was ended. */
export const isBack = async (
  split: Split,
  supervisor: Child,
  gone: Process,
  before: number,
): Promise<boolean> => {
  const back = (): boolean => {
    const same = split.processes(supervisor).filter(({ name }) => name === gone.name);
    return same.length === before && same.every(({ pid }) => pid !== gone.pid);
  };
  for (const limit = Date.now() + 20_000; Date.now() < limit && !back();) await pause(50);
  return back();
};
