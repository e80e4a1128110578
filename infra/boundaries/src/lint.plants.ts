import type { Plant } from './boundaries.plants.ts';

const lines = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');
const decider = 'services/intake/src/';
const impure = (name: string, text: string, rule = 'eslint(no-restricted-globals)'): readonly Plant[] => [
  { rule, file: `${decider}${name}.decider.ts`, text: `export const x = () => ${text};\n` },
  { rule, file: `libs/rules/src/${name}.ts`, text: `export const x = () => ${text};\n` },
];
const nested = (depth: number): string =>
  depth === 0 ? 'n -= 1;' : `if (n > ${depth}) { ${nested(depth - 1)} }`;

/** The bans of .oxlintrc.json that shape the code; each is seen to bite. */
export const plants: readonly Plant[] = [
  {
    rule: 'eslint(max-lines)',
    file: 'libs/bus/src/long.ts',
    text: `${lines(251, (at) => `export const x${at} = ${at};`)}\n`,
  },
  {
    rule: 'eslint(max-lines)',
    file: 'libs/bus/src/long.spec.ts',
    text: `${lines(401, (at) => `export const x${at} = ${at};`)}\n`,
  },
  {
    rule: 'eslint(max-lines-per-function)',
    file: 'libs/bus/src/tall.ts',
    text: `export function tall(n: number) {\n${lines(41, () => '  n += 1;')}\n  return n;\n}\n`,
  },
  {
    rule: 'eslint(complexity)',
    file: 'libs/bus/src/forked.ts',
    text: `export const forked = (n: number) => ${lines(8, (at) => `n === ${at} ? '${at}' :`)} 'more';\n`,
  },
  {
    rule: 'eslint(max-depth)',
    file: 'libs/bus/src/deep.ts',
    text: `export function deep(n: number) { ${nested(3)} return n; }\n`,
  },
  {
    rule: 'eslint(max-depth)',
    file: 'libs/bus/src/sqlite/deep.ts',
    text: `export function deep(n: number) { ${nested(4)} return n; }\n`,
  },
  {
    rule: 'eslint(max-params)',
    file: 'libs/bus/src/wide.ts',
    text: 'export const wide = (a: 1, b: 2, c: 3, d: 4, e: 5) => [a, b, c, d, e];\n',
  },
  { rule: 'import(no-default-export)', file: 'libs/bus/src/default.ts', text: 'export default 1;\n' },
  {
    rule: 'node(no-process-env)',
    file: 'libs/bus/src/env.ts',
    text: "export const x = process.env['HOME'];\n",
  },
  {
    rule: 'typescript(no-explicit-any)',
    file: 'libs/bus/src/any.ts',
    text: 'export const x = (y: any): unknown => y;\n',
  },
  {
    rule: 'typescript(consistent-type-definitions)',
    file: 'libs/bus/src/interface.ts',
    text: 'export interface X { y: 1 }\n',
  },
  {
    rule: 'typescript(no-floating-promises)',
    file: 'libs/bus/src/floating.ts',
    text: 'export const x = () => { Promise.resolve(1); };\n',
  },
  {
    rule: 'typescript(only-throw-error)',
    file: 'libs/bus/src/literal.ts',
    text: "export const x = () => { throw 'no'; };\n",
  },
  ...impure('date', 'Date.now()'),
  ...impure('process', 'process.uptime()'),
  ...impure('fetch', "fetch('http://x')"),
  ...impure('timeout', 'setTimeout(() => 1, 1)'),
  ...impure('crypto', 'crypto.randomUUID()'),
  ...impure('random', 'Math.random()', 'eslint(no-restricted-properties)'),
];

/** What stands beside the bans and has to stay allowed. */
export const innocent: readonly Omit<Plant, 'rule'>[] = [
  { file: 'libs/bus/src/settings.ts', text: "export const x = process.env['HOME'];\n" },
  {
    file: 'libs/bus/src/sqlite/three.ts',
    text: `export function three(n: number) { ${nested(3)} return n; }\n`,
  },
  {
    file: 'libs/bus/src/tall.spec.ts',
    text: `export function tall(n: number) {\n${lines(100, () => '  n += 1;')}\n  return n;\n}\n`,
  },
  { file: 'libs/rules/src/round.ts', text: 'export const x = Math.round(1.5);\n' },
];
