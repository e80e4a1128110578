import { Inject, Injectable } from '@nestjs/common';
import {
  article,
  product,
  streamOf,
  type Article as ArticleState,
  type ArticleEvent,
  type ArticleStatus,
  type ArticleText,
  type ArticleVersion,
  type Caller,
  type Product,
  type ProductId,
  type ProductRegistered,
  type TenantId,
} from '@relais/contracts';
import { Commands } from '@relais/event-store';
import {
  answerRefusal,
  holds,
  PORTS,
  type Asking,
  type CommandInput,
  type Histories,
  type Ports,
  type Right,
} from '@relais/nest';
import { articles, type ArticleCommand } from './article.decider.ts';
import type { Article, ArticleDraft, ArticleOutcome } from './article.graph.ts';
import { Uses } from './uses.ts';

/** Who writes articles; all others of the staff read what is published. */
export const writers: readonly Right[] = ['specialist', 'supervisor', 'editor'];

/** A command to an article that it names, or to one that is new and has its id from the command. */
type Wish = { readonly command: ArticleCommand; readonly id: string; readonly named: boolean };

const draftOf = ({ status, text }: ArticleState): ArticleText | null =>
  status === 'drafted' || status === 'submitted' ? text : null;

/** What is shown when no version is asked for: what is in force, else for writers the draft, else what was in force last. */
const newest = (state: ArticleState, writes: boolean): ArticleText | ArticleVersion | null =>
  state.inForce ?? (writes ? draftOf(state) : null) ?? state.published.at(-1) ?? null;

const numberOf = (text: ArticleText | ArticleVersion): number | null =>
  'version' in text ? text.version : null;

const statusOf = ({ status, inForce }: ArticleState, writes: boolean): ArticleStatus => {
  if (writes) return status;
  return inForce ? 'published' : 'retired';
};

/** The whole of an article as a caller sees it, around one of its texts. */
const around = (state: ArticleState, writes: boolean) => {
  const draft = writes ? draftOf(state) : null;
  return {
    status: statusOf(state, writes),
    author: state.author,
    draft: draft && told(draft),
    inForce: state.inForce?.version ?? null,
    versions: state.published.length,
  };
};

const told = ({ kind, title, symptoms, category, products, language, steps }: ArticleText): ArticleDraft => ({
  ...{ kind, title, symptoms, category, language, products: products.map((id) => ({ id })) },
  steps: steps.map((step) => ({ ...step, sideEffect: step.sideEffect ?? null })),
});

/** The articles one by one: commands to them, and what their readers and writers see of each. */
@Injectable()
export class Articles {
  readonly #commands: Commands<'knowledge'>;
  readonly #histories: Histories;
  readonly #uses: Uses;

  constructor(@Inject(PORTS) { store, clock, histories }: Ports, uses: Uses) {
    this.#commands = new Commands({ store, clock, service: 'knowledge' });
    this.#histories = histories;
    this.#uses = uses;
  }

  /** Every version that an article ever published. */
  async published(tenant: TenantId, id: string): Promise<readonly ArticleVersion[]> {
    return (await this.#state(tenant, id)).published;
  }

  /** An article in one of its versions, or as it is now; null when there is none for the caller. */
  async article({ caller }: Asking, id: string, version: number | null): Promise<Article | null> {
    return this.shown(caller, id, await this.#state(caller.tenant, id), version);
  }

  /** What a caller sees of an article; null when that is nothing. */
  shown(caller: Caller, id: string, state: ArticleState, version: number | null = null): Article | null {
    const writes = holds(caller, writers);
    const text =
      version === null ? newest(state, writes) : state.published.find((one) => one.version === version);
    if (!text) return null;
    const count = (helped?: 1) => this.#uses.count(caller.tenant, id, helped);
    return {
      ...{ ...around(state, writes), ...told(text), id },
      version: numberOf(text),
      get used() {
        return count();
      },
      get helped() {
        return count(1);
      },
    };
  }

  async handle(
    { caller, correlation, language }: Asking,
    { commandId, happenedAt }: CommandInput,
    { command, id, named }: Wish,
  ): Promise<ArticleOutcome> {
    const { tenant } = caller;
    const handled = await this.#commands.handle(articles, {
      ...{ command, commandId, caller, correlation, happenedAt: happenedAt ?? undefined },
      stream: streamOf('article', tenant, id),
      load: async () => ({ rules: { named, products: await this.#registered(tenant, command) } }),
      // An article is the whole provider's: who writes for some of its clients writes for all.
      belonging: () => ({ client: caller.clients?.[0] ?? null }),
    });
    const refusal = handled.ok ? null : answerRefusal(handled.refusal, language);
    return { ok: handled.ok, refusal, article: this.shown(caller, id, await this.#state(tenant, id)) };
  }

  #state(tenant: TenantId, id: string): Promise<ArticleState> {
    return this.#histories.at<ArticleState, ArticleEvent>(article, streamOf('article', tenant, id));
  }

  /** The products of a text that are registered. */
  async #registered(tenant: TenantId, command: ArticleCommand): Promise<readonly ProductId[]> {
    if (command.type !== 'DraftArticle') return [];
    const found = command.data.products.map(async (id) => {
      const stream = streamOf('product', tenant, id);
      const { name } = await this.#histories.at<Product, ProductRegistered>(product, stream);
      return name === null ? [] : [id];
    });
    return (await Promise.all(found)).flat();
  }
}
