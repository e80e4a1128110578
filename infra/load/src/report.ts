import type { Driven } from './drive.ts';
import type { Imported } from './imports.ts';
import { rate as liveRate, type Heard, type Live } from './live/live.ts';
import type { Machine } from './machine.ts';
import type { List, Lists } from './lists/lists.ts';
import type { Rebuilds } from './rebuilds.ts';
import type { Requests, Served } from './requests.ts';
import type { Settings } from './settings.ts';

/** All that a run has measured. */
export type Report = {
  readonly machine: Machine;
  readonly settings: Settings;
  readonly commands: Driven;
  readonly lists: Lists;
  readonly requests: Requests;
  readonly live: Live;
  readonly rebuilds: Rebuilds;
  /** Null where the real log is not at hand. */
  readonly imported: Imported | null;
};

/**
 * What is aimed at, on two cores: calls or events per second at least; MiB, ms, or how many times as much at most. A page is
 * counted in CPU time, one of the past by the slowest, news of commands by their p99; the import of the real log takes so many seconds at most.
 */
export const aims = {
  ...{ commands: 10_000, mutations: 1_500, queries: 3_000, memory: 400 },
  ...{ page: 2, growth: 1.3, past: 20, news: 100, rebuild: 50_000, import: 10 },
} as const;

type Unit = '/s' | 'MiB' | 'ms' | 's' | '×';

/** One line of the table; `ratio` is how much of an aim was reached, and more than 1 is better, also where less is aimed at. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  readonly aim: number | null;
  readonly ratio: number | null;
  readonly met: boolean | null;
  /** What the figure is made of. */
  readonly calls?: Pick<Driven, 'count' | 'timing'> | undefined;
  readonly costs?: Pick<Served, 'serverCpu' | 'callerCpu'> | undefined;
};

type Made = Pick<Figure, 'calls' | 'costs'>;

const figure = (name: string, value: number, unit: Unit, aim: number | null): Figure => {
  const ratio = aim === null ? null : unit === '/s' ? value / aim : aim / value;
  return { name, value, unit, aim, ratio, met: ratio === null ? null : ratio >= 1 };
};

const rate = (name: string, driven: Driven, aim: number | null, made: Made = {}): Figure => ({
  ...figure(name, driven.perSecond, '/s', aim),
  ...{ calls: driven, ...made },
});

const listFigures = ({ short: few, real, long }: Lists): readonly Figure[] => {
  const page = ({ tickets, now }: List): Figure => ({
    ...figure(`page of 50 of ${thousands(tickets)}: CPU`, now.cpu, 'ms', aims.page),
    calls: now,
  });
  const past = ({ tickets, past: read }: List, aim: number | null): Figure => ({
    ...figure(`past page of ${thousands(tickets)}: slowest`, read.longest, 'ms', aim),
    calls: read,
  });
  return [
    page(few),
    page(long),
    figure('the long list to the short', long.now.cpu / few.now.cpu, '×', aims.growth),
    past(real, aims.past),
    past(long, null),
  ];
};

const liveFigures = ({ list, ticket }: Live): readonly Figure[] => {
  const news = (of: string, calls: Heard): Figure => ({
    ...figure(`live: command to ${of}, p99`, calls.timing.p99, 'ms', aims.news),
    calls,
  });
  return [
    news('a followed list', list),
    news('a followed ticket', ticket),
    figure(`commands meanwhile (${liveRate} due)`, Math.min(list.perSecond, ticket.perSecond), '/s', null),
  ];
};

const rebuildFigures = ({ quiet, one, all }: Rebuilds): readonly Figure[] => [
  figure('rebuild: one projection, events', one.perSecond, '/s', null),
  figure(`rebuild: all ${all.projections} at once, events`, all.perSecond, '/s', aims.rebuild),
  rate('pages read: no rebuild', quiet, null),
  rate('pages read: one is rebuilt', one.pages, null),
  rate('pages read: all are rebuilt', all.pages, null),
];

