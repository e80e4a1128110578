import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Server } from './servers.ts';

/**
 * What is known of an engine, kept in `<folder>/<engine>.json`: `url` is for clients; while it is null the engine is being installed
 * or started by the process `starter`.
 */
export type State = {
  readonly engine: string;
  readonly version: string;
  readonly url: string | null;
  readonly starter: number;
  readonly servers: readonly Server[];
};

const fileOf = (folder: string, engine: string): string => join(folder, `${engine}.json`);

/** Null: never started in this folder. */
export const readState = async (folder: string, engine: string): Promise<State | null> => {
  const text = await readFile(fileOf(folder, engine), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as State);
};

/** Whole or not at all: whoever reads meanwhile sees the one before. */
export const writeState = async (folder: string, state: State): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const file = fileOf(folder, state.engine);
  await writeFile(`${file}.${process.pid}`, `${JSON.stringify(state, null, 2)}\n`);
  await rename(`${file}.${process.pid}`, file);
};
