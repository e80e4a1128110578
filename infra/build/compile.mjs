import { transformFile } from '@swc/core';
import { globSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';

const isCompiled = (file) => !file.endsWith('.spec.ts') && !file.endsWith('.d.ts');

/**
 * The name that a source has once compiled.
 * @param {string} file relative to `src`
 */
export const compiledName = (file) => file.replace(/\.tsx?$/, '.js');

/** @param {string} folder @param {string} file */
async function compileFile(folder, file) {
  const target = join(folder, 'dist', compiledName(file));
  const source = join(folder, 'src', file);
  // Read from the map by a stack trace, so it has to lead from the compiled file to the source.
  const sourceFileName = relative(dirname(target), source);
  const { code, map } = await transformFile(source, { configFile: resolve('.swcrc'), sourceFileName });
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, `${code}//# sourceMappingURL=${basename(target)}.map\n`);
  await writeFile(`${target}.map`, map ?? '');
}

/**
 * Compiles `src` into `dist`, without the specs. What an earlier build left there goes first, so that a
 * deleted source does not live on.
 * @param {string} folder of a workspace
 */
export async function compile(folder) {
  await rm(join(folder, 'dist'), { recursive: true, force: true });
  const sources = globSync('**/*.{ts,tsx}', { cwd: join(folder, 'src') }).filter(isCompiled);
  await Promise.all(sources.map((file) => compileFile(folder, file)));
}

if (import.meta.main) await Promise.all(process.argv.slice(2).map(compile));
