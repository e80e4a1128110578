import { beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { plants } from './boundaries.plants.ts';
import { cruise, inHouse, repository, type Violation } from './house.ts';

type Config = { readonly default: { readonly forbidden: readonly { readonly name: string }[] } };

describe('the boundaries between projects', () => {
  let found: Violation[];
  beforeAll(() => {
    found = inHouse(Object.fromEntries(plants.map(({ file, text }) => [file, text])), cruise);
  }, 60_000);

  it('let an innocent house pass', () => expect(inHouse({}, cruise)).toEqual([]), 60_000);

  it.each(plants)('$rule sees $file', ({ rule, file }) => expect(found).toContainEqual({ rule, file }));

  it('are each planted against', async () => {
    const config = (await import(join(repository, '.dependency-cruiser.mjs'))) as Config;
    const rules = config.default.forbidden.map(({ name }) => name);
    expect(new Set(plants.map(({ rule }) => rule))).toEqual(new Set(rules));
  });
});
