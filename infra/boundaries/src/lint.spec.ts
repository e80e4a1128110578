import { beforeAll, describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inHouse, lint, repository, type Violation } from './house.ts';
import { innocent, plants } from './lint.plants.ts';

const filesOf = (planted: readonly { file: string; text: string }[]) =>
  Object.fromEntries(planted.map(({ file, text }) => [file, text]));

describe('the bans of the linter', () => {
  let found: Violation[];
  beforeAll(() => {
    found = inHouse(filesOf(plants), lint);
  }, 60_000);

  it('let an innocent house pass', () => expect(inHouse(filesOf(innocent), lint)).toEqual([]), 60_000);

  it.each(plants)('$rule sees $file', ({ rule, file }) => expect(found).toContainEqual({ rule, file }));

  it('are nowhere lifted in services and gateway/api', () => {
    const sources = globSync('{services/*,gateway/api}/src/**/*.ts', { cwd: repository });
    const lifted = sources.filter((file) =>
      /(oxlint|eslint)-disable/.test(readFileSync(join(repository, file), 'utf8')),
    );
    expect(lifted).toEqual([]);
  });
});
