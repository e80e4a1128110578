import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Ticket } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import { holds, PORTS, type Asking, type Ports } from '@relais/nest';
import type { Article, ArticleFilter, ArticlePage, ArticlesArgs } from './article.graph.ts';
import { Articles, writers } from './articles.ts';
import type { Learned } from './learned.ts';
import type { Found, Shelved } from './shelf.ts';
import { Shelves } from './shelves.ts';

/** So many known failures are shown for a ticket. */
const mostKnown = 10;

/** The rank and the id of the last article of a former page. */
type Place = Pick<Found, 'rank'> & { readonly id: string };

/** What a cursor is good for: the pages of one question. */
const printOf = (...asked: readonly unknown[]): string => hash('sha256', JSON.stringify(asked)).slice(0, 16);

const cursorOf = (print: string, { rank, article: { id } }: Found): string =>
  Buffer.from(JSON.stringify([print, rank, id])).toString('base64url');

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};

const isRank = (rank: unknown): rank is Found['rank'] => typeof rank === 'string' || typeof rank === 'number';

const placeOf = (cursor: string, print: string): Place => {
  const read = parsed(Buffer.from(cursor, 'base64url').toString());
  const [mark, rank, id] = Array.isArray(read) ? (read as readonly unknown[]) : [];
  if (mark !== print || !isRank(rank) || typeof id !== 'string')
    throw new Invalid('after-unreadable', 'after', 'this cursor was not given by a former page');
  return { rank, id };
};

const behind = (found: readonly Found[], { rank, id }: Place): readonly Found[] =>
  found.filter((one) => (one.rank === rank ? one.article.id > id : one.rank < rank));

const checkPage = (first: number): void => {
  if (first < 1) throw new Invalid('page-too-small', 'first', 'a page has at least one article');
  if (first > 100) throw new Invalid('page-too-large', 'first', 'a page has at most 100 articles');
};

const fitting = (
  { language, kind, product, category, status }: ArticleFilter,
  writes: boolean,
): ((article: Shelved) => boolean) => {
  const conditions: readonly (false | ((article: Shelved) => boolean))[] = [
    !writes && ((article) => article.inForce),
    language != null && ((article) => article.language === language),
    kind != null && ((article) => article.kind === kind),
    product != null && ((article) => article.products.includes(product)),
    category != null && ((article) => article.category === category),
    // What readers see is in force, whatever is written meanwhile.
    status != null && ((article) => status.some((one) => one === (writes ? article.status : 'published'))),
  ];
  return (article) => conditions.every((holds) => holds === false || holds(article));
};

/** A known failure of this product, or of none in particular. */
const mayExplain =
  ({ product }: Ticket) =>
  ({ inForce, kind, products }: Shelved): boolean =>
    inForce &&
    kind === 'known-failure' &&
    (products.length === 0 || product === null || products.includes(product));

/** Articles by their words: the lists, and what may explain a ticket. */
@Injectable()
export class ArticleSearch {
  readonly #keys: Ports['keys'];
  readonly #articles: Articles;
  readonly #shelves: Shelves;

  constructor(@Inject(PORTS) { keys }: Ports, articles: Articles, shelves: Shelves) {
    this.#keys = keys;
    this.#articles = articles;
    this.#shelves = shelves;
  }

  async page(asking: Asking, { filter, first, after }: ArticlesArgs): Promise<ArticlePage> {
    checkPage(first);
    const { tenant } = asking.caller;
    const writes = holds(asking.caller, writers);
    const print = printOf(tenant, writes, filter);
    const shelf = await this.#shelves.of(tenant);
    const found = shelf.find({ words: filter.text ?? undefined, fits: fitting(filter, writes) });
    const left = after == null ? found : behind(found, placeOf(after, print));
    const page = left.slice(0, first);
    const last = left.length > first ? page.at(-1) : undefined;
    return { nodes: await this.#shown(asking, page), next: last ? cursorOf(print, last) : null };
  }

  /** The published known failures that fit a ticket: the best match first, then those of its category that share no word with it. */
  async knownFailures(asking: Asking, state: Ticket & Learned): Promise<readonly Article[]> {
    const shelf = await this.#shelves.of(asking.caller.tenant);
    const fits = mayExplain(state);
    const isNear = ({ category }: Shelved) => category === state.category;
    const words = await this.#words(state);
    const matched = shelf.find({ words, fits, favour: (article) => (isNear(article) ? 2 : 1) });
    const known = new Set(matched.map(({ article }) => article.id));
    const near = shelf.find({
      fits: (article) => fits(article) && isNear(article) && !known.has(article.id),
    });
    return this.#shown(asking, [...matched, ...near].slice(0, mostKnown));
  }

  /** What was said of a ticket, in clear; what is erased says nothing. */
  async #words({ subject, description, answers }: Learned): Promise<string> {
    const sealed = [subject, description, ...Object.values(answers)].flatMap((said) => said ?? []);
    const opened = await Promise.all(sealed.map((said) => this.#keys.open(said)));
    return opened.filter((text) => text !== null).join('\n');
  }

  async #shown({ caller }: Asking, found: readonly Found[]): Promise<readonly Article[]> {
    const rows = await this.#shelves.rows(found.map(({ article }) => article.id));
    return rows.flatMap(([id, row]) => this.#articles.shown(caller, id, row) ?? []);
  }
}
