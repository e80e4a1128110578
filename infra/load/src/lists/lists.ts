import { openProjections, type Instant, type Model, type Projections, type Table } from '@relais/projections';
import type { Settings } from '../settings.ts';
import { timingOf, type Timing } from '../timing.ts';
import { listed, questions, type Listed } from './listed.ts';
import { began, drawing, lifeOf, years } from './lives.ts';

/** What reading pages took, and what it cost this process. */
export type Pages = {
  readonly count: number;
  readonly timing: Timing;
  /** The slowest of all, in ms. */
  readonly longest: number;
  /** CPU time of one page, all threads, in ms. */
  readonly cpu: number;
};

/** One list as it is and as it was. */
export type List = { readonly tickets: number; readonly now: Pages; readonly past: Pages };

/** A short list, one of four real years, and a long one. */
export type Lists = { readonly short: List; readonly real: List; readonly long: List };

type Say = (line: string) => void;

/** So many tickets a small provider has, and so many a help desk of 22 agents had in four years. */
const sizes = { short: 1_000, real: 4_580 } as const;

/** So many tickets are written at a time. */
const stretch = 100;

const fill = async (projections: Projections, model: Model<Listed>, tickets: number): Promise<void> => {
  await projections.prepare(model);
  const next = await projections.beside(model);
  let writing: Promise<void> = Promise.resolve();
  for (let place = 0; place < tickets; place += stretch) {
    const count = Math.min(stretch, tickets - place);
    const versions = Array.from({ length: count }, (_, nth) => lifeOf(place + nth, tickets)).flat();
    await writing;
    writing = next.write(versions);
  }
  await writing;
  await next.swap(model.name, 1);
};

const first = 50;

/** One question's first page, now or at an instant. Throws when the answer cannot be right. */
const ask = async (table: Table<Listed>, turn: number, asOf?: Instant): Promise<void> => {
  const question = questions[turn % questions.length];
  if (!question) throw new Error('there is no question to ask');
  const { rows, more } = await table.page({ ...question, first, asOf });
  const whole = asOf ? rows.every(({ happenedAt }) => happenedAt <= asOf.at) : rows.length === first && more;
  if (!whole || rows.some(({ row }) => row?.tenant !== 'load'))
    throw new Error(`a page of ${rows.length} rows answers ${JSON.stringify({ ...question, asOf })}`);
};

/** One after the other: what is measured is a page, not a queue of them. */
const read = async (seconds: number, page: (turn: number) => Promise<void>): Promise<Pages> => {
  const durations: number[] = [];
  const cpu = process.cpuUsage();
  const until = performance.now() + seconds * 1_000;
  for (let turn = 0; performance.now() < until; turn += 1) {
    const asked = performance.now();
    await page(turn);
    durations.push(performance.now() - asked);
  }
  const { user, system } = process.cpuUsage(cpu);
  const count = durations.length;
  const longest = durations.reduce((one, other) => Math.max(one, other), 0);
  return { count, timing: timingOf(durations), longest, cpu: (user + system) / 1_000 / count };
};

/** Any instant of the four years, by either time. */
const instants = (): (() => Instant) => {
  const draw = drawing(7);
  return () => ({
    by: draw() < 0.5 ? 'happened' : 'recorded',
    at: new Date(Math.round(began + draw() * years)).toISOString(),
  });
};

const measure = async (projections: Projections, tickets: number, seconds: number): Promise<List> => {
  const model = listed(`list-${tickets}`);
  await fill(projections, model, tickets);
  const table = projections.table(model);
  const anyInstant = instants();
  const present = (turn: number): Promise<void> => ask(table, turn);
  const past = (turn: number): Promise<void> => ask(table, turn, anyInstant());
  await read(seconds / 3, present);
  const now = await read(seconds, present);
  await read(seconds / 3, past);
  return { tickets, now, past: await read(seconds, past) };
};

/** Pages of lists of three lengths, by the port of read models, in this very process. */
export const driveLists = async (folder: string, settings: Settings, say: Say): Promise<Lists> => {
  const projections = await openProjections({ adapter: 'sqlite', folder });
  const seconds = settings.seconds / 2;
  const of = async (tickets: number): Promise<List> => {
    say(`lists: filling one of ${tickets} tickets, then reading it …`);
    return measure(projections, tickets, seconds);
  };
  try {
    return { short: await of(sizes.short), real: await of(sizes.real), long: await of(settings.tickets) };
  } finally {
    await projections.close();
  }
};
