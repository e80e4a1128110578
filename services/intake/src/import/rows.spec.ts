import { describe, expect, it } from '@jest/globals';
import { readRows, type Row } from './rows.ts';

const shape = { separator: ',', quote: '"', encoding: 'utf-8', header: true };

/** The rows of a file, however its bytes are cut. */
const rowsOf = async (
  file: string | Uint8Array,
  more: Partial<typeof shape> = {},
  cut = 5,
): Promise<readonly Row[]> => {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  const said = { ...shape, ...more };
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += cut) yield bytes.subarray(at, at + cut);
  }
  const found: Row[] = [];
  for await (const rows of readRows(chunks(), new TextDecoder(said.encoding), said)) found.push(...rows);
  return found;
};

const row = (line: number, ...cells: readonly string[]) => ({ line, to: line, cells });
const unreadable = (line: number, to: number | null = null) => ({
  ...{ line, to, bad: 'row-unreadable', values: {} },
});

describe('the rows of a file', () => {
  it('keep their lines, also behind blank ones and texts of many lines', async () =>
    expect(await rowsOf('a,b\n1,2\n\n\n3,"x\ny\nz"\n5,6')).toEqual([
      row(1, 'a', 'b'),
      row(2, '1', '2'),
      { line: 5, to: 7, cells: ['3', 'x\ny\nz'] },
      row(8, '5', '6'),
    ]));

  it('end as any machine ends them, each in its own way', async () => {
    const rows = [row(1, 'a', 'b'), row(2, '1', '2'), row(4, '3', '4'), row(5, '5', '6')];
    for (const cut of [1, 2, 3, 64]) {
      expect(await rowsOf('a,b\r\n1,2\r\n\r\n3,4\r\n5,6\r\n', {}, cut)).toEqual(rows);
      expect(await rowsOf('a,b\n1,2\r\n\n3,4\r5,6\r\n', {}, cut)).toEqual(rows);
    }
  });

  it('are read in the encoding and with the marks that the mapping says', async () => {
    const latin = Buffer.from("é|'a|b'|c\n", 'latin1');
    expect(await rowsOf(latin, { encoding: 'iso-8859-1', separator: '|', quote: "'" })).toEqual([
      row(1, 'é', 'a|b', 'c'),
    ]);
    const wide = Buffer.from('\uFEFFé;ß\r\n中;1\r\n', 'utf16le');
    for (const cut of [1, 3, 64])
      expect(await rowsOf(wide, { encoding: 'utf-16le', separator: ';' }, cut)).toEqual([
        row(1, 'é', 'ß'),
        row(2, '中', '1'),
      ]);
    expect(await rowsOf('a\t"b\n', { separator: '\t', quote: '' })).toEqual([row(1, 'a', '"b')]);
  });

  it('are trimmed, and keep a stray quote as it stands', async () =>
    expect(await rowsOf(' a , b\n"say ""hi""",5" disk\n')).toEqual([
      row(1, 'a', 'b'),
      row(2, 'say "hi"', '5" disk'),
    ]));

  it('tell of bytes that are not of the encoding', async () =>
    expect(await rowsOf(Buffer.from('a,b\né,1\n2,3\n', 'latin1'))).toEqual([
      row(1, 'a', 'b'),
      { line: 2, to: 2, bad: 'undecodable', values: { encoding: 'utf-8' } },
      row(3, '2', '3'),
    ]));

  it('tell of a quote that swallowed other rows, with all their lines', async () =>
    expect(await rowsOf('a,b,c\n1,"x,3\n4,"y,6\n7,8,9\n')).toEqual([
      row(1, 'a', 'b', 'c'),
      unreadable(2, 3),
      row(4, '7', '8', '9'),
    ]));

  it('tell of a quote that never ends, from its line to the end', async () => {
    expect(await rowsOf('a,b\n1,2\n3,"4\n5,6\n')).toEqual([
      row(1, 'a', 'b'),
      row(2, '1', '2'),
      unreadable(3),
    ]);
    const long = `a,b\n1,"${'x\n'.repeat(700_000)}",2\n3,4\n`;
    expect(await rowsOf(long, {}, 65_536)).toEqual([row(1, 'a', 'b'), unreadable(2)]);
  });

  it('are none in an empty file', async () => expect(await rowsOf('')).toEqual([]));
});
