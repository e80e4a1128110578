import { describe, expect, it } from '@jest/globals';
import { missing, unfit } from './check.mjs';

const lock = {
  packages: {
    '': { version: '0.1.0' },
    'libs/kernel': { version: '0.1.0' },
    'node_modules/@relais/kernel': { resolved: 'libs/kernel', link: true },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/a/node_modules/b': { version: '2.0.0', integrity: 'sha512-b' },
    'node_modules/other-platform': { version: '1.0.0', integrity: 'sha512-o', optional: true },
  },
};
const installed = (changes: object) => ({ packages: { ...lock.packages, ...changes } });
const linux = { node: '20.19.0', platform: 'linux', arch: 'x64', glibc: true };

describe('finding what is not installed', () => {
  it('asks for everything in a fresh clone', () =>
    expect(missing(lock, undefined)).toEqual([
      'node_modules/@relais/kernel',
      'node_modules/a',
      'node_modules/a/node_modules/b',
    ]));

  it('asks for nothing when all is there', () =>
    expect(missing(lock, installed({ 'node_modules/other-platform': undefined }))).toEqual([]));

  it.each([
    ['absent', { 'node_modules/a': undefined }],
    ['of another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }],
    ['of another content', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } }],
  ])('asks for a package that is %s', (_, changes) =>
    expect(missing(lock, installed(changes))).toEqual(['node_modules/a']),
  );
});

describe('finding a machine that cannot run Relais', () => {
  it.each([
    ['the oldest Node', linux],
    ['a newer Node', { ...linux, node: '26.0.0' }],
    ['a 64-bit ARM', { ...linux, arch: 'arm64' }],
    ['a Mac with a Node of its own', { node: '24.9.0', platform: 'darwin', arch: 'arm64', glibc: false }],
  ])('takes %s', (_, machine) => expect(unfit(machine)).toBeUndefined());

  it.each([
    ['an old Node', { ...linux, node: '20.18.3' }, /needs Node 20\.19 or newer/],
    ['a very old Node', { ...linux, node: '16.20.2' }, /this is Node 16\.20\.2/],
    ['a Linux without glibc', { ...linux, glibc: false }, /linux on x64 without glibc/],
    ['another processor', { ...linux, arch: 'riscv64' }, /riscv64/],
    ['Windows', { ...linux, platform: 'win32', glibc: false }, /win32/],
    ['a Mac with an old Node', { node: '22.20.0', platform: 'darwin', arch: 'arm64', glibc: false }, /24\.9/],
  ])('refuses %s in one line', (_, machine, text) => {
    expect(unfit(machine)).toMatch(text);
    expect(unfit(machine)).not.toContain('\n');
  });
});
