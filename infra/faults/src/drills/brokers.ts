import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Bench, Drill, Found } from '../drill.ts';
import { startEngine, type Engine } from '../engine.ts';
import type { Split, Wanted } from '../split.ts';
import { embedded, underLoad, type Run } from '../under-load.ts';
import { kafkaLog, relayFaults } from '../verdict/kafka-log.ts';
import type { Stored } from '../verdict/log.ts';
import { endOne, withSplit } from './services.ts';

const built = (relative: string): boolean =>
  existsSync(fileURLToPath(new URL(`../../../../${relative}`, import.meta.url)));

/** What Relais itself lacks; what the machine lacks is told when an engine is started. */
export const notSplit = (): string | null =>
  built('services/relay/dist') && built('libs/projections/dist/mongodb')
    ? null
    : 'needs the relay and the lists on MongoDB';

const all = ['eventstoredb', 'kafka', 'mongodb'];

const engineOf = ({ engines }: Split, name: string): Engine => {
  const engine = engines[name];
  if (!engine) throw new Error(`there is no ${name}`);
  return engine;
};

const heldBy = async (log: readonly Stored[], brokers: string): Promise<Found['seen']> => [
  {
    what: 'the brokers hold the log, in order within each stream',
    faults: relayFaults(log, await kafkaLog(brokers)),
  },
];

/** The all-in-one process, whose events travel by brokers of the drill's own; in the end what they hold is compared with the log. */
const onBrokers = async (
  bench: Bench,
  brokers: number,
  act: (run: Run, kafka: Engine) => Promise<void>,
): Promise<Found> => {
  bench.say('starting kafka …');
  const kafka = await startEngine('kafka', join(bench.folder, 'engines'), brokers);
  try {
    const stage = embedded(join(bench.folder, 'data'), { RELAIS_KAFKA_BROKERS: kafka.url });
    const found = await underLoad(bench, stage, (run) => act(run, kafka));
    return { ...found, seen: [...found.seen, ...(await heldBy(await stage.log(), kafka.url))] };
  } finally {
    await kafka.close();
  }
};

/** Each service a process of its own, on all engines. */
const onAll = (
  bench: Bench,
  wanted: Omit<Wanted, 'engines'>,
  act: (run: Run, split: Split) => Promise<void>,
): Promise<Found> =>
  withSplit(bench, { ...wanted, engines: all }, act, async (split) =>
    heldBy(await split.log(), engineOf(split, 'kafka').url),
  );

const times = ({ short }: Bench, many: number): number => (short ? 1 : many);

const crash = async (bench: Bench, run: Run, engine: Engine, server = 0): Promise<void> => {
  bench.say(`kill of server ${server + 1}`);
  await engine.kill(server);
  run.hit('kills');
  await pause(500 + bench.chance.whole(2_000));
  await engine.start();
  await pause(5_000);
};

export const killBroker: Drill = {
  name: 'kill-broker',
  does: 'kill -9 of the only Kafka broker under load, started again each time; and once of Relais',
  short: false,
  lacks: () => null,
  run: (bench) =>
    onBrokers(bench, 1, async (run, kafka) => {
      for (let turn = 0; turn < times(bench, 4); turn += 1) await crash(bench, run, kafka);
      await run.restart('SIGKILL');
      await run.breathe();
    }),
};

export const killOneOfThree: Drill = {
  name: 'kill-one-of-three',
  does: 'kill -9 of each of three Kafka brokers in turn',
  short: false,
  lacks: () => null,
  run: (bench) =>
    onBrokers(bench, 3, async (run, kafka) => {
      for (let server = 0; server < times(bench, 3); server += 1) await crash(bench, run, kafka, server);
    }),
};

export const brokerGone: Drill = {
  name: 'broker-gone',
  does: 'the only Kafka broker is away for a minute (--seconds)',
  short: false,
  lacks: () => null,
  run: (bench) =>
    onBrokers(bench, 1, async (run, kafka) => {
      await kafka.kill();
      run.hit('kills');
      await pause(bench.seconds * 1_000);
      await kafka.start();
      await pause(5_000);
    }),
};

export const killMongoDb: Drill = {
  name: 'kill-mongodb',
  does: 'kill -9 of the MongoDB server under load, started again each time',
  short: false,
  lacks: notSplit,
  run: (bench) =>
    onAll(bench, {}, async (run, split) => {
      for (let turn = 0; turn < times(bench, 4); turn += 1)
        await crash(bench, run, engineOf(split, 'mongodb'));
    }),
};

const processOf = (run: Run, split: Split, wanted: string) => {
  const found = split.processes(run.relais().child).find(({ name }) => name === wanted);
  if (!found) throw new Error(`there is no process ${wanted}`);
  return found;
};

export const killRelay: Drill = {
  name: 'kill-relay',
  does: 'kill -9 of the relay at any moment, started again each time',
  short: false,
  lacks: notSplit,
  run: (bench) =>
    onAll(bench, {}, async (run, split) => {
      for (let turn = 0; turn < times(bench, 8); turn += 1) {
        await pause(bench.chance.whole(1_000));
        await endOne(run, split, processOf(run, split, 'relay'), 'SIGKILL');
      }
    }),
};

export const twoRelays: Drill = {
  name: 'two-relays',
  does: 'a second relay beside the first one, which is killed and comes back: one of them sends',
  short: false,
  lacks: notSplit,
  run: (bench) =>
    onAll(bench, {}, async (run, split) => {
      for (let turn = 0; turn < times(bench, 3); turn += 1) {
        const second = split.startMore('relay');
        await pause(8_000);
        await endOne(run, split, processOf(run, split, 'relay'), 'SIGKILL');
        await pause(8_000);
        await second.end('SIGKILL');
        await pause(3_000);
      }
    }),
};

export const frozenConsumer: Drill = {
  name: 'frozen-consumer',
  does: 'one of two replicas of triage is stopped in its tracks for a minute (--seconds), and goes on',
  short: false,
  lacks: notSplit,
  run: (bench) =>
    onAll(bench, { replicas: 'triage=2' }, async (run, split) => {
      const { pid } = processOf(run, split, 'triage');
      process.kill(pid, 'SIGSTOP');
      run.hit('freezes');
      await pause(bench.seconds * 1_000);
      process.kill(pid, 'SIGCONT');
      await pause(3_000);
    }),
};

export const comingAndGoing: Drill = {
  name: 'coming-and-going',
  does: 'a further replica of triage comes or goes every 2 s, 30 times',
  short: false,
  lacks: notSplit,
  run: (bench) =>
    onAll(bench, {}, async (run, split) => {
      for (let turn = 0; turn < times(bench, 15); turn += 1) {
        const more = split.startMore('service', 'triage', '2');
        await pause(2_000);
        run.hit('came and went');
        await more.end(turn % 2 === 0 ? 'SIGTERM' : 'SIGKILL');
        await pause(2_000);
      }
    }),
};
