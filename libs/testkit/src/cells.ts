import { isRefusal, type Command, type Context, type Decider, type Event } from '@relais/kernel';
import { decisionOf, type Given } from './scenario.ts';

/** A row of a table of rules: in each state `✓`, `[]` (granted already) or the code of the refusal. */
export type Row<State extends string> = { readonly [S in State]: string };

/** By command; words after the command tell two rows of it apart. */
export type Table<State extends string> = { readonly [row: string]: Row<State> };

const cellOf = (decided: unknown): string => {
  if (isRefusal(decided)) return decided.refusal;
  return Array.isArray(decided) && decided.length === 0 ? '[]' : '✓';
};

/** What a decider says to one command in each state; `pasts` lead there. */
export const rowOf = <S extends string, C extends Command, State, In extends Event, Out extends In, Rules>(
  pasts: { readonly [state in S]: readonly Given<In>[] },
  decider: Decider<C, State, In, Out, string, Rules>,
  context: Context<NoInfer<Rules>>,
  command: NoInfer<C>,
): Row<S> => {
  const decide = decisionOf(decider, context);
  const states = Object.keys(pasts) as S[];
  return Object.fromEntries(states.map((state) => [state, cellOf(decide(pasts[state], command))])) as Row<S>;
};

/** Names every cell in which two tables differ, a row that only one of them has included; none when they agree. */
export const wrongCells = <S extends string>(expected: Table<S>, decided: Table<S>): readonly string[] => {
  const rows = [...new Set([...Object.keys(expected), ...Object.keys(decided)])];
  return rows.flatMap((row) => {
    const [right, found] = [expected[row], decided[row]];
    if (!right || !found) return [`${row}: ${right ? 'not decided' : 'not in the table'}`];
    const states = [...new Set([...Object.keys(right), ...Object.keys(found)])] as S[];
    return states
      .filter((state) => right[state] !== found[state])
      .map((state) => `${row} × ${state}: expected ${right[state]}, decided ${found[state]}`);
  });
};

/** The same table with one cell changed. */
export const withCell = <S extends string>(
  table: Table<S>,
  row: string,
  state: S,
  cell: string,
): Table<S> => ({
  ...table,
  [row]: { ...(table[row] as Row<S>), [state]: cell },
});

const cellsOf = (line: string): readonly string[] => line.split('|').map((cell) => cell.trim());

/** A table as people write it: the states in the first line, then a row a line, cells between bars. */
export const tableOf = <S extends string>(written: string): Table<S> => {
  const [head = [], ...lines] = written.trim().split('\n').map(cellsOf);
  const states = head.slice(1);
  return Object.fromEntries(
    lines.map(([row = '', ...cells]) => [
      row,
      Object.fromEntries(states.map((state, i) => [state, cells[i] ?? ''])),
    ]),
  ) as Table<S>;
};
