import { setTimeout as pause } from 'node:timers/promises';
import { noCompiler, type Disk } from '../disk.ts';
import type { Bench, Drill } from '../drill.ts';
import { embedded, underLoad, type Run } from '../under-load.ts';

/** The steps on which a write to a database of SQLite can die. A checkpoint moves the journal into the database. */
const stepsOf = (name: string): readonly string[] => [
  `${name}-wal write kill-before`,
  `${name}-wal write kill-torn`,
  `${name}-wal write kill-after`,
  `${name}-wal sync kill-before`,
  `${name}-wal sync kill-after`,
  `${name} write kill-before`,
  `${name} write kill-torn`,
  `${name} sync kill-before`,
  `${name} sync kill-after`,
];

/** The steps of an append. */
export const appending = stepsOf('events.db');

/** Lists may lose what was not synced, they are made again: so their journal is synced only when it is moved. */
export const projecting = stepsOf('projections.db').filter((step) => /-wal write|db write/.test(step));

const died = async (run: Run, ms: number): Promise<boolean> => {
  const { child } = run.relais();
  for (const limit = Date.now() + ms; Date.now() < limit && !child.isOver();) await pause(5);
  return child.isOver();
};

/** Lets the process die on one step: now or, where a journal is moved, when it ends or starts again. */
export const dieOn = async (run: Run, disk: Disk, step: string): Promise<void> => {
  disk.arm(step);
  await run.restart((await died(run, step.includes('-wal') ? 3_000 : 500)) ? undefined : 'SIGTERM');
  if (disk.isArmed()) run.see(`died on: ${step}`, ['it never came to that step']);
  else run.hit(`died on ${step}`);
  disk.disarm();
};

/** At any moment: of most kills, between the disk and the answer, or between the answer and the lists. */
export const dieAnywhere = async (run: Run, { chance }: Bench): Promise<void> => {
  await pause(chance.whole(400));
  await run.restart('SIGKILL');
};

/** While all lists are made anew. */
export const dieInRebuild = async (run: Run, { chance }: Bench): Promise<void> => {
  const asked = run.relais().graph.post('/operator/rebuild', {});
  asked.catch(() => undefined);
  await pause(chance.whole(120));
  run.hit('died in a rebuild');
  await run.restart('SIGKILL');
};

const rounds = ({ short }: Bench): number => (short ? 1 : 4);

/** Each of the steps in each round, then three times another way. */
const killing = (
  bench: Bench,
  steps: readonly string[],
  other: (run: Run, bench: Bench) => Promise<void>,
) => {
  const { disk, say, folder } = bench;
  if (!disk) throw new Error('there is no disk that fails');
  return underLoad(bench, embedded(`${folder}/data`, disk.environment), async (run) => {
    for (let round = 0; round < rounds(bench); round += 1) {
      for (const step of steps) {
        say(`round ${round + 1}: ${step}`);
        await dieOn(run, disk, step);
        await run.breathe();
      }
      for (let turn = 0; turn < 3; turn += 1) {
        await other(run, bench);
        await run.breathe();
      }
    }
  });
};

export const killAppend: Drill = {
  name: 'kill-append',
  does: 'kill -9 of the all-in-one process at each step of an append, and at any moment',
  short: false,
  lacks: noCompiler,
  run: (bench) => killing(bench, appending, dieAnywhere),
};

export const killProjection: Drill = {
  name: 'kill-projection',
  does: 'kill -9 at each step of a projection’s commit, and while lists are made anew',
  short: false,
  lacks: noCompiler,
  run: (bench) => killing(bench, projecting, dieInRebuild),
};
