import type { Language } from '@relais/contracts';
import { z } from 'zod';
import { en, fr } from 'zod/locales';
import { mapping, type Mapping } from './mapping.ts';
import { flawTexts, textOf, type FlawCode, type Values } from './import-texts.ts';

/** What is wrong with a mapping, and where: `rules[3].facts[0].priority`. */
export type Flaw = { readonly path: string; readonly text: string };

/** Where flaws are collected: all of them are told at once. */
export type Flaws = {
  readonly found: readonly Flaw[];
  readonly add: (path: string, code: FlawCode, values?: Values) => void;
};

export const flaws = (language: Language): Flaws => {
  const found: Flaw[] = [];
  return {
    found,
    add: (path, code, values = {}) =>
      void found.push({ path, text: textOf(flawTexts[code], language, values) }),
  };
};

type Issue = z.core.$ZodIssue;

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '') || '.';

/** How far a reading of a union came before it failed: the one that came farthest is the one that was meant. */
const reach = (issues: readonly Issue[]): number =>
  issues.length === 0 ? 0 : Math.max(...issues.map(({ path }) => path.length)) - issues.length / 1_000;

const meant = (readings: readonly (readonly Issue[])[]): readonly Issue[] =>
  readings.reduce((best, next) => (reach(next) > reach(best) ? next : best));

/** The issues that a person can mend, without the readings of a union that were not meant. */
const plain = (issue: Issue): readonly Issue[] => {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  return meant(issue.errors).flatMap((inner) => plain({ ...inner, path: [...issue.path, ...inner.path] }));
};

/** A reading of a union that was not chosen carries no text of its own. */
const worded = (said: ReturnType<z.core.$ZodErrorMap>): string =>
  (typeof said === 'object' ? said?.message : said) ?? '';

const locales = { en: en(), fr: fr() };

/** The mapping that is written there, or all that is wrong with it. */
export const readMapping = (written: unknown, language: Language): Mapping | readonly Flaw[] => {
  const { localeError } = locales[language];
  const read = mapping.safeParse(written, { error: localeError });
  if (read.success) return read.data;
  return read.error.issues.flatMap(plain).map((issue) => ({
    path: pathOf(issue.path),
    text: issue.message || worded(localeError(issue as never)),
  }));
};
