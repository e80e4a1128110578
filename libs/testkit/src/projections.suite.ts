import { describe } from '@jest/globals';
import { changes } from './projections/changes.suite.ts';
import { commits } from './projections/commits.suite.ts';
import type { OpenProjections } from './projections/desk.ts';
import { generations } from './projections/generations.suite.ts';
import { pages } from './projections/pages.suite.ts';
import { past } from './projections/past.suite.ts';
import { scans } from './projections/scans.suite.ts';

/** What every adapter of the read models has to do. */
export const projectionsContract = (name: string, open: OpenProjections): void => {
  describe(`projections: ${name}`, () => {
    commits(open);
    pages(open);
    past(open);
    scans(open);
    changes(open);
    generations(open);
  });
};
