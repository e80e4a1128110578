import { describe, it } from '@jest/globals';
import type { ArticleUsed, ArticleVersion } from '@relais/contracts';
import { closed, opened, resolved, scenario } from '@relais/testkit';
import { use, type UseArticle } from './use.decider.ts';

const version = (number: number): ArticleVersion => ({
  ...{ kind: 'guidance', title: 'Pairing', symptoms: [], category: 'setup', products: [], language: 'en' },
  ...{ steps: [], version: number },
});

const { given } = scenario(use, {
  ...{ by: 'nadia', roles: ['agent'], level: 1, at: '2026-03-02T08:15:00.000Z' },
  rules: { published: [version(1), version(2)] },
});

const used = (helped: boolean, other: Partial<ArticleUsed['data']> = {}): ArticleUsed => ({
  type: 'ArticleUsed',
  data: { article: 'pairing', version: 1, helped, ...other },
});
const follow = (...told: Parameters<typeof used>): UseArticle => ({
  type: 'UseArticle',
  data: used(...told).data,
});

describe('following an article on a ticket', () => {
  it('keeps whether it helped', () => given(opened).when(follow(true)).then(used(true)));
  it('keeps it once', () => given(opened, used(true)).when(follow(true)).then());
  it('takes a later word on it', () => given(opened, used(true)).when(follow(false)).then(used(false)));
  it('goes back to a former word', () =>
    given(opened, used(true), used(false)).when(follow(true)).then(used(true)));
  it('keeps another article beside it', () =>
    given(opened, used(true))
      .when(follow(true, { article: 'a2' }))
      .then(used(true, { article: 'a2' })));
  it('names another version of it', () =>
    given(opened, used(true))
      .when(follow(true, { version: 2 }))
      .then(used(true, { version: 2 })));
  it('can be told once the ticket is resolved', () =>
    given(opened, resolved).when(follow(true)).then(used(true)));
  it('names no version that was never published', () =>
    given(opened)
      .when(follow(true, { version: 3 }))
      .refused('version-unknown'));
  it('names no article that nobody has published', () =>
    given(opened)
      .when(follow(true), { rules: { published: [] } })
      .refused('article-unknown'));
  it('leaves a closed ticket alone', () =>
    given(opened, resolved, closed).when(follow(true)).refused('ticket-closed'));
  it('knows no such ticket', () => given().when(follow(true)).refused('ticket-unknown'));
});
