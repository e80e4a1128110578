import { refuse, type Event, type Fold, type Refusal } from '@relais/kernel';
import type { ProductId } from './ids.ts';
import type { Language } from './client.ts';

/** A known failure has symptoms and a remedy; guidance tells how something is done. */
export const articleKinds = ['known-failure', 'guidance'] as const;
export type ArticleKind = (typeof articleKinds)[number];

/** One step of a remedy, as the agent reads it, as it is said to the requester, and what else it does. */
export type ArticleStep = {
  readonly technical: string;
  readonly plain: string;
  readonly sideEffect?: string;
};

/** What an article says. It is written about products, never about a person, so it is in clear. */
export type ArticleText = {
  readonly kind: ArticleKind;
  readonly title: string;
  /** How callers put it, who lack the words: lay synonyms. */
  readonly symptoms: readonly string[];
  readonly category: string;
  /** None: it is about no product in particular. */
  readonly products: readonly ProductId[];
  readonly language: Language;
  readonly steps: readonly ArticleStep[];
};

/** A version of an article is written, or its draft is written anew. */
export type ArticleDrafted = Event<'ArticleDrafted', ArticleText>;

/** The draft waits for somebody to review it. */
export type ArticleSubmitted = Event<'ArticleSubmitted', {}>;

/** The version is in force: agents see it, and tickets name it. */
export type ArticlePublished = Event<'ArticlePublished', {}>;

/** No version is in force any more. */
export type ArticleRetired = Event<'ArticleRetired', {}>;

export type ArticleEvent = ArticleDrafted | ArticleSubmitted | ArticlePublished | ArticleRetired;

export const articleStatuses = ['drafted', 'submitted', 'published', 'retired'] as const;
export type ArticleStatus = 'unknown' | (typeof articleStatuses)[number];

/** A text and the number of its publication, from 1. */
export type ArticleVersion = ArticleText & { readonly version: number };

export type Article = {
  /** Of its newest text: a published article whose next version is written is drafted. */
  readonly status: ArticleStatus;
  /** The newest text, in force or not. */
  readonly text: ArticleText | null;
  /** Who wrote the newest text. */
  readonly author: string | null;
  /** The version in force; null before the first and after the last. */
  readonly inForce: ArticleVersion | null;
  /** Every version that was ever published, oldest first: tickets pin them. */
  readonly published: readonly ArticleVersion[];
};

export const article: Fold<Article, ArticleEvent> = {
  initial: { status: 'unknown', text: null, author: null, inForce: null, published: [] },
  evolve: {
    ArticleDrafted: (a, text, { by }) => ({ ...a, status: 'drafted', text, author: by }),
    ArticleSubmitted: (a) => ({ ...a, status: 'submitted' }),
    ArticlePublished: (a) => {
      if (!a.text) return a;
      const inForce = { ...a.text, version: a.published.length + 1 };
      return { ...a, status: 'published', inForce, published: [...a.published, inForce] };
    },
    ArticleRetired: (a) => ({ ...a, status: 'retired', inForce: null }),
  },
};

/**
 * The published version that a ticket names, of all that its article ever published; without it, why it cannot be named. What
 * nobody has published yet does not exist for tickets.
 */
export const pinned = (
  published: readonly ArticleVersion[],
  version: number,
): ArticleVersion | Refusal<'article-unknown' | 'version-unknown'> => {
  if (published.length === 0) return refuse('article-unknown');
  return published.find((found) => found.version === version) ?? refuse('version-unknown');
};
