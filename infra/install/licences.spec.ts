import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPermissive, refused } from './licences.mjs';

const lockFile = join(import.meta.dirname, '../../package-lock.json');
const lock = JSON.parse(readFileSync(lockFile, 'utf8')) as { packages: Record<string, object> };
const planted = (entry: object) => refused({ packages: { ...lock.packages, 'node_modules/planted': entry } });

describe('the licences of what Relais is made of', () => {
  it('allow what is done with them', () => expect(refused(lock)).toEqual([]));

  it.each(['Elastic-2.0', 'SSPL-1.0', 'BUSL-1.1', 'GPL-3.0-only', 'MPL-2.0', 'MIT AND Elastic-2.0'])(
    'refuse %s',
    (license) => expect(planted({ license })).toEqual([`node_modules/planted: ${license}`]),
  );

  it('refuse a package that names none', () =>
    expect(planted({})).toEqual(['node_modules/planted: no licence']));

  it('let a tool that does not ship be under a file-wise copyleft', () =>
    expect(planted({ license: 'MPL-2.0', dev: true })).toEqual([]));

  it('refuse even a tool under a source-available licence', () =>
    expect(planted({ license: 'Elastic-2.0', dev: true })).toHaveLength(1));
});

describe('reading a licence expression', () => {
  it.each([
    'MIT',
    '(MIT)',
    'MIT OR GPL-3.0',
    'MIT AND ISC',
    '(MIT OR SSPL-1.0) AND ISC',
    'SSPL-1.0 AND X OR MIT',
  ])('%s leaves a permissive choice', (text) => expect(isPermissive(text)).toBe(true));

  it.each([
    '',
    'GPL-3.0',
    'MIT AND GPL-3.0',
    'MIT AND (SSPL-1.0 OR X)',
    'MIT WITH X',
    '(MIT',
    'MIT ISC',
    'AND',
  ])('"%s" leaves none', (text) => expect(isPermissive(text)).toBe(false));
});