const importFigures = (imported: Imported | null): readonly Figure[] =>
  imported
    ? [
        figure(
          `import of ${thousands(imported.rows)} rows, lists caught up`,
          imported.seconds,
          's',
          aims.import,
        ),
        figure('CPU of the server meanwhile', imported.serverCpu, 's', null),
      ]
    : [];

/** The figures of a run beside what was aimed at. */
export const figuresOf = (report: Report): readonly Figure[] => {
  const { commands, lists, requests, live, rebuilds, imported } = report;
  const { mutations, queries, memory } = requests;
  return [
    rate('handle: commands', commands, aims.commands),
    ...listFigures(lists),
    rate('GraphQL: mutations', mutations, aims.mutations, { costs: mutations }),
    rate('GraphQL: one ticket', queries, aims.queries, { costs: queries }),
    figure('memory after the load', memory.loaded, 'MiB', aims.memory),
    figure('memory at rest after it', memory.rested, 'MiB', null),
    figure('memory before it', memory.idle, 'MiB', null),
    ...liveFigures(live),
    ...rebuildFigures(rebuilds),
    ...importFigures(imported),
  ];
};

const short = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

const thousands = (value: number): string =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');

type Row = readonly string[];

/** A Markdown table whose columns also line up in a terminal; all but the first stand on the right. */
const tableOf = (rows: readonly Row[]): string => {
  const widths =
    rows[0]?.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const write = (row: Row): string => {
    const cells = widths.map((width, column) => {
      const text = row[column] ?? '';
      return column === 0 ? text.padEnd(width) : text.padStart(width);
    });
    return `| ${cells.join(' | ')} |`;
  };
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const [head = [], ...body] = rows;
  return [write(head), write(rule), ...body.map(write)].join('\n');
};

const callRow = ({ calls }: Figure): Row =>
  calls
    ? [short(calls.timing.p50), short(calls.timing.p95), short(calls.timing.p99), thousands(calls.count)]
    : ['', '', '', ''];

const cpuRow = ({ costs }: Figure): Row =>
  costs ? [short(costs.serverCpu), short(costs.callerCpu)] : ['', ''];

const head: Row = [
  ...['', 'measured', 'aim', 'ratio', ''],
  ...['p50 ms', 'p95 ms', 'p99 ms', 'answers', 'server CPU ms', 'callers CPU ms'],
];

const verdictOf = (met: boolean | null): string => (met === null ? '' : met ? 'met' : 'missed');

const amountOf = (value: number, unit: Unit): string =>
  `${['ms', 's', '×'].includes(unit) ? short(value) : thousands(value)} ${unit}`;

const rowOf = (line: Figure): Row => {
  const { name, value, unit, aim, ratio, met } = line;
  const against =
    aim === null ? ['', ''] : [`${unit === '/s' ? '≥' : '≤'} ${amountOf(aim, unit)}`, short(ratio ?? NaN)];
  return [name, amountOf(value, unit), ...against, verdictOf(met), ...callRow(line), ...cpuRow(line)];
};

const machineLines = ({ machine, settings }: Report): readonly string[] => {
  const { cpu, cores, memoryGiB, kernel, node, disk, fsync, loadBefore } = machine;
  return [
    `${cpu}, ${cores} cores, ${short(memoryGiB)} GiB, ${kernel}, Node ${node}`,
    `data folder on ${disk}; SQLite WAL with synchronous FULL; one fsync of 4 KiB: p50 ${short(fsync.p50)}, p95 ${short(fsync.p95)}, p99 ${short(fsync.p99)} ms`,
    `${settings.callers} callers, ${settings.seconds} s a figure; load average before the run: ${short(loadBefore)}`,
  ];
};

/** A run for people: the machine, then the table. */
export const pageOf = (report: Report): string =>
  [...machineLines(report), '', tableOf([head, ...figuresOf(report).map(rowOf)])].join('\n');
