import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chanceOf } from './chance.ts';
import type { Child, Environment } from './child.ts';
import type { Bench, Found } from './drill.ts';
import { openLedger, type Entry } from './ledger.ts';
import { startLoad } from './load.ts';
import { desksOf, launch, listsRest, readied, rebuild, type Relais } from './relais.ts';
import { judge } from './verdict/judge.ts';
import { embeddedLog, type Stored } from './verdict/log.ts';
import { embeddedRows, type Rows } from './verdict/rows.ts';

/** How to start what is drilled, and where its history and its lists are read. */
export type Stage = {
  readonly launch: () => Child;
  readonly log: () => readonly Stored[] | Promise<readonly Stored[]>;
  readonly rows: () => Rows | Promise<Rows>;
};

/** The all-in-one process on a folder, read from its files. */
export const embedded = (folder: string, environment: Environment = {}): Stage => ({
  launch: () => launch(folder, environment),
  log: () => embeddedLog(folder),
  rows: () => embeddedRows(folder),
});

/** What is drilled while commands run. */
export type Run = {
  readonly relais: () => Relais;
  /** Ends it by a signal, or takes it as ended already, and starts it again, as often as it takes. */
  readonly restart: (signal?: NodeJS.Signals) => Promise<void>;
  /** What those starts have said that did not succeed. */
  readonly failedStarts: () => readonly string[];
  /** How many events there are by now, read beside it. */
  readonly written: () => Promise<number>;
  readonly hit: (name: string) => void;
  readonly see: (what: string, faults: readonly string[]) => void;
  /** Waits as long as the load is to run between two blows. */
  readonly breathe: () => Promise<void>;
};

const perSecond = 50;
const starts = 4;

const started = async (stage: Stage, failed: string[]): Promise<Relais> => {
  for (let turn = 0; turn < starts; turn += 1) {
    const child = stage.launch();
    const relais = await readied(child);
    if (relais) return relais;
    await child.over;
    failed.push(child.told.err.trim());
  }
  throw new Error(`Relais does not start: ${failed.at(-1)}`);
};

/** Sends some that were answered once more: the same wish again has its effect once. */
const askAgain = async (
  { graph }: Relais,
  entries: readonly Entry[],
  { chance }: Bench,
): Promise<readonly Entry[]> => {
  const answered = entries.filter(({ answer }) => answer.kind === 'acknowledged');
  const chosen = answered.length > 0 ? Array.from({ length: 100 }, () => chance.pick(answered)) : [];
  const again: Entry[] = [];
  for (const { wish, tries } of chosen)
    again.push({ wish, tries: tries + 1, answer: await graph.send(wish) });
  return again;
};

const tally = (entries: readonly Entry[]): { readonly [name: string]: number } => {
  const of = (kind: string): number => entries.filter(({ answer }) => answer.kind === kind).length;
  return {
    sent: entries.length,
    acknowledged: of('acknowledged'),
    refused: of('refused'),
    unknown: of('unknown'),
    'tries again': entries.reduce((sum, { tries }) => sum + Math.max(tries - 1, 0), 0),
  };
};

/** What is drilled, alive or between two lives, and what is noted of it. */
class Running implements Run {
  readonly counts: { [name: string]: number } = { kills: 0 };
  readonly seen: Found['seen'][number][] = [];
  readonly #stage: Stage;
  readonly #chance: Bench['chance'];
  readonly #failed: string[] = [];
  #now: Relais | null = null;

  constructor(stage: Stage, { chance }: Bench) {
    this.#stage = stage;
    this.#chance = chance;
  }

  readonly start = async (): Promise<Relais> => (this.#now = await started(this.#stage, this.#failed));

  readonly graph = (): Relais['graph'] | null => this.#now?.graph ?? null;

  readonly relais = (): Relais => {
    if (!this.#now) throw new Error('Relais is not running');
    return this.#now;
  };

  readonly end = async (signal?: NodeJS.Signals): Promise<void> => {
    const { child, graph } = this.relais();
    this.#now = null;
    if (signal) child.signal(signal);
    await child.over;
    await graph.close();
  };

  readonly restart = async (signal?: NodeJS.Signals): Promise<void> => {
    await this.end(signal);
    if (signal !== 'SIGTERM') this.hit('kills');
    await this.start();
  };

  readonly failedStarts = (): readonly string[] => this.#failed;
  readonly written = async (): Promise<number> => (await this.#stage.log()).length;
  readonly hit = (name: string): void => void (this.counts[name] = (this.counts[name] ?? 0) + 1);
  readonly see = (what: string, faults: readonly string[]): void => void this.seen.push({ what, faults });
  readonly breathe = (): Promise<void> => pause(200 + this.#chance.whole(600));
}

/** What the lists hold, and what they hold once they are made anew. */
const rowsOf = async (
  running: Running,
  { rows }: Stage,
): Promise<{ readonly live: Rows; readonly rebuilt: Rows }> => {
  await listsRest(running.relais());
  const live = await rows();
  await rebuild(running.relais());
  await listsRest(running.relais());
  return { live, rebuilt: await rows() };
};

/** 50 commands a second over all tenants, and meanwhile what `act` does; then the verdict. */
export const underLoad = async (
  bench: Bench,
  stage: Stage,
  act: (run: Run) => Promise<void>,
): Promise<Found> => {
  const running = new Running(stage, bench);
  const { counts, seen } = running;
  const first = await running.start();
  await listsRest(first);
  const before = new Set((await stage.log()).map(({ id }) => id));
  const ledger = openLedger(join(bench.folder, 'ledger.jsonl'));
  // The load draws as often as it has time to: the blows have draws of their own, which a seed brings back.
  const chance = chanceOf(bench.chance.whole(2 ** 32));
  const load = startLoad({ ledger, chance, desks: await desksOf(first), perSecond, graph: running.graph });
  await running.breathe();
  await act(running).catch(async (error: unknown) => {
    // Nothing more is sent to what is broken, and it does not outlive its drill.
    load.abandon();
    running.relais().child.signal('SIGKILL');
    throw error;
  });
  bench.say('waiting for all answers, then making the lists anew …');
  const unanswered = await load.stop();
  const left = unanswered > 0 ? [`${unanswered} were not`] : [];
  running.see('every command was answered in the end', [...load.broken(), ...left]);
  const entries = ledger.entries();
  const again = await askAgain(running.relais(), entries, bench);
  const rows = await rowsOf(running, stage);
  await running.end('SIGTERM');
  ledger.close();
  const events = await stage.log();
  return {
    counts: { ...tally(entries), ...counts, events: events.length },
    verdict: judge({ events, before, entries, again, ...rows }),
    seen,
  };
};
