import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** A command that was answered, and where it led. */
export type Acknowledged = {
  readonly commandId: string;
  readonly ticketId: string;
  readonly revision: number;
};

/** What the files of a data folder say, read by a program that imports nothing of Relais. */
export type Verdict = {
  readonly events: number;
  /** What is wrong; nothing may be. */
  readonly faults: readonly string[];
  /** The command of each event. */
  readonly written: readonly string[];
  readonly tickets: number;
  /** How often the kill hit: between decision and append, between append and answer, between answer and checkpoint. */
  readonly cases: {
    readonly decided: number;
    readonly written: number;
    readonly answered: number;
    readonly applied: number;
  };
  readonly queue: readonly { readonly key: string; readonly revision: number; readonly row: string }[];
};

const program = fileURLToPath(new URL('verdict.mjs', import.meta.url));

/** Judges a folder against what was wished and what was answered. */
export const judge = async (
  folder: string,
  acknowledged: readonly Acknowledged[],
  wished: readonly string[],
): Promise<Verdict> => {
  const file = `${folder}.said.json`;
  writeFileSync(file, JSON.stringify({ acknowledged, wished }));
  const child = spawn(process.execPath, [program, folder, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  rmSync(file);
  if (out === '') throw new Error(`no verdict: ${err}`);
  return JSON.parse(out) as Verdict;
};
