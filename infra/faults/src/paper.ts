import type { Report } from './running.ts';

/** So many faults of one kind are told; the others are counted. */
const most = 5;

const told = (what: string, faults: readonly string[]): readonly string[] => [
  `  ${faults.length === 0 ? 'ok ' : 'BAD'} ${what}`,
  ...faults.slice(0, most).map((fault) => `        ${fault}`),
  ...(faults.length > most ? [`        and ${faults.length - most} more`] : []),
];

/** What a person reads of a drill. */
export const pageOf = ({ drill, seed, seconds, state, why, found }: Report): string => {
  const head = `${drill}: ${state === 'skipped' ? `skipped: ${why}` : state} (seed ${seed}, ${seconds.toFixed(1)} s)`;
  if (!found) return why !== null && state === 'bad' ? `${head}\n  BAD ${why}` : head;
  const counts = Object.entries(found.counts).map(([name, count]) => `${name} ${count}`);
  return [
    head,
    `  ${counts.join(', ')}`,
    ...found.verdict.flatMap(({ question, of, faults }) => told(`${question} (${of})`, faults)),
    ...found.seen.flatMap(({ what, faults }) => told(what, faults)),
  ].join('\n');
};
