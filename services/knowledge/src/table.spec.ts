import { describe, expect, it } from '@jest/globals';
import type {
  ArticleEvent,
  ArticleStatus,
  ArticleText,
  ArticleVersion,
  TicketStatus,
} from '@relais/contracts';
import { by, pastsTo, rowOf, tableOf, withCell, wrongCells, type Given } from '@relais/testkit';
import { articles } from './article.decider.ts';
import { use } from './use.decider.ts';

/** Typed by hand from the order that the product lays down, never derived from the code. */
const expectedOfArticles = tableOf<ArticleStatus>(`
                                       | unknown         | drafted         | submitted         | published         | retired
  DraftArticle                         | ✓               | ✓               | article-submitted | ✓                 | article-retired
  DraftArticle in the same words       | ✓               | []              | article-submitted | []                | article-retired
  DraftArticle of a named article      | article-unknown | ✓               | article-submitted | ✓                 | article-retired
  DraftArticle about a strange product | product-unknown | product-unknown | article-submitted | product-unknown   | article-retired
  SubmitArticle                        | article-unknown | ✓               | []                | article-published | article-retired
  PublishArticle                       | article-unknown | article-drafted | ✓                 | []                | article-retired
  PublishArticle by its author         | article-unknown | article-drafted | own-article       | []                | article-retired
  RetireArticle                        | article-unknown | article-drafted | article-submitted | ✓                 | []
  RetireArticle while a next version is written | article-unknown | ✓       | ✓                 | ✓                 | []
`);

const expectedOfTickets = tableOf<TicketStatus>(`
                                       | unopened       | open            | on-hold         | resolved        | closed
  UseArticle                           | ticket-unknown | ✓               | ✓               | ✓               | ticket-closed
  UseArticle again                     | ticket-unknown | []              | []              | []              | ticket-closed
  UseArticle and it did not help       | ticket-unknown | ✓               | ✓               | ✓               | ticket-closed
  UseArticle in another version        | ticket-unknown | ✓               | ✓               | ✓               | ticket-closed
  UseArticle of no such article        | ticket-unknown | article-unknown | article-unknown | article-unknown | ticket-closed
  UseArticle of no such version        | ticket-unknown | version-unknown | version-unknown | version-unknown | ticket-closed
`);

const text: ArticleText = {
  ...{ kind: 'known-failure', title: 'Silent after sleep', symptoms: ['nothing comes out'] },
  ...{ category: 'printing', products: ['printer'], language: 'en' },
  steps: [
    { technical: 'Restart the spooler.', plain: 'Switch it off and on.', sideEffect: 'Jobs are lost.' },
  ],
} as const;

const drafted = by({ type: 'ArticleDrafted', data: text } as const, 'nadia');
const redrafted = by({ type: 'ArticleDrafted', data: { ...text, title: 'Silent' } } as const, 'nadia');
const submitted = { type: 'ArticleSubmitted', data: {} } as const;
const published = { type: 'ArticlePublished', data: {} } as const;
const retired = { type: 'ArticleRetired', data: {} } as const;
const inForce = [drafted, submitted, published] as const;

type Pasts = { readonly [S in ArticleStatus]: readonly Given<ArticleEvent>[] };

const first: Pasts = {
  unknown: [],
  drafted: [drafted],
  submitted: [drafted, submitted],
  published: inForce,
  retired: [...inForce, retired],
};

/** The same states of the next version of an article that is in force. */
const next: Pasts = {
  ...first,
  drafted: [...inForce, redrafted],
  submitted: [...inForce, redrafted, submitted],
};

const emil = {
  by: 'emil',
  roles: ['editor'],
  level: null,
  at: '2026-03-02T08:15:00.000Z',
  rules: { named: false, products: ['printer'] },
} as const;
const knowing = { ...emil, rules: { named: true, products: ['printer'] } } as const;

const draft = { type: 'DraftArticle', data: { ...text, title: 'No sound' } } as const;
const submit = { type: 'SubmitArticle', data: {} } as const;
const publish = { type: 'PublishArticle', data: {} } as const;
const retire = { type: 'RetireArticle', data: {} } as const;

const decidedOfArticles = {
  DraftArticle: rowOf(first, articles, emil, draft),
  'DraftArticle in the same words': rowOf(first, articles, emil, { type: 'DraftArticle', data: text }),
  'DraftArticle of a named article': rowOf(first, articles, knowing, draft),
  'DraftArticle about a strange product': rowOf(first, articles, emil, {
    ...draft,
    data: { ...draft.data, products: ['printer', 'lamp'] },
  }),
  SubmitArticle: rowOf(first, articles, emil, submit),
  PublishArticle: rowOf(first, articles, emil, publish),
  'PublishArticle by its author': rowOf(first, articles, { ...emil, by: 'nadia' }, publish),
  RetireArticle: rowOf(first, articles, emil, retire),
  'RetireArticle while a next version is written': rowOf(next, articles, emil, retire),
};

const versions = [1, 2].map((version): ArticleVersion => ({ ...text, version }));
const nadia = { ...emil, by: 'nadia', roles: ['agent'], level: 1, rules: { published: versions } } as const;

const helped = { article: 'a1', version: 1, helped: true };
const follow = (other: object = {}) => ({ type: 'UseArticle', data: { ...helped, ...other } }) as const;
const used = pastsTo({ type: 'ArticleUsed', data: helped });

const decidedOfTickets = {
  UseArticle: rowOf(pastsTo(), use, nadia, follow()),
  'UseArticle again': rowOf(used, use, nadia, follow()),
  'UseArticle and it did not help': rowOf(used, use, nadia, follow({ helped: false })),
  'UseArticle in another version': rowOf(used, use, nadia, follow({ version: 2 })),
  'UseArticle of no such article': rowOf(pastsTo(), use, { ...nadia, rules: { published: [] } }, follow()),
  'UseArticle of no such version': rowOf(pastsTo(), use, nadia, follow({ version: 3 })),
};

/** Changes each cell in its turn, and expects that it alone is named. */
const plantedIn = <S extends string>(
  expected: ReturnType<typeof tableOf<S>>,
  decided: ReturnType<typeof tableOf<S>>,
): void => {
  for (const [row, cells] of Object.entries(expected))
    for (const [state, cell] of Object.entries(cells) as [S, string][]) {
      const planted = cell === '✓' ? 'article-retired' : '✓';
      expect(wrongCells(withCell(expected, row, state, planted), decided)).toStrictEqual([
        `${row} × ${state}: expected ${planted}, decided ${cell}`,
      ]);
    }
};

describe('the table of knowledge’s commands to an article', () => {
  it('agrees with what is decided, in every cell', () =>
    expect(wrongCells(expectedOfArticles, decidedOfArticles)).toStrictEqual([]));

  it('has a row for every command', () =>
    expect(Object.keys(articles.decide).filter((command) => !(command in expectedOfArticles))).toEqual([]));

  it('is red as soon as one cell is wrong, and names it', () =>
    plantedIn(expectedOfArticles, decidedOfArticles));
});

describe('the table of knowledge’s commands to a ticket', () => {
  it('agrees with what is decided, in every cell', () =>
    expect(wrongCells(expectedOfTickets, decidedOfTickets)).toStrictEqual([]));

  it('has a row for every command', () =>
    expect(Object.keys(use.decide).filter((command) => !(command in expectedOfTickets))).toEqual([]));

  it('is red as soon as one cell is wrong, and names it', () =>
    plantedIn(expectedOfTickets, decidedOfTickets));
});
