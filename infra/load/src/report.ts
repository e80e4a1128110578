import type { Driven } from './drive.ts';
import type { Machine } from './machine.ts';
import type { Requests, Served } from './requests.ts';
import type { Settings } from './settings.ts';

/** All that a run has measured. */
export type Report = {
  readonly machine: Machine;
  readonly settings: Settings;
  readonly commands: Driven;
  readonly requests: Requests;
};

/** What is aimed at, on two cores: calls per second at least, MiB at most. */
export const aims = { commands: 10_000, mutations: 1_500, queries: 3_000, memory: 400 } as const;

/** One line of the table; `ratio` is how much of an aim was reached, and more than 1 is better, also for memory. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: '/s' | 'MiB';
  readonly aim: number | null;
  readonly ratio: number | null;
  readonly met: boolean | null;
};

const atLeast = (name: string, value: number, aim: number): Figure => {
  const ratio = value / aim;
  return { name, value, unit: '/s', aim, ratio, met: ratio >= 1 };
};

const atMost = (name: string, value: number, aim: number): Figure => {
  const ratio = aim / value;
  return { name, value, unit: 'MiB', aim, ratio, met: ratio >= 1 };
};

const noted = (name: string, value: number): Figure => ({
  name,
  value,
  unit: 'MiB',
  aim: null,
  ratio: null,
  met: null,
});

/** The figures of a run beside what was aimed at. */
export const figuresOf = ({ commands, requests }: Report): readonly Figure[] => [
  atLeast('handle: commands', commands.perSecond, aims.commands),
  atLeast('GraphQL: mutations', requests.mutations.perSecond, aims.mutations),
  atLeast('GraphQL: one ticket', requests.queries.perSecond, aims.queries),
  atMost('memory after the load', requests.memory.loaded, aims.memory),
  noted('memory at rest after it', requests.memory.rested),
  noted('memory before it', requests.memory.idle),
];

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

const costRow = (driven: Driven | undefined): Row => {
  if (!driven) return ['', '', '', ''];
  const { timing, count } = driven;
  return [short(timing.p50), short(timing.p95), short(timing.p99), thousands(count)];
};

const cpuRow = (served: Served | undefined): Row =>
  served ? [short(served.serverCpu), short(served.callerCpu)] : ['', ''];

const head: Row = [
  ...['', 'measured', 'aim', 'ratio', ''],
  ...['p50 ms', 'p95 ms', 'p99 ms', 'answers', 'server CPU ms', 'callers CPU ms'],
];

const verdictOf = (met: boolean | null): string => (met === null ? '' : met ? 'met' : 'missed');

const figureRows = (report: Report): readonly Row[] => {
  const { commands, requests } = report;
  const driven = [commands, requests.mutations, requests.queries];
  const served = [undefined, requests.mutations, requests.queries];
  return figuresOf(report).map(({ name, value, unit, aim, ratio, met }, place) => {
    const amount = (of: number): string => `${thousands(of)} ${unit}`;
    const against =
      aim === null ? ['', ''] : [`${unit === '/s' ? '≥' : '≤'} ${amount(aim)}`, short(ratio ?? NaN)];
    return [
      name,
      amount(value),
      ...against,
      verdictOf(met),
      ...costRow(driven[place]),
      ...cpuRow(served[place]),
    ];
  });
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
  [...machineLines(report), '', tableOf([head, ...figureRows(report)])].join('\n');
