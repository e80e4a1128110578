import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

// Programs are started, on whatever else the machine is doing.
jest.setTimeout(60_000);

const program = fileURLToPath(new URL('./main.ts', import.meta.url));

type Told = { readonly code: number; readonly out: string; readonly err: string };
type State = { readonly url: string; readonly servers: readonly { readonly pid: number }[] };

let folder: string;

const engines = (args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Told> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...args, '--data', folder], { env }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });

const up = async (): Promise<State> => {
  const { out } = await engines(['up', 'eventstoredb', '--port', '0', '--json']);
  return JSON.parse(out) as State;
};

beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'relais-engines-'))));
afterAll(async () => {
  await engines(['down', 'eventstoredb']);
  await rm(folder, { recursive: true, force: true });
});

describe('an engine', () => {
  it('is told to be down, up, and down again, by its exit code too', async () => {
    const never = { code: 1, out: 'eventstoredb was never started\n' };
    expect(await engines(['status', 'eventstoredb'])).toMatchObject(never);
    const { url, servers } = await up();
    const told = await engines(['status', 'eventstoredb']);
    expect(told).toMatchObject({ code: 0 });
    expect(told.out).toContain(`is up: ${url} (pid ${servers[0]?.pid})`);
    expect(await up()).toMatchObject({ url, servers });
    expect((await engines(['down', 'eventstoredb'])).out).toBe('eventstoredb was stopped\n');
    expect((await engines(['down', 'eventstoredb'])).out).toBe('eventstoredb did not run\n');
    expect((await engines(['status', 'eventstoredb'])).code).toBe(1);
  });

  it('comes back on the port that it had', async () => {
    const { url, servers } = await up();
    process.kill(servers[0]?.pid ?? 0, 'SIGKILL');
    const again = await up();
    expect(again.url).toBe(url);
    expect(again.servers[0]?.pid).not.toBe(servers[0]?.pid);
  });

  it('is not stopped by a pid that another process was given', async () => {
    const { servers } = await up();
    const file = join(folder, 'eventstoredb.json');
    const state = await readFile(file, 'utf8');
    await writeFile(file, state.replaceAll(String(servers[0]?.pid), String(process.pid)));
    expect((await engines(['down', 'eventstoredb'])).out).toBe('eventstoredb did not run\n');
    await writeFile(file, state);
    expect((await engines(['down', 'eventstoredb'])).out).toBe('eventstoredb was stopped\n');
  });
});

describe('what cannot succeed is told in one line', () => {
  const bare = { ...process.env, PATH: '/nowhere' };

  it.each([
    ['kafka', 'java was not found: Kafka needs Java 17 or later (Debian: default-jre-headless)'],
    [
      'mongodb',
      'cargo was not found: the server of MongoDB’s protocol is built here by Rust (https://rustup.rs, or Debian: cargo)',
    ],
  ])('%s on a machine without its tools', async (engine, line) => {
    const cache = join(folder, 'empty-cache');
    const { code, err } = await engines(['up', engine, '--port', '0'], {
      ...bare,
      RELAIS_ENGINES_CACHE: cache,
    });
    expect({ code, last: err.trim().split('\n').at(-1) }).toEqual({ code: 1, last: `${engine}: ${line}` });
    expect(existsSync(cache) ? readdirSync(cache).filter((name) => !name.endsWith('.log')) : []).toEqual([]);
  });

  it('a taken port', async () => {
    const taken = await new Promise<Server>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
    });
    const address = taken.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    await rm(join(folder, 'eventstoredb.json'), { force: true });
    const { code, err } = await engines(['up', 'eventstoredb', '--port', port]);
    taken.close();
    expect(code).toBe(1);
    expect(err).toBe(`eventstoredb: port ${port} of this machine is taken: choose another by --port\n`);
  });

  it.each([
    [['up', 'eventstoredb', '--port', 'x'], '--port has to be a whole number from 0 to 65000, not x'],
    [['up', 'eventstoredb', '--servers', '2'], '--servers has to be a whole number from 1 to 1, not 2'],
    [['up', 'kafka', '--engine-version', '1'], 'kafka 1 is not known here: 4.4.0, 3.9.2 are'],
  ])('%j', async (args, line) => {
    const { code, err } = await engines(args);
    expect({ code, err }).toEqual({ code: 1, err: `${args[1]}: ${line}\n` });
  });
});
