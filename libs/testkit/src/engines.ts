import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, it } from '@jest/globals';
import { enginesRequired, realEngines } from './settings.ts';

const program = fileURLToPath(new URL('../../../infra/engines/src/main.ts', import.meta.url));
const states = fileURLToPath(new URL('../../../.cache/engines', import.meta.url));

/** An engine that specs can be run on. */
export type EngineName = keyof typeof realEngines;

type State = {
  readonly url: string | null;
  readonly starter: number;
  readonly servers: readonly { readonly pid: number }[];
};

const stateOf = (engine: EngineName): State | null => {
  const file = join(states, `${engine}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as State) : null;
};

/** Whether a process is there; one that ended and of which nobody took note is not. */
const isRunning = (pid: number): boolean => {
  if (pid > 0 && !existsSync('/proc/self')) return spawnSync('ps', ['-p', String(pid)]).status === 0;
  const file = `/proc/${pid}/cmdline`;
  return pid > 0 && existsSync(file) && readFileSync(file, 'utf8') !== '';
};

/** Holds this whole worker still: specs are declared before anything can be awaited. */
const waitAMoment = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);

/** Its address, when all its servers run. */
const urlOf = (state: State | null): string | null =>
  state?.url && state.servers.every(({ pid }) => isRunning(pid)) ? state.url : null;

/** What `npm run engines -- up` started; waits while it is installing and starting. Where engines are required it waits for that, too. */
const startedEngine = (engine: EngineName): string | null => {
  const patience = Date.now() + (enginesRequired ? 60_000 : 0);
  for (;;) {
    const state = stateOf(engine);
    const url = urlOf(state);
    const isComing = state?.url === null && isRunning(state.starter);
    if (url !== null || (!isComing && Date.now() > patience)) return url;
    waitAMoment();
  }
};

const declare = (
  engine: EngineName,
  url: string | null,
  title: string,
  body: (url: string) => void,
): void => {
  if (url !== null) describe(title, () => body(url));
  else if (enginesRequired)
    describe(title, () =>
      it(`runs on ${engine}`, () => {
        throw new Error(`${engine} is required and is not there: npm run engines -- up ${engine}`);
      }),
    );
  else
    describe.skip(`${title} (needs ${engine}: npm run engines -- up ${engine})`, () => body('unreachable'));
};

/**
 * Specs on the engine that a `RELAIS_` setting names, or that `npm run engines -- up` started. Without one they are skipped, and fail
 * where `RELAIS_ENGINES_REQUIRED=1`. All share that engine: each takes names of its own in it.
 */
export const describeOn = (engine: EngineName, title: string, body: (url: string) => void): void =>
  declare(engine, realEngines[engine] ?? startedEngine(engine), title, body);

/** Specs that start an engine of their own by `ownEngine`, to kill it: never one that a setting names. */
export const describeOnOwn = (engine: EngineName, title: string, body: () => void): void =>
  declare(engine, startedEngine(engine), title, body);

/** An engine to be killed. Its address and data stay the same until `close`. */
export type OwnEngine = {
  readonly url: string;
  /** The processes of its servers, in the order of `url`. */
  readonly pids: () => readonly number[];
  /** Kills a server (the first) with SIGKILL. */
  readonly kill: (server?: number) => Promise<void>;
  /** Starts again what does not run. */
  readonly start: () => Promise<void>;
  /** Kills it and starts it again. */
  readonly crash: () => Promise<void>;
  /** Stops a server in its tracks, connections open. */
  readonly freeze: (server?: number) => void;
  readonly thaw: (server?: number) => void;
  readonly close: () => Promise<void>;
};

const ask = async (...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [program, ...args])).stdout;

/** Starts an engine of one's own on free ports, with a folder of its own; installs it where that was never done. */
export const ownEngine = async (engine: EngineName, { servers = 1 } = {}): Promise<OwnEngine> => {
  const folder = await mkdtemp(join(tmpdir(), `relais-${engine}-`));
  const up = async () => {
    const told = await ask(
      'up',
      engine,
      '--data',
      folder,
      '--port',
      '0',
      '--servers',
      String(servers),
      '--json',
    );
    return JSON.parse(told) as State & { readonly url: string };
  };
  let state = await up();
  const pidOf = (server: number): number => state.servers[server]?.pid ?? 0;
  const start = async () => void (state = await up());
  const kill = async (server = 0) => {
    process.kill(pidOf(server), 'SIGKILL');
    while (isRunning(pidOf(server))) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  return {
    url: state.url,
    pids: () => state.servers.map(({ pid }) => pid),
    kill,
    start,
    crash: async () => {
      await kill();
      await start();
    },
    freeze: (server = 0) => void process.kill(pidOf(server), 'SIGSTOP'),
    thaw: (server = 0) => void process.kill(pidOf(server), 'SIGCONT'),
    close: async () => {
      await ask('down', engine, '--data', folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** An EventStoreDB to test on. */
export type EventStoreDbUnderTest = Pick<OwnEngine, 'url' | 'crash' | 'close'>;

/** The EventStoreDB that `RELAIS_EVENTSTOREDB_URL` names, which is never killed, or else a double of one's own. */
export const eventStoreDb = async (): Promise<EventStoreDbUnderTest> => {
  const url = realEngines.eventstoredb;
  if (url === null) return ownEngine('eventstoredb');
  const crash = () => Promise.reject(new Error('a real server is not killed'));
  return { url, crash, close: () => Promise.resolve() };
};
