import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

/** What `npm run check` looks at, cheapest first: a heading and the script that answers. */
const parts = [
  { name: 'format', script: ['format:check'] },
  { name: 'lint', script: ['lint'] },
  { name: 'boundaries', script: ['boundaries'] },
  { name: 'types', script: ['typecheck'] },
  { name: 'composition', script: ['schema', '--', '--check'] },
  { name: 'generated files', script: ['generated', '--', '--check'] },
];

const secondsSince = (start) => ((performance.now() - start) / 1000).toFixed(1);

/** Runs one part and shows what it says under its heading. */
function run({ name, script }) {
  console.log(`\n── ${name}`);
  const start = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', ...script], { stdio: 'inherit' });
  return { name, passed: status === 0, seconds: secondsSince(start) };
}

const results = parts.map(run);
// .ci/run adds these to the numbers of the tests.
mkdirSync('.cache', { recursive: true });
writeFileSync('.cache/check.json', JSON.stringify(results));

console.log('');
for (const { name, passed, seconds } of results)
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`);
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
