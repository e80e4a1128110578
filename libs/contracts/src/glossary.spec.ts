import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { catalogue } from './catalogue.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const [meanings = '', avoided = ''] = readFileSync(join(root, 'docs/GLOSSARY.md'), 'utf8').split(
  '## Words not to use',
);

/** The cells of every table row, without heads and rules. */
const rowsOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (word|---)/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const entries = rowsOf(meanings);
const wordsIn = (text: string): readonly string[] => text.toLowerCase().match(/[a-z]+/g) ?? [];
const known = new Set(entries.flatMap(([word = '', forms = '']) => [...wordsIn(word), ...wordsIn(forms)]));
const forbidden = new Set(rowsOf(avoided).map(([word]) => word));

/** `HandOverOffered` is hand, over, offered; `hand-over.decider` is hand, over, decider. */
const split = (name: string): readonly string[] => wordsIn(name.replace(/([a-z0-9])([A-Z])/g, '$1 $2'));

const unknownIn = (name: string) => split(name).filter((word) => !known.has(word));
const forbiddenIn = (name: string) => split(name).filter((word) => forbidden.has(word));

const sources = globSync(['libs/*/src/**/*.ts', 'services/*/src/**/*.ts', 'gateway/api/src/**/*.ts'], {
  cwd: root,
});
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name);

const services = sources.filter((file) => file.startsWith('services/') && !file.endsWith('.spec.ts'));
const commands = services.flatMap((file) => found(textOf(file), /\bCommand<\s*'(\w+)'/g));

describe('the glossary', () => {
  it('gives every word its French, a sentence and an owner', () => {
    const owners = ['all', 'intake', 'triage', 'escalation', 'knowledge', 'satisfaction', 'history'];
    const lacking = entries.filter(
      ([word, , french, sentence, owner]) =>
        !word || !french || !sentence?.endsWith('.') || !owners.includes(owner ?? ''),
    );
    expect(lacking).toEqual([]);
  });

  it('has each word once, and none that it forbids', () => {
    const words = entries.map(([word]) => word);
    expect(words.filter((word, place) => words.indexOf(word) !== place)).toEqual([]);
    expect([...known].filter((word) => forbidden.has(word))).toEqual([]);
  });

  it('tells known, unknown and forbidden words of a name apart', () => {
    expect(unknownIn('TicketOpened')).toEqual([]);
    expect(unknownIn('TicketBillPaid')).toEqual(['bill', 'paid']);
    expect(forbiddenIn('CustomerViewOpened')).toEqual(['customer', 'view']);
    expect(forbiddenIn('user-helper.ts')).toEqual(['user', 'helper']);
  });
});

describe('every word has its entry in', () => {
  it.each(Object.keys(catalogue))('the event %s', (name) => {
    expect(unknownIn(name)).toEqual([]);
  });

  it.each(commands)('the command %s', (name) => {
    expect(unknownIn(name)).toEqual([]);
  });

  it('commands that were really found', () => {
    expect(commands).toContain('TakeTicket');
  });
});

describe('no forbidden word stands in', () => {
  it('the name of a command or an event', () => {
    expect([...Object.keys(catalogue), ...commands].filter((name) => forbiddenIn(name).length > 0)).toEqual(
      [],
    );
  });

  it('the name of a source file', () => {
    expect(sources.filter((file) => forbiddenIn(basename(file)).length > 0)).toEqual([]);
  });

  it('an exported name', () => {
    const exported = sources.flatMap((file) =>
      found(textOf(file), /^export (?:const|type|class|function|async function) (\w+)/gm).map(
        (name) => `${file}: ${name}`,
      ),
    );
    expect(exported.filter((name) => forbiddenIn(name.split(': ')[1] ?? '').length > 0)).toEqual([]);
  });
});
