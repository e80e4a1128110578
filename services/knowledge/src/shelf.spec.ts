import { describe, expect, it } from '@jest/globals';
import { article, type ArticleText } from '@relais/contracts';
import type { ArticleRow } from './article.projection.ts';
import { mostShelved, shelf, type Shelved, type Wanted } from './shelf.ts';

const text = (title: string, other: Partial<ArticleText> = {}): ArticleText => ({
  ...{ kind: 'known-failure', title, symptoms: [], category: 'printing', products: [], language: 'en' },
  ...{ steps: [], ...other },
});

const row = (told: ArticleText, updatedAt = '2026-03-02T08:00:00.000Z'): ArticleRow => ({
  ...{ ...article.initial, tenant: 'acme', status: 'published', text: told, author: 'emil', updatedAt },
  inForce: { ...told, version: 1 },
});

const all = (): boolean => true;

const found = (articles: Record<string, ArticleText>, words: string, other: Partial<Wanted> = {}) => {
  const filled = shelf();
  for (const [id, told] of Object.entries(articles)) filled.put(id, row(told));
  return filled.find({ fits: all, words, ...other }).map((one) => one.article.id);
};

describe('articles by their words', () => {
  const printers = {
    spooler: text('The print spooler hangs', { symptoms: ['nothing comes out', 'it stays silent'] }),
    paper: text('Paper jams in the tray', {
      steps: [{ technical: 'Open the tray, check the spooler afterwards.', plain: 'Pull the paper out.' }],
    }),
    sound: text('No sound after an update', { category: 'audio' }),
  };

  it('puts a title before a step', () => expect(found(printers, 'spooler')).toEqual(['spooler', 'paper']));
  it('knows how callers put it', () => expect(found(printers, 'My printer is SILENT!')).toContain('spooler'));
  it('reads over accents, capitals and plurals', () =>
    expect(found({ a: text('L’imprimante réseau s’arrête') }, 'IMPRIMANTES RESEAUX')).toEqual(['a']));
  it('forgives a letter in a long word', () => expect(found(printers, 'spoolar')[0]).toBe('spooler'));
  it('finds the beginning of a word', () => expect(found(printers, 'spoo')[0]).toBe('spooler'));
  it('does not meet in words that say nothing', () =>
    expect(
      found({ a: text('Il n’y a plus de son'), b: text('It is not there') }, 'it is not, il n’y a plus'),
    ).toEqual([]));
  it('leaves out what does not fit', () =>
    expect(found(printers, 'spooler', { fits: ({ id }) => id !== 'spooler' })).toEqual(['paper']));
  it('puts first what is favoured', () => {
    const favour = ({ category }: Shelved) => (category === 'audio' ? 9 : 1);
    const alike = { a: text('A red lamp'), b: text('A red lamp', { category: 'audio' }) };
    expect(found(alike, 'lamp', { favour })).toEqual(['b', 'a']);
    expect(found(alike, 'lamp')).toEqual(['a', 'b']);
  });
  it('takes only so many words of a long text', () => {
    const many = Array.from({ length: 20_000 }, (_, nth) => `${nth}`.padStart(5, '0'));
    expect(found({ a: text('00059'), b: text('00060') }, many.join(' '))).toEqual(['a']);
  });
});

describe('a shelf', () => {
  const titled = (filled: ReturnType<typeof shelf>, words?: string) =>
    filled.find({ fits: all, words }).map((one) => one.article.id);

  it('shows the latest change first when no words are looked for', () => {
    const filled = shelf();
    filled.put('old', row(text('A'), '2026-03-01T08:00:00.000Z'));
    filled.put('new', row(text('B'), '2026-03-03T08:00:00.000Z'));
    filled.put('same', row(text('C'), '2026-03-03T08:00:00.000Z'));
    expect(titled(filled)).toEqual(['new', 'same', 'old']);
  });

  it('finds an article by its newest words alone', () => {
    const filled = shelf();
    filled.put('a', row(text('Red lamp')));
    filled.put('a', row(text('Green lamp')));
    expect([titled(filled, 'red'), titled(filled, 'green'), filled.size()]).toEqual([[], ['a'], 1]);
  });

  it('finds what is in force, not the next version that is being written', () => {
    const filled = shelf();
    filled.put('a', { ...row(text('Red lamp')), status: 'drafted', text: text('Green lamp') });
    expect([titled(filled, 'red'), titled(filled, 'green')]).toEqual([['a'], []]);
  });

  it('lets go of an article that is gone', () => {
    const filled = shelf();
    filled.put('a', row(text('Red lamp')));
    filled.put('a', null);
    expect([titled(filled), titled(filled, 'red'), filled.size()]).toEqual([[], [], 0]);
  });

  it('holds so many articles, those changed last', () => {
    const filled = shelf();
    const day = (nth: number) => new Date(Date.UTC(2020, 0, 1, 0, nth)).toISOString();
    for (let nth = 0; nth <= mostShelved; nth += 1) filled.put(`a${nth}`, row(text('Lamp'), day(nth)));
    expect(filled.size()).toBe(mostShelved);
    expect([titled(filled).includes('a0'), titled(filled).includes('a1')]).toEqual([false, true]);
  });
});
