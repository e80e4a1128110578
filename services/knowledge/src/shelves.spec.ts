import { streamOf, type ArticleEvent, type ArticleText } from '@relais/contracts';
import { acme, openTestPorts, type TestPorts } from '@relais/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Shelves } from './shelves.ts';

const text: ArticleText = {
  ...{ kind: 'known-failure', title: 'Red lamp', symptoms: [], category: 'printing', products: [] },
  ...{ language: 'en', steps: [] },
};
const life = (title: string): readonly ArticleEvent[] => [
  { type: 'ArticleDrafted', data: { ...text, title } },
  { type: 'ArticleSubmitted', data: {} },
  { type: 'ArticlePublished', data: {} },
];

let test: TestPorts;
let shelves: Shelves;

beforeEach(async () => {
  test = await openTestPorts();
  shelves = new Shelves(test.ports);
  shelves.onApplicationBootstrap();
});
afterEach(async () => {
  await shelves.beforeApplicationShutdown();
  await test.close();
});

const running = () => {
  const { caughtUp, rebuild } = test.ports.processors.get('articles') ?? {};
  if (!caughtUp || !rebuild) throw new Error('no projection of articles');
  return { caughtUp, rebuild };
};

const write = async (id: string, title: string, tenant = 'acme'): Promise<void> => {
  await test.given(streamOf('article', tenant, id), life(title));
  await running().caughtUp(await test.ports.store.head());
};

const found = async (words: string, tenant = 'acme'): Promise<readonly string[]> =>
  (await shelves.of(tenant)).find({ words, fits: () => true }).map(({ article }) => article.id);

describe('the shelf of a tenant', () => {
  it('holds what was written before it was asked for, and what is written since', async () => {
    await write('a1', 'Red lamp');
    expect(await found('lamp')).toEqual(['a1']);
    await write('a2', 'Green lamp');
    await write('a1', 'Red light');
    expect([await found('lamp'), await found('light')]).toEqual([['a2'], ['a1']]);
  });

  it('holds nothing of another tenant, from the beginning and as it changes', async () => {
    await write('b1', 'Red lamp', 'borealis');
    expect([await found('lamp'), await found('lamp', 'borealis')]).toEqual([[], ['b1']]);
    await write('b2', 'Green lamp', 'borealis');
    expect((await shelves.of('acme')).size()).toBe(0);
    expect((await shelves.of('borealis')).size()).toBe(2);
  });

  it('is filled anew once its rows were', async () => {
    await write('a1', 'Red lamp');
    expect(await found('lamp')).toEqual(['a1']);
    await running().rebuild();
    await write('a2', 'Green lamp');
    expect((await found('lamp')).toSorted()).toEqual(['a1', 'a2']);
  });

  it('is the same for all who ask at once', async () => {
    for (let nth = 0; nth < 45; nth += 1) await test.given(acme('article', `a${nth}`), life(`Lamp ${nth}`));
    await running().caughtUp(await test.ports.store.head());
    const asked = await Promise.all(Array.from({ length: 8 }, () => found('lamp')));
    expect(new Set(asked.map((ids) => ids.join(' '))).size).toBe(1);
    expect(asked[0]).toHaveLength(45);
    for (let nth = 0; nth < 45; nth += 1) await test.given(acme('article', `a${nth}`), life(`Light ${nth}`));
    await running().caughtUp(await test.ports.store.head());
    const again = await Promise.all(Array.from({ length: 8 }, () => found('lamp')));
    expect(again.flat()).toEqual([]);
  });
});
