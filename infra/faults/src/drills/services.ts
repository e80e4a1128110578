import { setTimeout as pause } from 'node:timers/promises';
import type { Bench, Drill, Found } from '../drill.ts';
import { listsRest } from '../relais.ts';
import { isBack, openSplit, type Process, type Split, type Wanted } from '../split.ts';
import { underLoad, type Run } from '../under-load.ts';

/** Runs what is done to many processes, on engines of their own. */
export const withSplit = async (
  bench: Bench,
  wanted: Wanted,
  act: (run: Run, split: Split) => Promise<void>,
  look: (split: Split) => Promise<Found['seen']> = () => Promise.resolve([]),
): Promise<Found> => {
  bench.say(`starting ${wanted.engines.join(', ')} …`);
  const split = await openSplit(bench, wanted);
  try {
    const found = await underLoad(bench, split, (run) => act(run, split));
    return { ...found, seen: [...found.seen, ...(await look(split))] };
  } finally {
    await split.close();
  }
};

/** Ends one process by a signal, and waits until the supervisor has started it again and all answer. */
export const endOne = async (run: Run, split: Split, one: Process, signal: NodeJS.Signals): Promise<void> => {
  const { child } = run.relais();
  const before = split.processes(child).filter(({ name }) => name === one.name).length;
  process.kill(one.pid, signal);
  run.hit(signal === 'SIGKILL' ? 'kills' : 'stops');
  if (!(await isBack(split, child, one, before)))
    run.see(`${one.name} after ${signal}`, ['it was not started again']);
  await run.breathe();
  await pause(2_000);
};

const rounds = ({ short }: Bench): number => (short ? 1 : 3);

export const killServices: Drill = {
  name: 'kill-services',
  does: 'kill -9 of each service and of the gateway under load, each a process of its own on an event store',
  short: false,
  lacks: () => null,
  run: (bench) =>
    withSplit(bench, { engines: ['eventstoredb'] }, async (run, split) => {
      for (let round = 0; round < rounds(bench); round += 1)
        for (const one of split.processes(run.relais().child)) {
          bench.say(`round ${round + 1}: ${one.name}`);
          await endOne(run, split, one, 'SIGKILL');
        }
    }),
};

const reading = `query { tickets(filter: {}, order: OLDEST_FIRST, first: 5) { nodes { id status } } }`;

/** Reads a list ten times a second until it is told to stop; gives what did not answer in full. */
const readOn = (run: Run, isOver: () => boolean): Promise<readonly string[]> => {
  const read = async (): Promise<readonly string[]> => {
    const failed: string[] = [];
    for (; !isOver(); await pause(100)) {
      const why = await run.relais().graph.query('nadia@acme', reading);
      if (why !== null) failed.push(why);
      run.hit('reads');
    }
    return failed;
  };
  return read();
};

export const stopServices: Drill = {
  name: 'stop-services',
  does: 'SIGTERM of each service under load, where each that serves a list has two replicas: no call that may be asked again fails',
  short: false,
  lacks: () => null,
  run: (bench) =>
    withSplit(bench, { engines: ['eventstoredb'], replicas: 'intake=2,triage=2' }, async (run, split) => {
      let over = false;
      const read = readOn(run, () => over);
      for (const one of split.processes(run.relais().child).filter(({ name }) => name !== 'gateway')) {
        bench.say(one.name);
        await endOne(run, split, one, 'SIGTERM');
        await listsRest(run.relais());
      }
      over = true;
      run.see('every read was answered', await read);
    }),
};
