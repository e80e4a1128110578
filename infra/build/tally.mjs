import { existsSync, readFileSync } from 'node:fs';

/**
 * Jest's own numbers; no results, or none of a test that ran, is one failure.
 * @param {Record<string, any> | undefined} results
 */
function ofTests(results) {
  if (!results || results.numPassedTests + results.numFailedTests === 0)
    return { passed: 0, failed: 1, skipped: 0 };
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

/** @param {{ passed: boolean }[] | undefined} parts of `npm run check` */
function ofCheck(parts) {
  if (!parts || parts.length === 0) return { passed: 0, failed: 1, skipped: 0 };
  const passed = parts.filter((part) => part.passed).length;
  return { passed, failed: parts.length - passed, skipped: 0 };
}

/**
 * Sums what ran. A run that ends badly although all that it reported is well was killed or left something
 * open: one failure more.
 * @param {Record<string, any> | undefined} results Jest's
 * @param {{ passed: boolean }[] | undefined} parts of `npm run check`
 * @param {number[]} exits the exit codes of both
 */
export function tally(results, parts, exits) {
  const [tests, check] = [ofTests(results), ofCheck(parts)];
  const failed = tests.failed + check.failed;
  const unexplained = failed === 0 && exits.some((code) => code !== 0) ? 1 : 0;
  return { passed: tests.passed + check.passed, failed: failed + unexplained, skipped: tests.skipped };
}

const readJson = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined);

if (import.meta.main) {
  const exits = process.argv.slice(2).map(Number);
  const { passed, failed, skipped } = tally(
    readJson('.cache/jest.json'),
    readJson('.cache/check.json'),
    exits,
  );
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
}
