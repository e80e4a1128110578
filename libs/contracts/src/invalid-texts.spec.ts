import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { answerTexts, limitTexts } from './answer-texts.ts';
import { invalidTexts } from './invalid-texts.ts';
import type { Translated } from './refusals.ts';

const root = new URL('../../../', import.meta.url).pathname;

const sources = globSync('{libs,services,gateway/api,infra}/**/src/**/*.ts', {
  cwd: root,
  exclude: ['**/node_modules/**', '**/dist/**', '**/*.spec.ts', 'libs/contracts/src/invalid-texts.ts'],
}).map((path) => [path, readFileSync(root + path, 'utf8')] as const);

/** What a source throws by: Invalid itself, a function of its own around it, and `bad` of the scalars. */
const waysOf = (source: string): readonly string[] => {
  const wraps = source.includes('new Invalid(code') || /const bad = \(code/.test(source);
  const own = wraps ? [...source.matchAll(/const (\w+) = \(\s*code\b/g)].map(([, name]) => name ?? '') : [];
  return ['new Invalid', ...own];
};

/** The codes that a source throws. */
const thrownIn = (source: string): readonly string[] =>
  waysOf(source).flatMap((way) =>
    [...source.matchAll(new RegExp(`\\b${way}\\(\\s*'([^']+)'`, 'g'))].map(([, code]) => code ?? ''),
  );

/** Whether a source throws a code that this spec cannot read. */
const hidesIn = (source: string): boolean => /new Invalid\((?!\s*(?:'|code\b))/.test(source);

const texts: { readonly [code: string]: Translated } = invalidTexts;

describe('the texts of what can be bad in a request', () => {
  it('tell every code that the sources throw', () => {
    const untold = sources.flatMap(([path, source]) =>
      thrownIn(source)
        .filter((code) => !Object.hasOwn(texts, code))
        .map((code) => `${path}: ${code}`),
    );
    expect(untold).toStrictEqual([]);
  });

  it('are read from code that says what it throws', () =>
    expect(sources.filter(([, source]) => hidesIn(source)).map(([path]) => path)).toStrictEqual([]));

  it('are all needed', () => {
    const named = sources.map(([, source]) => source).join('\n');
    expect(Object.keys(texts).filter((code) => !named.includes(`'${code}'`))).toStrictEqual([]);
  });

  it('are found missing for each way of throwing', () => {
    expect(thrownIn(`throw new Invalid(\n  'one', 'field', 'text')`)).toStrictEqual(['one']);
    const wrapped = `const fail = (code: string) => { throw new Invalid(code, 'x', 'y') };`;
    expect(thrownIn(`${wrapped} if (wrong) fail('two', 'z');`)).toStrictEqual(['two']);
    expect(thrownIn(`import { refuse } from '@relais/kernel'; refuse('three')`)).toStrictEqual([]);
    const told = [
      `new Invalid(why, 'x')`,
      `new Invalid(\n  why, 'x')`,
      `new Invalid(\n  'one', 'x')`,
      wrapped,
    ];
    expect(told.map(hidesIn)).toStrictEqual([true, true, false, false]);
  });

  it('find the throws of this very code base', () => {
    const found = new Set(sources.flatMap(([, source]) => thrownIn(source)));
    expect([...found]).toEqual(
      expect.arrayContaining([
        'text-empty',
        'zone-unknown',
        'happened-ahead',
        'data-too-deep',
        'cause-missing',
      ]),
    );
  });

  it('name the field, in English and in French, with the same names to fill in', () => {
    const names = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
    for (const [code, { en, fr }] of Object.entries(texts)) {
      expect([code, names(en)]).toStrictEqual([code, names(fr)]);
      expect([code, names(en).filter((name) => name === '{field}')]).toStrictEqual([code, ['{field}']]);
      expect([code, en === fr]).toStrictEqual([code, false]);
    }
    const others: { readonly [code: string]: Translated } = { ...answerTexts, ...limitTexts };
    for (const [code, { en, fr }] of Object.entries(others)) {
      expect([code, names(en)]).toStrictEqual([code, names(fr)]);
      expect([code, en === fr]).toStrictEqual([code, false]);
    }
  });
});
