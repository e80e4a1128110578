#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wordsFor } from './words.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const words = wordsFor(process.env);

/** Why this machine cannot run the command line, or undefined when it can. */
function hindrance() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) return words.nodeTooOld(process.versions.node);
  return existsSync(join(root, 'node_modules', 'commander')) ? undefined : words.notInstalled(root);
}

// A reader that has seen enough (`relais heads | head -1`) closes the pipe; that is no failure.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 2));

const reason = hindrance();
if (reason) {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 2;
} else {
  // Commander is loaded only now, so that its absence is a sentence and not a stack.
  const { run } = await import('./program.mjs');
  process.exitCode = await run(process.argv.slice(2), words);
}
