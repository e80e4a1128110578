import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { timingOf, type Timing } from './timing.ts';

/** Where the figures were measured: without it they say nothing. */
export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  /** Device and filesystem of the data folder. */
  readonly disk: string;
  /** What one fsync of 4 KiB appended to a file of that folder takes, in ms. */
  readonly fsync: Timing;
  /** Runnable threads of everybody over the last minute, before the run: 0 on a quiet machine. */
  readonly loadBefore: number;
};

type Mount = { readonly device: string; readonly at: string; readonly type: string };

const mountsOf = (table: string): readonly Mount[] =>
  table.split('\n').flatMap((line) => {
    const [device, at, type] = line.split(' ');
    return device && at && type ? [{ device, at: at.replaceAll('\\040', ' '), type }] : [];
  });

/** The filesystem that holds a path, by a table as in /proc/mounts: the longest mount point, the last of equal ones. */
export const diskOf = (path: string, table: string): string => {
  const holds = ({ at }: Mount): boolean => at === '/' || path === at || path.startsWith(`${at}/`);
  const found = mountsOf(table)
    .filter(holds)
    .reduce<Mount | null>((best, mount) => (best && best.at.length > mount.at.length ? best : mount), null);
  return found ? `${found.device}, ${found.type}` : 'unknown';
};

const attempts = 300;

const fsyncOf = (folder: string): Timing => {
  const file = join(folder, 'fsync.probe');
  const page = Buffer.alloc(4_096, 1);
  const opened = openSync(file, 'w');
  const durations = Array.from({ length: attempts }, () => {
    writeSync(opened, page);
    const begun = performance.now();
    fsyncSync(opened);
    return performance.now() - begun;
  });
  closeSync(opened);
  rmSync(file);
  return timingOf(durations);
};

/** Describes the machine and measures the disk of a folder. */
export const machineOf = (folder: string): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGiB: totalmem() / 2 ** 30,
  kernel: `${platform()} ${release()} ${arch()}`,
  node: process.version,
  disk: diskOf(resolve(folder), readFileSync('/proc/mounts', 'utf8')),
  fsync: fsyncOf(folder),
  loadBefore: loadavg()[0] ?? NaN,
});
