import { describe, it } from '@jest/globals';
import type { ArticleEvent, ArticleText } from '@relais/contracts';
import { by, scenario } from '@relais/testkit';
import { articles, type ArticleCommand } from './article.decider.ts';

const text: ArticleText = {
  ...{ kind: 'known-failure', title: 'Silent after sleep', symptoms: ['nothing comes out'] },
  ...{ category: 'printing', products: [], language: 'en' },
  steps: [{ technical: 'Restart the spooler.', plain: 'Switch it off and on.' }],
};
const clearer: ArticleText = { ...text, title: 'Silent after it slept' };

const drafted = (data: ArticleText = text) => ({ type: 'ArticleDrafted', data }) as const;
const submitted: ArticleEvent = { type: 'ArticleSubmitted', data: {} };
const published: ArticleEvent = { type: 'ArticlePublished', data: {} };
const retired: ArticleEvent = { type: 'ArticleRetired', data: {} };

const draft = (data: ArticleText = text): ArticleCommand => ({ type: 'DraftArticle', data });
const submit: ArticleCommand = { type: 'SubmitArticle', data: {} };
const publish: ArticleCommand = { type: 'PublishArticle', data: {} };
const retire: ArticleCommand = { type: 'RetireArticle', data: {} };

const { given } = scenario(articles, {
  ...{ by: 'emil', roles: ['editor'], level: null, at: '2026-03-02T08:15:00.000Z' },
  rules: { products: ['printer'], named: true },
});

describe('writing an article', () => {
  it('begins one', () =>
    given()
      .when(draft(), { rules: { products: [], named: false } })
      .then(drafted()));
  it('finds none of that name', () => given().when(draft()).refused('article-unknown'));
  it('writes a draft anew', () => given(drafted()).when(draft(clearer)).then(drafted(clearer)));
  it('writes the same words once', () => given(drafted()).when(draft()).then());
  it('knows the same words in another order of their fields', () => {
    const { plain, technical } = text.steps[0] ?? { plain: '', technical: '' };
    given(drafted({ ...text, steps: [{ plain, technical }] }))
      .when(draft())
      .then();
  });
  it('tells a side effect that was not told', () => {
    const warned = { ...text, steps: text.steps.map((step) => ({ ...step, sideEffect: 'Jobs are lost.' })) };
    given(drafted()).when(draft(warned)).then(drafted(warned));
  });
  it('begins the next version of what is in force', () =>
    given(drafted(), submitted, published).when(draft(clearer)).then(drafted(clearer)));
  it('is about products that are registered', () => {
    const about = (product: string) => draft({ ...text, products: [product] });
    given(drafted())
      .when(about('printer'))
      .then(drafted({ ...text, products: ['printer'] }));
    given(drafted()).when(about('lamp')).refused('product-unknown');
  });
  it('leaves alone what is being reviewed', () =>
    given(drafted(), submitted).when(draft(clearer)).refused('article-submitted'));
});

describe('publishing an article', () => {
  it('takes a second pair of eyes', () => {
    given(by(drafted(), 'nadia'), submitted).when(publish).then(published);
    given(by(drafted(), 'emil'), submitted).when(publish).refused('own-article');
  });
  it('asks who wrote the text that is published, not who began the article', () => {
    const past = [by(drafted(), 'emil'), by(drafted(clearer), 'nadia'), by(submitted, 'emil')] as const;
    given(...past)
      .when(publish)
      .then(published);
  });
  it('follows a review', () => given(drafted()).when(publish).refused('article-drafted'));
});

describe('retiring an article', () => {
  it('ends the version in force', () => given(drafted(), submitted, published).when(retire).then(retired));
  it('takes the draft of the next version along', () => {
    const past = [drafted(), submitted, published, drafted(clearer)] as const;
    given(...past)
      .when(retire)
      .then(retired);
    given(...past, retired)
      .when(submit)
      .refused('article-retired');
  });
  it('has nothing to end before the first publication', () =>
    given(drafted(), submitted).when(retire).refused('article-submitted'));
});
