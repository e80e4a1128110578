import type { Flaws } from './flaw.ts';

/** What a row holds, column by column. */
export type Cells = readonly string[];

/** The columns of a file, found by how a mapping calls them. */
export type Columns = {
  /** The place of a column, from 0; -1 when it has none, and why is added to the flaws. */
  readonly at: (address: string, path: string) => number;
};

const placesOf = (names: readonly string[]): ReadonlyMap<string, readonly number[]> => {
  const places = new Map<string, number[]>();
  names.forEach((name, place) => places.set(name, [...(places.get(name) ?? []), place]));
  return places;
};

/** `Variant#2` is the second column called Variant, `#7` the seventh column of all. */
const numbered = /^(.*)#([1-9]\d*)$/s;

/** `names` are those of the header; without a header, as many empty ones as there are columns. */
export const columnsOf = (names: readonly string[], flaws: Flaws): Columns => {
  const places = placesOf(names);
  const byPlace = (address: string): number => {
    const [, name, number] = numbered.exec(address) ?? [];
    if (number === undefined) return -1;
    const place = Number(number) - 1;
    if (name === '') return place < names.length ? place : -1;
    return places.get(name ?? '')?.[place] ?? -1;
  };

  const at = (address: string, path: string): number => {
    const [place, ...others] = places.get(address) ?? [];
    if (others.length > 0) {
      const addresses = [address, ...others].map((_, n) => `${address}#${n + 1}`).join(', ');
      flaws.add(path, 'column-doubled', { column: address, addresses });
      return -1;
    }
    const found = place ?? byPlace(address);
    if (found < 0) flaws.add(path, 'column-unknown', { column: address });
    return found;
  };
  return { at };
};

/** What stands in a text: itself, or the place of the column that is meant. */
type Part = string | number;

const partsOf = (template: string, path: string, columns: Columns, flaws: Flaws): readonly Part[] => {
  const parts: Part[] = [];
  for (const [whole, column] of template.matchAll(/\{\{|\}\}|\{([^{}]+)\}|[^{}]+|[{}]/g)) {
    if (column !== undefined) parts.push(columns.at(column.trim(), path));
    else if (whole === '{' || whole === '}') flaws.add(path, 'brace-open');
    else parts.push(whole === '{{' || whole === '}}' ? whole.slice(1) : whole);
  }
  return parts;
};

/** Reads what a text with columns says of a row. */
export const templateOf = (
  template: string,
  path: string,
  columns: Columns,
  flaws: Flaws,
): ((cells: Cells) => string) => {
  const parts = partsOf(template, path, columns, flaws);
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'number') return (cells) => cells[only] ?? '';
  if (parts.every((part) => typeof part === 'string')) {
    const constant = parts.join('');
    return () => constant;
  }
  return (cells) => {
    const said = parts.map((part) => (typeof part === 'number' ? (cells[part] ?? '') : part));
    // Of a row that holds none of the columns it says nothing, whatever stands around them.
    const empty = parts.every((part) => typeof part === 'string' || (cells[part] ?? '') === '');
    return empty ? '' : said.join('').trim();
  };
};
