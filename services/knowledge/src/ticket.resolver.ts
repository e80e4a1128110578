import { Inject } from '@nestjs/common';
import { Args, Mutation, Parent, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { isStaff, type Ticket as TicketState } from '@relais/contracts';
import {
  Allow,
  answerRefusal,
  Asked,
  desk,
  PORTS,
  staff,
  Tickets,
  type Asking,
  type Past,
  type Ports,
} from '@relais/nest';
import { ArticleSearch } from './article-search.ts';
import { Article } from './article.graph.ts';
import { Articles } from './articles.ts';
import { learned, type Learned, type Use } from './learned.ts';
import { SimilarTicket, Ticket, TicketOutcome, UseArticleInput, UsedArticle } from './ticket.graph.ts';
import { use } from './use.decider.ts';
import type { UseRow } from './use.projection.ts';
import { Uses } from './uses.ts';

/** The ticket that knowledge answers with, and the past that its fields are read from. */
type Shown = Ticket & { readonly past: Past<TicketState & Learned> };

@Resolver(() => Ticket)
export class TicketResolver {
  readonly #tickets: Tickets<'knowledge'>;
  readonly #articles: Articles;
  readonly #search: ArticleSearch;
  readonly #uses: Uses;

  constructor(@Inject(PORTS) ports: Ports, articles: Articles, search: ArticleSearch, uses: Uses) {
    this.#tickets = new Tickets(ports, 'knowledge');
    this.#articles = articles;
    this.#search = search;
    this.#uses = uses;
  }

  @ResolveReference()
  reference(
    reference: { readonly id: string; readonly asOf?: string | null },
    asking: Asking,
  ): Promise<Shown | null> {
    return this.#ticket(asking, reference.id, reference.asOf ?? null);
  }

  @Allow(...desk)
  @Mutation(() => TicketOutcome, {
    description: 'Note that an article was followed on the ticket, and whether it helped.',
  })
  async useArticle(@Args('input') input: UseArticleInput, @Asked() asking: Asking): Promise<TicketOutcome> {
    const { ticketId, articleId: article, version, helped } = input;
    const handled = await this.#tickets.handle(use, asking, input, {
      command: { type: 'UseArticle', data: { article, version, helped } },
      load: async () => ({
        rules: { published: await this.#articles.published(asking.caller.tenant, article) },
      }),
    });
    const { revision } = handled;
    return {
      ok: handled.ok,
      refusal: handled.ok ? null : answerRefusal(handled.refusal, asking.language),
      ticket: revision < 0 ? null : await this.#ticket(asking, ticketId, `revision:${revision}`),
    };
  }

  @Allow(...staff, 'client')
  @ResolveField(() => [UsedArticle], {
    nullable: true,
    description:
      'The articles that were followed, with the latest word on each; never shown to the requester.',
  })
  articlesUsed(@Parent() { past }: Shown, @Asked() asking: Asking): UsedArticle[] {
    return past.state.uses.map((used) => this.#used(asking, used));
  }

  @Allow(...staff)
  @ResolveField(() => [Article], {
    nullable: true,
    description:
      'At most 10 published known failures that fit the ticket’s product, category and words, the best first. The ticket is read as of the past that is shown, the articles are those of now.',
  })
  async knownFailures(@Parent() { past }: Shown, @Asked() asking: Asking): Promise<readonly Article[]> {
    return this.#search.knownFailures(asking, past.state);
  }

  @Allow(...staff)
  @ResolveField(() => [SimilarTicket], {
    nullable: true,
    description:
      'At most 10 tickets of the same product and category that are resolved now, the latest first, whatever past is shown.',
  })
  async similarTickets(@Parent() { past }: Shown, @Asked() asking: Asking): Promise<SimilarTicket[]> {
    const found = await this.#uses.similar(asking.caller, past);
    return found.flatMap(([id, row]) => this.#similar(asking, id, row) ?? []);
  }

  async #ticket(asking: Asking, id: string, asOf: string | null): Promise<Shown | null> {
    const past = await this.#tickets.read(learned, asking, id, asOf);
    return past && { id, asOf, past };
  }

  #used(asking: Asking, { article: articleId, version, helped, by, at }: Use): UsedArticle {
    const title = () => (isStaff(asking.caller) ? this.#title(asking, articleId, version) : null);
    return {
      ...{ articleId, version, helped, by, at },
      get title() {
        return title();
      },
    };
  }

  async #title({ caller }: Asking, id: string, version: number): Promise<string | null> {
    const published = await this.#articles.published(caller.tenant, id);
    return published.find((one) => one.version === version)?.title ?? null;
  }

  #similar(
    asking: Asking,
    id: string,
    { number, code, cause, resolvedAt, uses }: UseRow,
  ): SimilarTicket | null {
    if (!code || !cause || !resolvedAt) return null;
    const helpedBy = uses.findLast(({ helped }) => helped);
    return { id, number, code, cause, resolvedAt, helpedBy: helpedBy ? this.#used(asking, helpedBy) : null };
  }
}
