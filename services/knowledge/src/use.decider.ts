import {
  pinned,
  ticket,
  untilClosed,
  type ArticleUsed,
  type ArticleVersion,
  type KnowledgeTicketEvent,
  type Ticket,
  type TicketEvent,
  type TicketRefusal,
} from '@relais/contracts';
import { extend, isRefusal, type Command, type Decider } from '@relais/kernel';
import { latestUses } from './learned.ts';

export type UseArticle = Command<'UseArticle', ArticleUsed['data']>;
export type UseRefusal = TicketRefusal | 'article-unknown' | 'version-unknown';

/** Every version that the article ever published: a ticket may pin one that is no longer in force. */
export type UseRules = { readonly published: readonly ArticleVersion[] };

type Used = { readonly uses: readonly ArticleUsed['data'][] };

export const use: Decider<
  UseArticle,
  Ticket & Used,
  TicketEvent,
  KnowledgeTicketEvent,
  UseRefusal,
  UseRules
> = {
  fold: extend(ticket, {
    initial: { uses: [] } as Used,
    evolve: { ArticleUsed: ({ uses }, data) => ({ uses: latestUses(uses, data) }) },
  }),

  decide: {
    UseArticle: untilClosed(({ uses }, data, { rules }) => {
      const version = pinned(rules.published, data.version);
      if (isRefusal(version)) return version;
      const granted = uses.some(
        (done) =>
          done.article === data.article && done.version === data.version && done.helped === data.helped,
      );
      return granted ? [] : [{ type: 'ArticleUsed', data }];
    }),
  },
};
