import { describe, expect, it } from '@jest/globals';
import {
  article,
  articleKinds,
  languages,
  type ArticleEvent,
  type ArticleText,
  type ArticleVersion,
  type TicketEvent,
} from '@relais/contracts';
import { isRefusal, replay, type Stamp } from '@relais/kernel';
import {
  actors,
  askOnAnyHistory,
  by,
  contexts,
  decisionOf,
  stamped,
  ticketEventData as data,
  ticketHistories,
} from '@relais/testkit';
import fc from 'fast-check';
import { articleModel, articleProjection } from './article.projection.ts';
import { articles, type ArticleCommand } from './article.decider.ts';
import { learned } from './learned.ts';
import { use } from './use.decider.ts';
import { counted, useModel, useProjection } from './use.projection.ts';

const words = fc.constantFrom('paper', 'silent', 'red lamp');
const texts: fc.Arbitrary<ArticleText> = fc.record({
  kind: fc.constantFrom(...articleKinds),
  title: words,
  symptoms: fc.array(words, { maxLength: 3 }),
  category: words,
  products: fc.subarray(['printer', 'lamp']),
  language: fc.constantFrom(...languages),
  steps: fc.array(fc.record({ technical: words, plain: words }), { maxLength: 3 }),
});

const nothing = fc.constant({});
const wish = <T extends string, D>(type: T, of: fc.Arbitrary<D>) =>
  of.map((said) => ({ type, data: said }) as const);

const articleEvents: fc.Arbitrary<ArticleEvent & Pick<Stamp, 'by'>> = fc
  .tuple(
    fc.oneof(
      wish('ArticleDrafted', texts),
      wish('ArticleSubmitted', nothing),
      wish('ArticlePublished', nothing),
      wish('ArticleRetired', nothing),
    ),
    actors,
  )
  .map(([event, actor]) => by(event, actor));
const articleHistories = fc.array(articleEvents, { maxLength: 15 });

const wishes: fc.Arbitrary<ArticleCommand> = fc.oneof(
  wish('DraftArticle', texts),
  wish('SubmitArticle', nothing),
  wish('PublishArticle', nothing),
  wish('RetireArticle', nothing),
);
const rules = fc.record({ products: fc.subarray(['printer', 'lamp']), named: fc.boolean() });
const now = { by: 'nadia', at: '2026-12-31T23:59:00.000Z' };

describe('on any history, imported ones too, knowledge', () => {
  it('keeps an article or says why not', () =>
    fc.assert(
      fc.property(articleHistories, wishes, contexts(rules), (past, command, context) => {
        const decided = decisionOf(articles, context)(past, command);
        if (isRefusal(decided)) return;
        expect(decided.length).toBeLessThan(2);
      }),
      { numRuns: 500 },
    ));

  it('notes that an article was followed or says why not', () => {
    const published = fc.array(
      fc
        .tuple(texts, fc.integer({ min: 1, max: 3 }))
        .map(([text, version]): ArticleVersion => ({ ...text, version })),
    );
    askOnAnyHistory(
      'knowledge',
      use,
      wish('UseArticle', data.ArticleUsed),
      contexts(fc.record({ published })),
    );
  });
});

describe('a published version, whatever happens to its article', () => {
  it('is never changed and never renumbered', () =>
    fc.assert(
      fc.property(articleHistories, articleHistories, (past, more) => {
        const before = replay(article, stamped<ArticleEvent>(past, now)).published;
        const after = replay(article, stamped<ArticleEvent>([...past, ...more], now)).published;
        expect(after.slice(0, before.length)).toStrictEqual(before);
        expect(after.map(({ version }) => version)).toStrictEqual(after.map((_, place) => place + 1));
      }),
    ));
});

describe('the rows, whatever happened', () => {
  it('of articles have the fields of their model, and say what the article says', () =>
    fc.assert(
      fc.property(articleHistories, (past) => {
        const whole = stamped<ArticleEvent>(past, now);
        const row = replay(articleProjection.fold, whole);
        const begun = whole.findIndex(({ type }) => type === 'ArticleDrafted');
        if (begun < 0) return expect(row).toBeNull();
        expect(Object.keys(row ?? {}).sort()).toStrictEqual(Object.keys(articleModel.fields).sort());
        expect(row).toMatchObject(replay(article, whole.slice(begun)));
      }),
    ));

  it('of tickets have the fields of their model, and name the articles that the ticket names', () =>
    fc.assert(
      fc.property(ticketHistories, (past) => {
        const whole = stamped<TicketEvent>(past, now);
        const row = replay(useProjection.fold, whole);
        const begun = whole.findIndex(({ type }) => type === 'TicketOpened');
        if (begun < 0) return expect(row).toBeNull();
        const { uses } = replay(learned, whole.slice(begun));
        expect(Object.keys(row ?? {}).sort()).toStrictEqual(Object.keys(useModel.fields).sort());
        expect(row?.uses).toStrictEqual(uses);
        expect(new Set(uses.map((one) => one.article)).size).toBe(uses.length);
        expect(counted.map((nth) => [row?.[`article${nth}`], row?.[`helped${nth}`]])).toStrictEqual(
          [0, 1, 2].map((place) => {
            const used = uses[place];
            return used ? [used.article, used.helped ? 1 : 0] : [null, null];
          }),
        );
      }),
    ));
});
