import type { Cells, Columns } from './columns.ts';
import type { Condition } from './mapping.ts';

/** A row, and what the ticket's row before held in the columns that a mapping watches; null for a first row. */
export type Told = { readonly cells: Cells; readonly before: Cells | null };

type Holds = (told: Told) => boolean;

/** Whether a text is like a pattern in which * stands for any text; as long as the text at most, whatever the pattern. */
export const isLike = (pattern: string): ((text: string) => boolean) => {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let from = first.length;
    for (const part of rest) {
      const at = text.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return from <= end;
  };
};

const oneOf = (texts: string | readonly string[]): ((text: string) => boolean) => {
  const known = new Set(typeof texts === 'string' ? [texts] : texts);
  return (text) => known.has(text);
};

/** The columns of which the row before is asked for, in the order in which they are kept. */
export type Watched = { readonly place: (column: number) => number; readonly columns: readonly number[] };

export const watched = (): Watched => {
  const columns: number[] = [];
  const place = (column: number): number => {
    if (!columns.includes(column)) columns.push(column);
    return columns.indexOf(column);
  };
  return { place, columns };
};

const conditionOf = (
  { column, is, not, matches, changed, from }: Condition,
  path: string,
  columns: Columns,
  watch: Watched,
): Holds => {
  const at = columns.at(column, `${path}.column`);
  const holds: Holds[] = [];
  const now =
    (test: (text: string) => boolean): Holds =>
    ({ cells }) =>
      test(cells[at] ?? '');
  if (is !== undefined) holds.push(now(oneOf(is)));
  if (not !== undefined) {
    const excluded = oneOf(not);
    holds.push(now((text) => !excluded(text)));
  }
  if (matches !== undefined) holds.push(now(isLike(matches)));
  const place = changed || from !== undefined ? watch.place(at) : -1;
  if (changed) holds.push(({ cells, before }) => before === null || before[place] !== cells[at]);
  if (from !== undefined) {
    const former = oneOf(from);
    holds.push(({ before }) => before !== null && former(before[place] ?? ''));
  }
  return (told) => holds.every((one) => one(told));
};

/** Whether a rule is for a row. */
export const whenOf = (
  when: Condition | readonly Condition[] | undefined,
  path: string,
  columns: Columns,
  watch: Watched,
): Holds => {
  const all = when === undefined ? [] : [when].flat();
  const conditions = all.map((one, n) =>
    conditionOf(one, Array.isArray(when) ? `${path}[${n}]` : path, columns, watch),
  );
  return (told) => conditions.every((holds) => holds(told));
};
