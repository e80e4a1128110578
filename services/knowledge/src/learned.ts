import { ticket, type ArticleUsed, type Sealed, type Ticket, type TicketEvent } from '@relais/contracts';
import { extend } from '@relais/kernel';

/** An article that was followed on a ticket, by whom and when. */
export type Use = ArticleUsed['data'] & { readonly by: string; readonly at: string };

/** The latest word on each article counts, in the order of the first. */
export const latestUses = <U extends ArticleUsed['data']>(uses: readonly U[], latest: U): readonly U[] => {
  const known = uses.some(({ article }) => article === latest.article);
  return known ? uses.map((use) => (use.article === latest.article ? latest : use)) : [...uses, latest];
};

/** What knowledge reads of a ticket: the words in which the known failures are looked for, and the articles that were followed. */
export type Learned = {
  readonly category: string | null;
  readonly subject: Sealed | null;
  readonly description: Sealed | null;
  /** The latest answer to each filter question. */
  readonly answers: { readonly [question: string]: Sealed };
  readonly uses: readonly Use[];
};

export const learned = extend<Ticket, Learned, TicketEvent>(ticket, {
  initial: { category: null, subject: null, description: null, answers: {}, uses: [] },
  evolve: {
    TicketOpened: (_, { subject, description }) => ({
      subject: subject ?? null,
      description: description ?? null,
    }),
    TicketClassified: (_, { category }) => ({ category }),
    FilterQuestionAnswered: ({ answers }, { question, answer }) => ({
      answers: { ...answers, [question]: answer },
    }),
    ArticleUsed: ({ uses }, data, { by, happenedAt }) => ({
      uses: latestUses(uses, { ...data, by, at: happenedAt }),
    }),
  },
});
