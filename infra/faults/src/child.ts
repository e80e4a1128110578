import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

export type Environment = { readonly [name: string]: string };

/** A program that was started. */
export type Child = {
  readonly pid: number;
  /** All that it has said. */
  readonly told: { readonly out: string; readonly err: string };
  readonly isOver: () => boolean;
  /** Settles when it is over, with its code, or the signal that ended it. */
  readonly over: Promise<number | NodeJS.Signals | null>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Ends it by a signal and waits until it is over. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | NodeJS.Signals | null>;
  /** What a line of stdout says behind a pattern; null when it ended before, or said nothing of the kind for a minute. */
  readonly says: (pattern: RegExp) => Promise<string | null>;
};

const keep = (text: string): string => text.slice(-mostTold);

const alive = new Set<ChildProcess>();
process.once('exit', () => alive.forEach((child) => child.kill('SIGKILL')));

/** So much of what a child says is kept. */
const mostTold = 1_000_000;

const patience = 60_000;

/** Starts a Node program; nothing that a person has set is inherited. */
export const startChild = (line: readonly string[], environment: Environment): Child => {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    LANG: 'C',
    TZ: 'UTC',
    ...environment,
  };
  const child = spawn(process.execPath, line, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const told = { out: '', err: '' };
  let ended = false;
  alive.add(child);
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told.err = keep(told.err + text)));
  const over = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on('close', (code, signal) => {
      ended = true;
      alive.delete(child);
      resolve(signal ?? code);
    });
  });
  const says = async (pattern: RegExp): Promise<string | null> => {
    for (const limit = Date.now() + patience; Date.now() < limit; await pause(10)) {
      const found = pattern.exec(told.out)?.[1];
      if (found !== undefined) return found;
      if (ended) return null;
    }
    return null;
  };
  return {
    ...{ pid: child.pid ?? 0, told, over, says },
    isOver: () => ended,
    signal: (signal) => void child.kill(signal),
    end: (signal) => {
      child.kill(signal);
      return over;
    },
  };
};
