import { templateOf, type Cells, type Columns } from './columns.ts';
import type { Flaws } from './flaw.ts';
import type { RejectCode, Values } from './import-texts.ts';
import type { Field } from './mapped-facts.ts';
import type { Value } from './mapping.ts';
import type { ReadTime } from './times.ts';

/** Why nothing can be made of a row. */
export type Bad = { readonly bad: RejectCode; readonly values: Values };

export const unusable = (code: RejectCode, values: Values = {}): Bad => ({ bad: code, values });

export const isBad = (found: unknown): found is Bad =>
  typeof found === 'object' && found !== null && 'bad' in found;

/** A value of a field; undefined when the row says nothing there. */
type Found = string | number | boolean | undefined;

/** What the expressions of a mapping are read with. */
export type Reading = { readonly columns: Columns; readonly flaws: Flaws; readonly time: ReadTime };

/** What an expression says of a row, not yet fitted to a field. */
const expressionOf = (
  value: Value,
  path: string,
  { columns, flaws }: Reading,
): ((cells: Cells) => Found | Bad) => {
  if (typeof value === 'string') return templateOf(value, path, columns, flaws);
  if (typeof value !== 'object') return () => value;
  const { map, default: otherwise } = value;
  const place = columns.at(value.column, `${path}.column`);
  const known = new Map(Object.entries(map));
  return (cells) => {
    const text = cells[place] ?? '';
    const found = known.get(text) ?? otherwise;
    return found ?? (text === '' ? '' : unusable('value-unknown', { field: path, value: text }));
  };
};

/** Made an id: lower case, and a hyphen for all that is no letter and no digit. */
export const idLike = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/** Longer than any word that people read in one line. */
const lineLimit = 200;
const textLimit = 20_000;

/** What a text says in a field that holds such things; null when it does not fit. */
const fits: { readonly [H in Field['holds']]: (text: string, field: Field, time: ReadTime) => Found | null } =
  {
    word: (text, { words }) => (words?.includes(text) ? text : null),
    line: (text) => (text.length <= lineLimit && !/\p{Cc}/u.test(text) ? text : null),
    sealed: (text) => (text.length <= textLimit ? text : null),
    flag: (text) => (text === 'true' || text === 'false' ? text === 'true' : null),
    priority: (text) => (/^[1-5]$/.test(text) ? Number(text) : null),
    instant: (text, _, time) => time(text),
    agent: (text) => idLike(text) || null,
  };

/** Reads a field of a row: its value, undefined for an optional field that the row leaves empty, or why not. */
export const valueOf = (
  field: Field,
  value: Value,
  path: string,
  reading: Reading,
): ((cells: Cells) => Found | Bad) => {
  const read = expressionOf(value, path, reading);
  return (cells) => {
    const found = read(cells);
    if (typeof found !== 'string') return found;
    if (found === '') return field.optional ? undefined : unusable('value-missing', { field: path });
    return (
      fits[field.holds](found, field, reading.time) ?? unusable('value-unfit', { field: path, value: found })
    );
  };
};
