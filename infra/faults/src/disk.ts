import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from './child.ts';

const source = fileURLToPath(new URL('../failing-disk.c', import.meta.url));

/** A disk that fails on demand: it stands between a child and its files. */
export type Disk = {
  /** What a child is started with that is to have this disk. */
  readonly environment: Environment;
  /** `FILE OP ACTION`, as failing-disk.c reads it; holds until it has happened once, but for `full`. */
  readonly arm: (fault: string) => void;
  readonly isArmed: () => boolean;
  readonly disarm: () => void;
  /** What it did since it was armed, a line each. */
  readonly log: () => readonly string[];
};

/** Compiles the disk into a folder; null when this machine has no C compiler, or no Linux. */
export const makeDisk = (folder: string): Disk | null => {
  const library = join(folder, 'failing-disk.so');
  const control = join(folder, 'fault');
  const log = `${control}.log`;
  const made = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'], {
    encoding: 'utf8',
  });
  if (process.platform !== 'linux' || made.status !== 0) return null;
  return {
    environment: { LD_PRELOAD: library, RELAIS_FAULT: control },
    arm: (fault) => {
      rmSync(log, { force: true });
      writeFileSync(control, fault);
    },
    isArmed: () => existsSync(control),
    disarm: () => rmSync(control, { force: true }),
    log: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
};

export const noCompiler = ({ disk }: { readonly disk: Disk | null }): string | null =>
  disk ? null : 'needs a C compiler and Linux';
