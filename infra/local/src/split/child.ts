import { spawn, type ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Fault } from '@relais/kernel';
import type { Log } from '@relais/nest';
import { request } from 'undici';
import type { Say } from '../front.ts';

/** One of many processes: what it is called, how it is started the first time and again, and what its environment tells it. */
export type Program = {
  readonly name: string;
  readonly first: readonly string[];
  readonly again: readonly string[];
  readonly environment: { readonly [name: string]: string | undefined };
};

/** Who hears of what happens to processes: what they say goes on as it is. */
export type Hearing = { readonly say: Say; readonly log: Log };

const entry = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url));

/** What a process says on its standard output once it listens. */
const ready = /^\S.* is ready at (http:\/\/\S+)$/;

/** What it says while it does something; all else that is said before it is ready is why it cannot be. */
const doing = /^[A-Z].* …$/;

/** How long a start may take, and an end, in ms. */
const patience = { start: 120_000, end: 6_000 };

/** Before it is started again, in ms: twice as long each time, until it has lasted for a while. */
const rest = { first: 100, longest: 5_000, lasting: 10_000 };

const isReady = async (url: string): Promise<boolean> => {
  try {
    // A connection that is kept would hold up its end.
    const once = { reset: true, signal: AbortSignal.timeout(1_000) };
    const { statusCode, body } = await request(`${url}/health/ready`, once);
    await body.dump();
    return statusCode === 200;
  } catch {
    // It was busy, or has ended meanwhile: both are looked at again.
    return false;
  }
};

/** One life of a process. */
class Life {
  readonly began = performance.now();
  /** How it ended: a code, or a signal. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #say: Say;
  #url: string | null = null;
  /** What it said before it was ready. */
  #said: string[] | null = [];

  constructor(args: readonly string[], environment: Program['environment'], say: Say) {
    this.#say = say;
    this.#child = spawn(process.execPath, [...process.execArgv, entry, ...args], {
      ...{ env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('error', ({ message }) => resolve(message));
      this.#child.once('close', (code, signal) => resolve(signal ?? `code ${String(code)}`));
    });
    createInterface(this.#child.stdout as Readable).on('line', (line) => {
      this.#url ??= ready.exec(line)?.[1] ?? null;
    });
    createInterface(this.#child.stderr as Readable).on('line', (line) => {
      if (this.#said && !doing.test(line)) this.#said.push(line);
      else say(line);
    });
  }

  /** Its address, once it says that it is ready; the Fault `process-failed` repeats why it never was. */
  async ready(name: string): Promise<string> {
    const url = await this.#readyInTime();
    if (url === null) await this.end();
    const said = this.#said ?? [];
    this.#said = null;
    if (url !== null) {
      for (const line of said) this.#say(line);
      return url;
    }
    const why = said.join('\n') || `it ended with ${await this.ended} before it was ready`;
    throw new Fault('process-failed', `${name} cannot start: ${why}`);
  }

  async #readyInTime(): Promise<string | null> {
    const late = this.began + patience.start;
    const over = this.ended.then(() => true);
    for (let isOver = false; !isOver && performance.now() < late;) {
      if (this.#url && (await isReady(this.#url))) return this.#url;
      isOver = await Promise.race([over, pause(20, false)]);
    }
    return null;
  }

  /** Asks it to end, and ends it where it does not. */
  async end(): Promise<void> {
    this.#child.kill('SIGTERM');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), patience.end);
    await this.ended;
    clearTimeout(late);
  }
}

/** A process that is started again whenever it ends by itself. */
export class Child {
  readonly #program: Program;
  readonly #hearing: Hearing;
  readonly #stopping = new AbortController();
  #life: Life | null = null;
  /** Its port, once it has one. */
  #own: { readonly RELAIS_PORT?: string } = {};
  #kept: Promise<void> = Promise.resolve();

  constructor(program: Program, hearing: Hearing) {
    this.#program = program;
    this.#hearing = hearing;
  }

  /** Its address, which it keeps for all its lives. */
  async start(): Promise<string> {
    const life = this.#live(this.#program.first);
    const url = await life.ready(this.#program.name);
    this.#own = { RELAIS_PORT: new URL(url).port };
    this.#kept = this.#keep(life);
    return url;
  }

  /** Asks it to end, and lets it be. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#life?.end();
    await this.#kept;
  }

  #live(args: readonly string[]): Life {
    const environment = { ...this.#program.environment, ...this.#own };
    this.#life = new Life(args, environment, this.#hearing.say);
    return this.#life;
  }

  async #keep(first: Life): Promise<void> {
    const { name, again } = this.#program;
    let wait = rest.first;
    for (let life = first; ; life = this.#live(again)) {
      if (life !== first) await life.ready(name).catch((error: Error) => this.#tell(error.message));
      const how = await life.ended;
      if (this.#stopping.signal.aborted) return;
      if (performance.now() - life.began > rest.lasting) wait = rest.first;
      this.#tell(`${name} ended (${how}) and is started again in ${wait} ms`);
      const isStopped = await pause(wait, false, this.#stopping).catch(() => true);
      if (isStopped) return;
      wait = Math.min(2 * wait, rest.longest);
    }
  }

  #tell(message: string): void {
    if (this.#stopping.signal.aborted) return;
    this.#hearing.log({ level: 'error', code: 'process-ended', correlation: 'supervisor', message });
  }
}
