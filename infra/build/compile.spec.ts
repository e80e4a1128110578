import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from './compile.mjs';

describe('compiling a project', () => {
  let folder: string;
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'relais-compile-'));
    for (const name of ['src/inside', 'dist']) mkdirSync(join(folder, name), { recursive: true });
    write('src/index.ts', "export { two } from './inside/two.ts';\n");
    write('src/inside/two.ts', 'export const two: number = 2;\n');
    write('src/index.spec.ts', 'export {};\n');
    write('dist/deleted.js', 'export {};\n');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('leaves the sources without specs and nothing of an earlier build', async () => {
    await compile(folder);
    const files = globSync('**/*.js', { cwd: join(folder, 'dist') }).sort();
    expect(files).toEqual(['index.js', 'inside/two.js']);
  });

  it('leads imports to the compiled files, and stack traces back to the sources', async () => {
    await compile(folder);
    expect(read('dist/index.js')).toContain("'./inside/two.js'".replaceAll("'", '"'));
    expect(read('dist/inside/two.js')).toContain('//# sourceMappingURL=two.js.map');
    expect(JSON.parse(read('dist/inside/two.js.map'))).toMatchObject({
      sources: ['../../src/inside/two.ts'],
    });
  });
});
