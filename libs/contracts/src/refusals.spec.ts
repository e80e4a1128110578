import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { refusalTexts } from './refusals.ts';

const root = new URL('../../../', import.meta.url).pathname;
const specs = globSync('services/**/*.spec.ts', { cwd: root, exclude: ['**/node_modules/**'] })
  .map((path) => readFileSync(root + path, 'utf8'))
  .join('\n');

/** How a spec asserts a refusal: told by a scenario, read from an answer, or a cell of a table. */
const asserted = (code: string, text: string): boolean =>
  [`\\.refused\\(\\s*'${code}'`, `(refusal|code): '${code}'`, `\\|\\s*${code}\\s*(\\||$)`].some((way) =>
    new RegExp(way, 'm').test(text),
  );

const unasserted = (codes: readonly string[], text: string): readonly string[] =>
  codes.filter((code) => !asserted(code, text));

describe('the refusals of Relais', () => {
  it('are each asserted by a spec', () =>
    expect(unasserted(Object.keys(refusalTexts), specs)).toStrictEqual([]));

  it('are found missing when only mentioned, or when another one begins alike', () => {
    const mentioned = `type Why = 'too-late'; given().when(x).refused('too-late-by-far');`;
    expect(unasserted(['too-late', 'sealed-twice'], mentioned)).toStrictEqual(['too-late', 'sealed-twice']);
    expect(unasserted(['too-late'], `refuse.refused(\n  'too-late', { by })`)).toStrictEqual([]);
    expect(unasserted(['too-late'], '  ReopenTicket | ✓ | too-late')).toStrictEqual([]);
  });

  it('are told in English and in French, with the same names to fill in', () => {
    for (const [code, { en, fr }] of Object.entries(refusalTexts)) {
      const names = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
      expect([code, en.trim().length > 0, fr.trim().length > 0]).toStrictEqual([code, true, true]);
      expect(names(fr)).toStrictEqual(names(en));
    }
  });
});
