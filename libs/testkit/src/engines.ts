import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { realEventStoreDb } from './settings.ts';

const program = fileURLToPath(new URL('../../../infra/engines/src/eventstoredb/main.ts', import.meta.url));

/** An EventStoreDB to test on. */
export type EventStoreDbUnderTest = {
  readonly url: string;
  /** Kills it with SIGKILL and starts it again on the same port and file. */
  readonly crash: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const listening = /listening on (esdb:\S+)/;

/** Starts the double, a process of its own, and waits for the address that it tells. */
const begin = async (file: string, port: number): Promise<{ child: ChildProcess; url: string }> => {
  const args = [program, '--file', file, '--port', String(port)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  while (!listening.test(said) && child.exitCode === null)
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  const url = listening.exec(said)?.[1];
  if (!url) throw new Error(`the double of EventStoreDB did not start: ${said}`);
  return { child, url };
};

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
};

/** The server that `RELAIS_EVENTSTOREDB_URL` names, or else a double with a file of its own. */
export const eventStoreDb = async (): Promise<EventStoreDbUnderTest> => {
  if (realEventStoreDb) {
    const crash = () => Promise.reject(new Error('a real server is not killed'));
    return { url: realEventStoreDb, crash, close: () => Promise.resolve() };
  }
  const folder = await mkdtemp(join(tmpdir(), 'relais-eventstoredb-'));
  const file = join(folder, 'log.db');
  let { child, url } = await begin(file, 0);
  return {
    url,
    crash: async () => {
      await end(child, 'SIGKILL');
      ({ child, url } = await begin(file, Number(new URL(url).port)));
    },
    close: async () => {
      await end(child, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
};
