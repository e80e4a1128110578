import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { idOf, type ArticleText } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import { Allow, Asked, staff, type Asking } from '@relais/nest';
import { ArticleSearch } from './article-search.ts';
import {
  Article,
  ArticleOutcome,
  ArticlePage,
  ArticlesArgs,
  DraftArticleInput,
  PublishArticleInput,
  RetireArticleInput,
  SubmitArticleInput,
} from './article.graph.ts';
import { Articles, writers } from './articles.ts';

const most = { symptoms: 20, steps: 30, products: 50 } as const;

const checkLengths = (input: DraftArticleInput): void => {
  for (const list of ['symptoms', 'steps', 'products'] as const)
    if (input[list].length > most[list])
      throw new Invalid('article-too-long', `input.${list}`, `an article has at most ${most[list]} ${list}`);
};

/** The text as the event holds it. */
const textOf = ({
  kind,
  title,
  symptoms,
  category,
  products,
  language,
  steps,
}: DraftArticleInput): ArticleText => ({
  ...{ kind, title, symptoms, category, language, products: [...new Set(products)] },
  steps: steps.map(({ technical, plain, sideEffect }) => ({
    ...{ technical, plain },
    ...(sideEffect != null && { sideEffect }),
  })),
});

@Resolver()
export class ArticleResolver {
  readonly #articles: Articles;
  readonly #search: ArticleSearch;

  constructor(articles: Articles, search: ArticleSearch) {
    this.#articles = articles;
    this.#search = search;
  }

  @Allow(...staff)
  @Query(() => Article, {
    nullable: true,
    description:
      'One article, in the version in force or in another that was published; null when there is none.',
  })
  article(
    @Args('id', { type: () => ID }) id: string,
    @Args('version', { type: () => Int, nullable: true }) version: number | undefined,
    @Asked() asking: Asking,
  ): Promise<Article | null> {
    return this.#articles.article(asking, id, version ?? null);
  }

  @Allow(...staff)
  @Query(() => ArticlePage, {
    description:
      'The articles in force, and for those who write them all others too: the best match first, or the latest change.',
  })
  articles(@Args() args: ArticlesArgs, @Asked() asking: Asking): Promise<ArticlePage> {
    return this.#search.page(asking, args);
  }

  @Allow(...writers)
  @Mutation(() => ArticleOutcome, {
    description: 'Write a new article, its draft anew, or the next version of one that is published.',
  })
  draftArticle(@Args('input') input: DraftArticleInput, @Asked() asking: Asking): Promise<ArticleOutcome> {
    checkLengths(input);
    const { articleId, commandId } = input;
    return this.#articles.handle(asking, input, {
      id: articleId ?? idOf('article', asking.caller.tenant, commandId),
      named: articleId != null,
      command: { type: 'DraftArticle', data: textOf(input) },
    });
  }

  @Allow(...writers)
  @Mutation(() => ArticleOutcome, { description: 'The draft waits for its review.' })
  submitArticle(@Args('input') input: SubmitArticleInput, @Asked() asking: Asking): Promise<ArticleOutcome> {
    const command = { type: 'SubmitArticle', data: {} } as const;
    return this.#articles.handle(asking, input, { id: input.articleId, named: true, command });
  }

  @Allow('supervisor', 'editor')
  @Mutation(() => ArticleOutcome, {
    description: 'The text comes into force: a new version. Its author cannot publish it.',
  })
  publishArticle(
    @Args('input') input: PublishArticleInput,
    @Asked() asking: Asking,
  ): Promise<ArticleOutcome> {
    const command = { type: 'PublishArticle', data: {} } as const;
    return this.#articles.handle(asking, input, { id: input.articleId, named: true, command });
  }

  @Allow('supervisor', 'editor')
  @Mutation(() => ArticleOutcome, { description: 'No version of the article is in force any more.' })
  retireArticle(@Args('input') input: RetireArticleInput, @Asked() asking: Asking): Promise<ArticleOutcome> {
    const command = { type: 'RetireArticle', data: {} } as const;
    return this.#articles.handle(asking, input, { id: input.articleId, named: true, command });
  }
}
