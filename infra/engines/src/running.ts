import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Missing, type Engine } from './engine.ts';
import { freePort, isAlive, startServer, stopServer, type Server } from './servers.ts';
import { readState, writeState, type State } from './state.ts';

/** What `up` was asked for. */
export type Wanted = {
  /** Where states, data and logs are. */
  readonly folder: string;
  /** Where engines are installed, outside the clone. */
  readonly cache: string;
  /** Null: those of last time, or the engine's own. 0: any that are free. */
  readonly port: number | null;
  readonly servers: number;
  readonly version: string;
  readonly tell: (line: string) => void;
};

/** Once for all clones; two that install at the same time do not meet. */
const installed = async (engine: Engine, { cache, version, tell }: Wanted): Promise<string> => {
  const folder = join(cache, `${engine.name}-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const made = await mkdtemp(join(cache, `${engine.name}-being-installed-`));
  try {
    await engine.install(made, version, tell);
    await rename(made, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  return folder;
};

const portsFor = async (
  engine: Engine,
  { port, servers }: Wanted,
): Promise<readonly (readonly number[])[]> => {
  const first = port ?? engine.port;
  const given = Array.from({ length: servers * engine.portsEach }, (_, index) =>
    first === 0 ? 0 : first + index,
  );
  const free: number[] = [];
  for (const one of given) free.push(await freePort(one));
  const of = (server: number) => free.slice(server * engine.portsEach, (server + 1) * engine.portsEach);
  return Array.from({ length: servers }, (_, server) => of(server));
};

const logOf = (engine: Engine, folder: string): string => join(folder, `${engine.name}.log`);

const lastOf = (log: string): string => readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? '';

/** Why something did not succeed; null when it did. */
const failureOf = (attempt: Promise<void>): Promise<string | null> =>
  attempt.then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

/** Waits until a client is answered; a server that ended meanwhile is told with the last that it said. */
const untilReady = async (
  engine: Engine,
  url: string,
  servers: readonly Server[],
  log: string,
): Promise<void> => {
  const asked = Date.now();
  for (;;) {
    const failed = await failureOf(engine.answers(url, servers.length));
    if (failed === null) return;
    if (!servers.every(isAlive))
      throw new Missing(`${engine.name} ended at its start: ${lastOf(log)} (${log})`);
    if (Date.now() - asked > 90_000) throw new Missing(`${engine.name} does not answer: ${failed} (${log})`);
    await pause(100);
  }
};

/** Starts those servers of an engine that do not run, on the ports that they had. */
const startMissing = async (
  engine: Engine,
  wanted: Wanted,
  known: readonly Server[],
): Promise<readonly Server[]> => {
  const { folder, version, tell } = wanted;
  const place = await installed(engine, wanted);
  const ports = known.length > 0 ? known.map((server) => server.ports) : await portsFor(engine, wanted);
  const data = join(folder, engine.name);
  await mkdir(data, { recursive: true });
  tell(`starting ${engine.name} ${version}`);
  const programs = await engine.programs({ data, ports, installed: place, version });
  return programs.map((program, index) => {
    const there = known[index];
    return there && isAlive(there) ? there : startServer(program, ports[index] ?? [], logOf(engine, folder));
  });
};

/** Starts an engine with what it had last time; ready when a client was answered. */
export const up = async (engine: Engine, wanted: Wanted): Promise<State> => {
  const before = await readState(wanted.folder, engine.name);
  const [known, version] = [before?.servers ?? [], before?.version ?? wanted.version];
  if (before?.url && known.every(isAlive)) {
    await engine.answers(before.url, known.length);
    return before;
  }
  const state = { engine: engine.name, version, starter: process.pid };
  await writeState(wanted.folder, { ...state, url: null, servers: known });
  const servers = await startMissing(engine, { ...wanted, version }, known);
  await writeState(wanted.folder, { ...state, url: null, servers });
  const url = engine.url(servers.map(({ ports: [port = 0] }) => port));
  await untilReady(engine, url, servers, logOf(engine, wanted.folder));
  const ready = { ...state, url, servers };
  await writeState(wanted.folder, ready);
  return ready;
};

/** Stops an engine; its data stay. False: it did not run. */
export const down = async (engine: Engine, folder: string): Promise<boolean> => {
  const state = await readState(folder, engine.name);
  const running = state?.servers.filter(isAlive) ?? [];
  await Promise.all(running.map(stopServer));
  if (state) await writeState(folder, { ...state, url: null, starter: 0 });
  return running.length > 0;
};

/** Whether an engine runs and answers. */
export const status = async (
  engine: Engine,
  folder: string,
): Promise<{ state: State; isUp: boolean } | null> => {
  const state = await readState(folder, engine.name);
  if (!state) return null;
  const { url, servers } = state;
  if (!url || !servers.every(isAlive)) return { state, isUp: false };
  const isUp = await engine.answers(url, servers.length).then(
    () => true,
    () => false,
  );
  return { state, isUp };
};
