import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { Missing } from './engine.ts';

type Run = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: { readonly [name: string]: string };
  /** All that it prints goes here. */
  readonly log: string;
  /** Each line that it prints. */
  readonly line?: (line: string) => void;
};

const notFound = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === 'ENOENT';

/** Runs a program to its end; its exit code, or null when there is no such program. */
const codeOf = async ({ command, args, env, log, line }: Run): Promise<number | null> => {
  const out = createWriteStream(log, { flags: 'a' });
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      out.write(text);
      for (const told of text.split('\n')) if (told.trim()) line?.(told.trim());
    });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? -1;
  } catch (error) {
    if (notFound(error)) return null;
    throw error;
  } finally {
    out.end();
  }
};

/** Asks for a program by what it says of itself; `from` tells where one gets it. */
export const need = async (command: string, args: readonly string[], from: string): Promise<void> => {
  const code = await codeOf({ command, args, log: '/dev/null' });
  if (code === null) throw new Missing(`${command} was not found: ${from}`);
};

/** Runs a program that has to succeed. */
export const run = async (wanted: Run): Promise<void> => {
  let last = '';
  const line = (told: string) => {
    if (/error/i.test(told)) last ||= told;
    wanted.line?.(told);
  };
  const code = await codeOf({ ...wanted, line });
  if (code === 0) return;
  const why = code === null ? 'was not found' : `ended with code ${code}`;
  throw new Missing(`${wanted.command} ${why}${last && `: ${last}`} (all it said: ${wanted.log})`);
};
