import { describe, expect, it } from '@jest/globals';
import { tally } from './tally.mjs';

const tests = {
  numPassedTests: 7,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  numRuntimeErrorTestSuites: 0,
};
const parts = [{ passed: true }, { passed: true }];

describe('summing what ran', () => {
  it('adds the parts of the check to the tests', () =>
    expect(tally(tests, parts, [0, 0])).toEqual({ passed: 9, failed: 0, skipped: 2 }));

  it('counts a failed test', () =>
    expect(tally({ ...tests, numFailedTests: 2 }, parts, [1, 0])).toMatchObject({ passed: 9, failed: 2 }));

  it('counts a spec that could not be read', () =>
    expect(tally({ ...tests, numRuntimeErrorTestSuites: 1 }, parts, [1, 0])).toMatchObject({ failed: 1 }));

  it('counts a failed part of the check', () =>
    expect(tally(tests, [{ passed: true }, { passed: false }], [0, 1])).toMatchObject({
      passed: 8,
      failed: 1,
    }));

  it('takes a run that left no result for a failure', () => {
    expect(tally(undefined, parts, [1, 0])).toEqual({ passed: 2, failed: 1, skipped: 0 });
    expect(tally(tests, undefined, [0, 1])).toEqual({ passed: 7, failed: 1, skipped: 2 });
  });

  it('takes a run without a test for a failure', () =>
    expect(tally({ ...tests, numPassedTests: 0 }, parts, [0, 0])).toMatchObject({ failed: 1 }));

  it('does not believe a run that ended badly', () =>
    expect(tally(tests, parts, [137, 0])).toMatchObject({ failed: 1 }));
});
