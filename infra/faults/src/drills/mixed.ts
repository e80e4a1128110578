import { noCompiler, type Disk } from '../disk.ts';
import type { Bench, Drill } from '../drill.ts';
import { embedded, underLoad, type Run } from '../under-load.ts';
import { failCommit, failStart, fillUp } from './disks.ts';
import { appending, dieAnywhere, dieInRebuild, dieOn, projecting } from './kills.ts';

type Blow = readonly [name: string, strike: (run: Run, disk: Disk, bench: Bench) => Promise<void>];

const on = (step: string): Blow => [step, (run, disk) => dieOn(run, disk, step)];

/** One of each kind, by the seed. */
const blows = ({ chance }: Bench): readonly Blow[] => [
  on(chance.pick(appending)),
  chance.pick<Blow>([
    on(chance.pick(projecting)),
    ['kill -9 in a rebuild', (run, _, bench) => dieInRebuild(run, bench)],
    ['kill -9 at any moment', (run, _, bench) => dieAnywhere(run, bench)],
  ]),
  chance.pick<Blow>([
    ['a failed fsync of a commit', failCommit],
    ['a failed fsync at the start', failStart],
    ['a full disk', fillUp],
  ]),
];

export const mixed: Drill = {
  name: 'mixed',
  does: 'one blow of each kind, chosen by the seed, to the all-in-one process',
  short: true,
  lacks: noCompiler,
  run: (bench) => {
    const { disk, say, folder } = bench;
    if (!disk) throw new Error('there is no disk that fails');
    return underLoad(bench, embedded(`${folder}/data`, disk.environment), async (run) => {
      for (const [name, strike] of blows(bench)) {
        say(name);
        await strike(run, disk, bench);
        await run.breathe();
      }
    });
  },
};
