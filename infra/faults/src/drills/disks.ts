import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { noCompiler, type Disk } from '../disk.ts';
import type { Drill } from '../drill.ts';
import { verify } from '../relais.ts';
import { embedded, underLoad, type Run } from '../under-load.ts';

/** Waits until the disk has done what it was armed for. */
const happened = async ({ log }: Disk, what: string, ms: number): Promise<boolean> => {
  const has = (): boolean => log().some((line) => line.startsWith(what));
  for (const limit = Date.now() + ms; Date.now() < limit && !has();) await pause(20);
  return has();
};

/** What a Relais does whose history has failed: it writes nothing more, and says so in a line. */
const seeRefusing = async (run: Run, what: string): Promise<void> => {
  const { child } = run.relais();
  const before = await run.written();
  await pause(700);
  const more = (await run.written()) - before;
  run.see(`${what}: nothing more is written`, more === 0 ? [] : [`${more} events were`]);
  const said = child.told.err
    .split('\n')
    .some((line) => line.includes('accepts nothing more until the next start'));
  run.see(`${what}: it says so`, said ? [] : [child.told.err.slice(-400)]);
};

const seeVerified = async (run: Run, what: string): Promise<void> => {
  const damages = await verify(run.relais());
  run.see(
    `${what}: the next start verifies`,
    damages.map((damage) => JSON.stringify(damage)),
  );
};

const seeNoRetry = (run: Run, { log }: Disk, what: string): void =>
  run.see(
    `${what}: nothing is tried again on that file`,
    log().filter((line) => line.startsWith('later')),
  );

/** The fsync of a commit fails once; whoever asked again would be told that all is well. */
export const failCommit = async (run: Run, disk: Disk): Promise<void> => {
  const what = 'a failed fsync of a commit';
  disk.arm('events.db-wal sync fail');
  if (!(await happened(disk, 'fail', 5_000))) run.see(what, ['it did not come to it']);
  await seeRefusing(run, what);
  await run.restart('SIGTERM');
  seeNoRetry(run, disk, what);
  await seeVerified(run, what);
};

/** The same while the journal is moved into the log; under 50 commands a second that takes a while. */
const failMove = async (run: Run, disk: Disk): Promise<void> => {
  const what = 'a failed fsync while the journal is moved';
  disk.arm('events.db sync fail');
  if (!(await happened(disk, 'fail', 60_000))) run.see(what, ['it did not come to it']);
  await seeRefusing(run, what);
  await run.restart('SIGTERM');
  seeNoRetry(run, disk, what);
  await seeVerified(run, what);
};

/** And at a start after a kill: Relais then ends with a line, and the next start goes on. */
export const failStart = async (run: Run, disk: Disk): Promise<void> => {
  const what = 'a failed fsync at the start';
  run.relais().child.signal('SIGKILL');
  await run.relais().child.over;
  disk.arm('events.db sync fail');
  await run.restart();
  const said = run.failedStarts().at(-1) ?? '';
  run.see(
    `${what}: it ends with a line`,
    said.includes('disk I/O error') && !/\n\s+at /.test(said) ? [] : [said],
  );
  seeNoRetry(run, disk, what);
  await seeVerified(run, what);
};

export const failingFsync: Drill = {
  name: 'failing-fsync',
  does: 'an fsync under events.db fails: in a commit, while the journal is moved, at a start; nothing is retried on it',
  short: false,
  lacks: noCompiler,
  run: (bench) => {
    const { disk, short, say } = bench;
    if (!disk) throw new Error('there is no disk that fails');
    return underLoad(bench, embedded(`${bench.folder}/data`, disk.environment), async (run) => {
      const kinds = short ? [failCommit, failStart] : [failCommit, failMove, failStart, failCommit];
      for (const fail of kinds) {
        say(fail.name);
        await fail(run, disk);
        await run.breathe();
      }
    });
  },
};

/** At first half of a write fits, then nothing does; then there is room again. */
export const fillUp = async (run: Run, disk: Disk): Promise<void> => {
  const what = 'a full disk';
  disk.arm('events.db-wal write full');
  if (!(await happened(disk, 'full', 5_000))) run.see(what, ['it did not come to it']);
  await seeRefusing(run, what);
  disk.disarm();
  await run.restart('SIGTERM');
  await seeVerified(run, what);
};

export const diskFull: Drill = {
  name: 'disk-full',
  does: 'the disk is full under events.db, at first in the middle of a write; then there is room again',
  short: false,
  lacks: noCompiler,
  run: (bench) => {
    const { disk, short } = bench;
    if (!disk) throw new Error('there is no disk that fails');
    return underLoad(bench, embedded(`${bench.folder}/data`, disk.environment), async (run) => {
      for (let turn = 0; turn < (short ? 1 : 5); turn += 1) {
        await fillUp(run, disk);
        await run.breathe();
      }
    });
  },
};

const mounted = (folder: string): boolean => {
  mkdirSync(folder);
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'relais-faults', folder]).status === 0;
};

const noMount = (): string | null =>
  process.getuid?.() === 0 && process.platform === 'linux' ? null : 'needs root, to mount a small disk';

/** Takes all the room that there is, but for some pages. */
const fill = (folder: string): void => {
  const { bavail, bsize } = statfsSync(folder);
  try {
    writeFileSync(join(folder, 'filler'), Buffer.alloc(Math.max(bavail * bsize - 128 * 1_024, 0), 1));
  } catch {
    // Relais took the room meanwhile: the disk is as full as it is meant to be.
  }
};

export const smallDisk: Drill = {
  name: 'small-disk',
  does: 'the whole data folder lies on a small disk that is filled under load, and emptied again',
  short: false,
  lacks: noMount,
  run: async (bench) => {
    const disk = join(bench.folder, 'small');
    if (!mounted(disk)) throw new Error(`nothing can be mounted on ${disk}`);
    try {
      return await underLoad(bench, embedded(join(disk, 'data')), async (run) => {
        for (let turn = 0; turn < (bench.short ? 1 : 3); turn += 1) {
          fill(disk);
          await pause(3_000);
          run.hit('times full');
          rmSync(join(disk, 'filler'));
          await run.restart('SIGTERM');
          await seeVerified(run, 'a full disk');
          await run.breathe();
        }
      });
    } finally {
      spawnSync('umount', [disk]);
    }
  },
};
