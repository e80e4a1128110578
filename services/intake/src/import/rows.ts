import { once } from 'node:events';
import { parse, type Info, type Options } from 'csv-parse';
import type { Cells } from './columns.ts';
import type { Flaws } from './flaw.ts';
import type { Mapping } from './mapping.ts';
import { unusable, type Bad } from './values.ts';

/** A row of a file, from line to line (both included, from 1), or why it cannot be read. `to` is null for the rest of the file. */
export type Row = { readonly line: number; readonly to: number | null } & ({ readonly cells: Cells } | Bad);

type Shape = Mapping['file'];

/** A row that is longer is no row, but a quote that nobody closed. */
const longest = 1024 * 1024;

/** A quote that another one interrupts: the rows between were swallowed as one text. */
const isSwallowed = (cell: string, { quote }: Shape): boolean =>
  quote !== '' && cell.startsWith(quote) && cell.includes('\n');

/** Rows as a parser finds them; what it pushes is taken at once. */
class Rows {
  readonly #shape: Shape;
  readonly #found: Row[] = [];
  #line = 0;
  #blank = 0;

  constructor(shape: Shape) {
    this.#shape = shape;
  }

  /** Nothing is left for the parser to hand on. */
  readonly add = (record: readonly string[], { lines, empty_lines: blank }: Info): null => {
    const line = this.#line + 1 + blank - this.#blank;
    this.#line = lines;
    this.#blank = blank;
    this.#found.push({ line, to: lines, ...this.#read(record) });
    return null;
  };

  /** From here on nothing can be told apart any more. */
  end(): void {
    this.#found.push({ line: this.#line + 1, to: null, ...unusable('row-unreadable') });
  }

  take(): readonly Row[] {
    return this.#found.splice(0);
  }

  #read(record: readonly string[]): { readonly cells: Cells } | Bad {
    if (record.some((cell) => isSwallowed(cell, this.#shape))) return unusable('row-unreadable');
    if (record.some((cell) => cell.includes('\uFFFD')))
      return unusable('undecodable', { encoding: this.#shape.encoding });
    return { cells: record.map((cell) => cell.trim()) };
  }
}

const options = ({ separator, quote }: Shape): Options => ({
  delimiter: separator,
  quote: quote === '' ? null : quote,
  escape: quote === '' ? null : quote,
  record_delimiter: '\n',
  // The number of columns is judged with the header at hand; a stray quote is a character like any other.
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  max_record_size: longest,
});

/** The decoder of a file; null, and a flaw, for an encoding that nobody knows. */
export const decoderOf = ({ encoding }: Shape, flaws: Flaws): TextDecoder | null => {
  try {
    return new TextDecoder(encoding);
  } catch {
    flaws.add('file.encoding', 'encoding-unknown', { encoding });
    return null;
  }
};

/** The text of a file, with \n alone at the end of each line, however the file ends them. */
class Lines {
  readonly #decoder: TextDecoder;
  #held = '';

  constructor(decoder: TextDecoder) {
    this.#decoder = decoder;
  }

  next(chunk: Uint8Array): string {
    const text = this.#held + this.#decoder.decode(chunk, { stream: true });
    // The other half of a line's end may be in the next chunk.
    this.#held = text.endsWith('\r') ? '\r' : '';
    return ended(this.#held === '' ? text : text.slice(0, -1));
  }

  last(): string {
    return ended(this.#held + this.#decoder.decode());
  }
}

const ended = (text: string): string => text.replace(/\r\n?/g, '\n');

/**
 * The rows of a file, some at a time, as the bytes come; blank lines are no rows. Texts are trimmed. Whatever cannot be read is told
 * with its lines; after it the bytes are still taken to their end.
 */
export async function* readRows(
  bytes: AsyncIterable<Uint8Array>,
  decoder: TextDecoder,
  shape: Shape,
): AsyncGenerator<readonly Row[]> {
  const rows = new Rows(shape);
  const lines = new Lines(decoder);
  let broken = false;
  const parser = parse({ ...options(shape), on_record: rows.add });
  parser.on('error', () => {
    if (!broken) rows.end();
    broken = true;
  });
  parser.resume();
  for await (const chunk of bytes) {
    if (!broken) parser.write(lines.next(chunk));
    yield rows.take();
  }
  if (!broken) {
    const closed = once(parser, 'close');
    parser.end(lines.last());
    await closed.catch(() => undefined);
  }
  yield rows.take();
}
