import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = fileURLToPath(new URL('../../engines/src/main.ts', import.meta.url));

type State = { readonly url: string; readonly servers: readonly { readonly pid: number }[] };

/** An engine of the drill's own, to be killed. Its address and its data stay the same. */
export type Engine = {
  readonly url: string;
  readonly kill: (server?: number) => Promise<void>;
  /** Starts again what does not run. */
  readonly start: () => Promise<void>;
  readonly freeze: (server?: number) => void;
  readonly thaw: (server?: number) => void;
  readonly close: () => Promise<void>;
};

/** What this machine lacks for a drill. */
export class Lacking extends Error {}

const ask = async (...args: readonly string[]): Promise<string> => {
  try {
    return (await promisify(execFile)(process.execPath, [program, ...args])).stdout;
  } catch (error) {
    const { stderr = '' } = error as { readonly stderr?: string };
    throw new Lacking(`needs ${args[1]}: ${stderr.trim().split('\n').at(-1)}`, { cause: error });
  }
};

/** A process that ended and of which nobody took note is not there any more. */
const isThere = (pid: number): boolean => {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, 'utf8') !== '';
};

/** Starts an engine on free ports with its data in a folder; throws Lacking when this machine cannot. */
export const startEngine = async (name: string, folder: string, servers = 1): Promise<Engine> => {
  const line = ['up', name, '--data', folder, '--port', '0', '--servers', String(servers), '--json'];
  const up = async (): Promise<State> => JSON.parse(await ask(...line)) as State;
  let state = await up();
  const pidOf = (server: number): number => state.servers[server]?.pid ?? 0;
  const killAll = (): void =>
    state.servers.forEach(({ pid }) => isThere(pid) && process.kill(pid, 'SIGKILL'));
  process.once('exit', killAll);
  return {
    url: state.url,
    kill: async (server = 0) => {
      process.kill(pidOf(server), 'SIGKILL');
      while (isThere(pidOf(server))) await pause(10);
    },
    start: async () => void (state = await up()),
    freeze: (server = 0) => void process.kill(pidOf(server), 'SIGSTOP'),
    thaw: (server = 0) => void process.kill(pidOf(server), 'SIGCONT'),
    close: async () => {
      await ask('down', name, '--data', folder);
      process.off('exit', killAll);
    },
  };
};
