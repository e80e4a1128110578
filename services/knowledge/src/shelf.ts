import type { ArticleText } from '@relais/contracts';
import MiniSearch from 'minisearch';
import type { ArticleRow } from './article.projection.ts';
import { wordOf, wordsIn } from './words.ts';

/** What a shelf knows of an article besides its words. */
export type Shelved = Pick<ArticleText, 'kind' | 'language' | 'category' | 'products'> &
  Pick<ArticleRow, 'status' | 'updatedAt'> & { readonly id: string; readonly inForce: boolean };

/** An article and its rank among those found: the higher the better, by score or by time. */
export type Found = { readonly article: Shelved; readonly rank: number | string };

export type Wanted = {
  readonly fits: (article: Shelved) => boolean;
  /** In these words, the best match first; without them the latest change comes first. */
  readonly words?: string | undefined;
  /** By how much the score of a match is multiplied. */
  readonly favour?: (article: Shelved) => number;
};

/** The articles of one tenant, found by their words. */
export type Shelf = {
  readonly put: (id: string, row: ArticleRow | null) => void;
  readonly find: (wanted: Wanted) => readonly Found[];
  readonly size: () => number;
};

/** So many articles stand on a shelf, some 13 KB for one of 240 words: of more, those changed last. */
export const mostShelved = 5_000;

/** So many different words of a ticket are looked for. */
const mostWords = 60;

type Page = {
  readonly id: string;
  readonly title: string;
  readonly symptoms: string;
  readonly steps: string;
};

const pageOf = (id: string, { title, symptoms, steps }: ArticleText): Page => ({
  ...{ id, title, symptoms: symptoms.join('\n') },
  steps: steps.map(({ technical, plain }) => `${technical}\n${plain}`).join('\n'),
});

/** Best first; of equals, in the order of their ids, so that a page can begin where another ended. */
const inOrder = (one: Found, other: Found): number => {
  if (one.rank !== other.rank) return one.rank > other.rank ? -1 : 1;
  return one.article.id < other.article.id ? -1 : 1;
};

/** What is typed into a search is misspelt and half written; of the many words of a ticket enough are right. */
const isTyped = (words: readonly string[]): boolean => words.length <= 8;

const indexed = (): MiniSearch<Page> =>
  new MiniSearch<Page>({
    fields: ['title', 'symptoms', 'steps'],
    tokenize: (text) => [...wordsIn(text)],
    processTerm: wordOf,
    searchOptions: {
      boost: { title: 2, symptoms: 2 },
      // A short word with another letter is another word.
      fuzzy: (word, _, all) => (isTyped(all) && word.length > 5 ? 1 : false),
      prefix: (word, _, all) => isTyped(all) && word.length > 3,
    },
  });

/** The texts are kept: a word that is taken out by its text leaves nothing behind that would bend the scores of others. */
type Stock = {
  readonly words: MiniSearch<Page>;
  readonly pages: Map<string, Page>;
  readonly articles: Map<string, Shelved>;
};

const remove = ({ words, pages, articles }: Stock, id: string): void => {
  const page = pages.get(id);
  if (!page) return;
  words.remove(page);
  pages.delete(id);
  articles.delete(id);
};

const makeRoom = (stock: Stock): void => {
  const all = [...stock.articles.values()];
  if (all.length <= mostShelved) return;
  remove(stock, all.reduce((one, other) => (other.updatedAt < one.updatedAt ? other : one)).id);
};

const put = (stock: Stock, id: string, row: ArticleRow | null): void => {
  remove(stock, id);
  const text = row && (row.inForce ?? row.text);
  if (!row || !text) return;
  const { kind, language, category, products } = text;
  const { status, updatedAt, inForce } = row;
  const shelved = { id, kind, language, category, products, status, updatedAt, inForce: inForce !== null };
  stock.articles.set(id, shelved);
  const page = pageOf(id, text);
  stock.pages.set(id, page);
  stock.words.add(page);
  makeRoom(stock);
};

const match = ({ words, articles }: Stock, text: string, { fits, favour }: Wanted): readonly Found[] => {
  const told = [...new Set(wordsIn(text).filter((word) => wordOf(word)))].slice(0, mostWords).join(' ');
  const worth = (article: Shelved | undefined): number =>
    article && fits(article) ? (favour?.(article) ?? 1) : 0;
  // What is worth nothing is left out before it is scored.
  const hits = words.search(told, { boostDocument: (id) => worth(articles.get(id as string)) });
  return hits.flatMap(({ id, score }) => {
    const article = articles.get(id as string);
    return article ? [{ article, rank: score }] : [];
  });
};

const find = (stock: Stock, wanted: Wanted): readonly Found[] => {
  const all = [...stock.articles.values()];
  const found =
    wanted.words === undefined
      ? all.filter(wanted.fits).map((article) => ({ article, rank: article.updatedAt }))
      : match(stock, wanted.words, wanted);
  return found.toSorted(inOrder);
};

/** An empty shelf. */
export const shelf = (): Shelf => {
  const stock: Stock = { words: indexed(), pages: new Map(), articles: new Map() };
  return {
    put: (id, row) => put(stock, id, row),
    find: (wanted) => find(stock, wanted),
    size: () => stock.articles.size,
  };
};
