import {
  article,
  type Article,
  type ArticleEvent,
  type ArticleStatus,
  type ArticleText,
  type ProductId,
} from '@relais/contracts';
import { refuse, type Command, type Context, type Decider, type Refusal } from '@relais/kernel';

export type DraftArticle = Command<'DraftArticle', ArticleText>;
export type SubmitArticle = Command<'SubmitArticle', {}>;
export type PublishArticle = Command<'PublishArticle', {}>;
export type RetireArticle = Command<'RetireArticle', {}>;
export type ArticleCommand = DraftArticle | SubmitArticle | PublishArticle | RetireArticle;
export type ArticleRefusal = `article-${ArticleStatus}` | 'own-article' | 'product-unknown';

/** Which of the text's products are registered, and whether the article was named: one that is new has its id from the command. */
export type ArticleRules = { readonly products: readonly ProductId[]; readonly named: boolean };

/** All that a text says, in one order: equal for equal texts. */
const said = ({ kind, title, symptoms, category, products, language, steps }: ArticleText): string => {
  const told = steps.map(({ technical, plain, sideEffect }) => [technical, plain, sideEffect ?? null]);
  return JSON.stringify([kind, title, symptoms, category, products, language, told]);
};

type Decided = readonly ArticleEvent[] | Refusal<ArticleRefusal>;

/** Drafted, submitted, published, in this order only: in any other state the refusal names it. */
const next =
  (from: ArticleStatus, to: ArticleStatus, rule: (a: Article, context: Context<ArticleRules>) => Decided) =>
  (a: Article, _: {}, context: Context<ArticleRules>): Decided => {
    if (a.status === to) return [];
    return a.status === from ? rule(a, context) : refuse(`article-${a.status}`);
  };

export const articles: Decider<
  ArticleCommand,
  Article,
  ArticleEvent,
  ArticleEvent,
  ArticleRefusal,
  ArticleRules
> = {
  fold: article,

  decide: {
    DraftArticle: ({ status, text }, data, { rules: { products, named } }) => {
      if (status === 'unknown' && named) return refuse('article-unknown');
      if (status === 'submitted' || status === 'retired') return refuse(`article-${status}`);
      if (data.products.some((product) => !products.includes(product))) return refuse('product-unknown');
      return text && said(text) === said(data) ? [] : [{ type: 'ArticleDrafted', data }];
    },

    SubmitArticle: next('drafted', 'submitted', () => [{ type: 'ArticleSubmitted', data: {} }]),

    // Four eyes: nobody reviews their own text.
    PublishArticle: next('submitted', 'published', ({ author }, { by }) =>
      author === by ? refuse('own-article') : [{ type: 'ArticlePublished', data: {} }],
    ),

    // The draft of a next version goes with the version in force.
    RetireArticle: ({ status, inForce }) => {
      if (status === 'retired') return [];
      return inForce ? [{ type: 'ArticleRetired', data: {} }] : refuse(`article-${status}`);
    },
  },
};
