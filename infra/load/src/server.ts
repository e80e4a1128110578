import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../local/dist/main.js', import.meta.url));

/** The server that ships, as a child on an empty folder and a free port. */
export type Server = {
  readonly url: string;
  /** Where its inspector listens; null unless it was asked for. */
  readonly inspector: string | null;
  /** CPU time that all its threads have used, in seconds. */
  readonly cpu: () => number;
  /** Memory that is resident now, in MiB. */
  readonly resident: () => number;
  /** Asks it to stop as an operator does, and waits until it has. */
  readonly stop: () => Promise<void>;
};

/** USER_HZ, in which Linux tells CPU times on every architecture that Relais runs on. */
const ticks = 100;

/** User and system time of a line of /proc/PID/stat, in seconds. The name in it may hold spaces and brackets. */
export const cpuOf = (stat: string): number => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
};

/** VmRSS of a /proc/PID/status, in MiB. */
export const residentOf = (status: string): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN) / 1_024;

/** The first line that matches; rejects with all that was said when the child ends before. */
const lineOf = (child: ChildProcess, stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    const said: string[] = [];
    const source = child[stream];
    if (!source) return reject(new Error(`${stream} is not piped`));
    createInterface(source).on('line', (line) => {
      said.push(line);
      const found = pattern.exec(line)?.[1];
      if (found) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`the server ended with ${code}: ${said.slice(-20).join('\n')}`)),
    );
  });

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));

/** Nothing of the caller's environment may point the server elsewhere; and what was not answered may not be in its log. */
const environment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('RELAIS_'))),
  RELAIS_DEMO_TICKETS: '0',
});

const spawnServer = (folder: string, inspected: boolean): ChildProcess => {
  const flags = [
    '--enable-source-maps',
    '--max-semi-space-size=8',
    '--max-old-space-size=512',
    ...(inspected ? ['--inspect=127.0.0.1:0'] : []),
  ];
  const line = [...flags, entry, '--port', '0', '--data', folder];
  return spawn(process.execPath, line, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
};

/** Starts the server and waits until it is ready. Needs a build of infra/local. */
export const startServer = async (
  folder: string,
  { inspected }: { readonly inspected: boolean },
): Promise<Server> => {
  const child = spawnServer(folder, inspected);
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ready = lineOf(child, 'stdout', /^Relais is ready at (\S+)$/);
  const listening = lineOf(child, 'stderr', /^Debugger listening on (\S+)$/);
  listening.catch(() => undefined);
  const url = await ready;
  const about = (file: string): string => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    url,
    inspector: inspected ? await listening : null,
    cpu: () => cpuOf(about('stat')),
    resident: () => residentOf(about('status')),
    stop: async () => {
      child.kill('SIGTERM');
      await ended(child);
      process.off('exit', kill);
    },
  };
};
