import { describe, expect, it } from '@jest/globals';
import { tableOf, withCell, wrongCells } from './cells.ts';

type Lamp = 'lit' | 'broken';
const table = tableOf<Lamp>(`
          | lit | broken
  Light   | []  | lamp-broken
  Replace | ✓   | ✓
`);

describe('a table of rules', () => {
  it('is read as people write it', () =>
    expect(table).toStrictEqual({
      Light: { lit: '[]', broken: 'lamp-broken' },
      Replace: { lit: '✓', broken: '✓' },
    }));

  it('agrees with itself', () => expect(wrongCells(table, table)).toStrictEqual([]));

  it('names a cell that is different', () =>
    expect(wrongCells(table, withCell(table, 'Light', 'broken', '✓'))).toStrictEqual([
      'Light × broken: expected lamp-broken, decided ✓',
    ]));

  it('names a row that one of the two lacks', () => {
    const { Light, Replace } = table;
    expect(wrongCells(table, { Light: Light! })).toStrictEqual(['Replace: not decided']);
    expect(wrongCells({ Replace: Replace! }, table)).toStrictEqual(['Light: not in the table']);
  });
});
