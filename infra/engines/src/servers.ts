import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Program } from './engine.ts';
import { Missing } from './engine.ts';

/** A server that was started; it is only ever stopped by this pid, when the pid is still its own. */
export type Server = { readonly pid: number; readonly ports: readonly number[]; readonly mark: string };

/** What a running process was started with; empty for one that ended, even if nobody has taken note of it yet. */
const argumentsOf = (pid: number): string => {
  if (!existsSync('/proc/self')) return spawnSync('ps', ['-o', 'args=', '-p', String(pid)]).stdout.toString();
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

/** Whether the process is there and is the one that was started, not a later one that was given the same pid. */
export const isAlive = ({ pid, mark }: Server): boolean => argumentsOf(pid).includes(mark);

/** Starts a program that outlives this one. */
export const startServer = (program: Program, ports: readonly number[], log: string): Server => {
  const out = openSync(log, 'a');
  const child = spawn(program.command, program.args, { detached: true, stdio: ['ignore', out, out] });
  child.unref();
  closeSync(out);
  const mark = program.args.findLast((argument) => argument.startsWith('/')) ?? program.command;
  if (child.pid === undefined) throw new Missing(`${program.command} could not be started`);
  return { pid: child.pid, ports, mark };
};

/** Asks a server to end, and kills it when it does not within 15 s. */
export const stopServer = async (server: Server): Promise<void> => {
  if (!isAlive(server)) return;
  process.kill(server.pid, 'SIGTERM');
  for (let waited = 0; waited < 15_000 && isAlive(server); waited += 50) await pause(50);
  if (isAlive(server)) process.kill(server.pid, 'SIGKILL');
  while (isAlive(server)) await pause(20);
};

/** Takes a port and lets it go at once; 0 gives any that is free. Missing when somebody listens on it. */
export const freePort = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', () =>
      reject(new Missing(`port ${port} of this machine is taken: choose another by --port`)),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
