import type { Projection } from '@relais/bus';
import { article, type Article, type ArticleEvent, type TenantId } from '@relais/contracts';
import { extend, onceBegun, type Of, type Stamp } from '@relais/kernel';
import type { Model } from '@relais/projections';

type Listed = {
  readonly tenant: TenantId;
  /** When anything last happened to it. */
  readonly updatedAt: string;
};

/** An article as it stands in the lists; its key is the article's id. Its texts are in clear, as its events have them. */
export type ArticleRow = Article & Listed;

type Own = {
  readonly [T in ArticleEvent['type']]: (
    row: ArticleRow,
    data: Of<ArticleEvent, T>['data'],
    stamp: Stamp,
  ) => Listed;
};

const touched = ({ updatedAt }: ArticleRow, _: unknown, { tenant, happenedAt }: Stamp): Listed => ({
  tenant,
  updatedAt: happenedAt > updatedAt ? happenedAt : updatedAt,
});

const own: Own = {
  ArticleDrafted: touched,
  ArticleSubmitted: touched,
  ArticlePublished: touched,
  ArticleRetired: touched,
};

/** The articles of all tenants: what the shelves are filled from. */
export const articleModel: Model<ArticleRow> = {
  name: 'articles',
  version: 1,
  fields: {
    tenant: 'text',
    status: 'text',
    text: 'json',
    author: 'text',
    inForce: 'json',
    published: 'json',
    updatedAt: 'text',
  },
  indexes: [['tenant', 'updatedAt']],
  counters: {},
  temporal: false,
  followed: true,
};

export const articleProjection: Projection<ArticleRow, ArticleEvent> = {
  model: articleModel,
  kind: 'article',
  fold: onceBegun(
    extend<Article, Listed, ArticleEvent>(article, { initial: { tenant: '', updatedAt: '' }, evolve: own }),
    'ArticleDrafted',
  ),
};
