import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Files to write, by their path from the root. */
export type Files = Readonly<Record<string, string>>;
/** A rule that was broken, and the file that broke it. */
export type Violation = { readonly rule: string; readonly file: string };

/** The root of the repository whose rules are under test. */
export const repository = resolve(import.meta.dirname, '../../..');
const tool = (...names: string[]) => join(repository, 'node_modules', ...names);

const projects = {
  kernel: 'libs',
  contracts: 'libs',
  rules: 'libs',
  'event-store': 'libs',
  bus: 'libs',
  projections: 'libs',
  keys: 'libs',
  nest: 'libs',
  testkit: 'libs',
  intake: 'services',
  triage: 'services',
  api: 'gateway',
  web: 'gateway',
  local: 'infra',
  cli: 'infra',
  load: 'infra',
  faults: 'infra',
  engines: 'infra',
};
const stand = ['kafkajs', '@nestjs/common', 'graphql', 'hidden'];

const exported = (file: string) => ({ '@relais/source': `./src/${file}.ts`, default: `./dist/${file}.js` });
const manifest = (name: string) => {
  const dependencies = Object.fromEntries(Object.keys(projects).map((other) => [`@relais/${other}`, '*']));
  return JSON.stringify({ name: `@relais/${name}`, type: 'module', exports: exportsOf(name), dependencies });
};
const exportsOf = (name: string) => ({
  '.': exported('index'),
  ...(name === 'contracts' && { './refusals': exported('refusals') }),
});

/** A house with every room of the real one, in which each file is innocent. */
function rooms(): Files {
  const files: Record<string, string> = {
    'package.json': JSON.stringify({
      name: 'house',
      type: 'module',
      workspaces: ['libs/*', 'services/*', 'gateway/*', 'infra/*'],
      dependencies: { kafkajs: '1', '@nestjs/common': '1', graphql: '1' },
      devDependencies: { '@jest/globals': '1' },
    }),
    'libs/contracts/src/refusals.ts': 'export const texts = {};\n',
    'services/intake/src/open.decider.ts':
      "import { one } from '@relais/kernel';\nexport const two = one + one;\n",
    'services/intake/src/open.spec.ts': "import { one } from '@relais/testkit';\nexport const three = one;\n",
    'services/intake/src/open.resolver.ts': "import '@nestjs/common';\nimport './open.decider.ts';\n",
    'services/intake/src/circle.ts': 'export {};\n',
    'services/intake/src/zone.ts': "import './circle.ts';\n",
    'gateway/web/src/page.ts':
      "import { texts } from '@relais/contracts/refusals';\nexport const page = texts;\n",
    'libs/bus/src/kafka/bus.ts': "import 'kafkajs';\nexport type KafkaBus = string;\n",
    'libs/bus/src/choose.ts': "export const choose = () => import('./kafka/bus.ts');\n",
  };
  for (const [name, layer] of Object.entries(projects)) {
    files[`${layer}/${name}/package.json`] = manifest(name);
    files[`${layer}/${name}/src/index.ts`] = 'export const one = 1;\n';
  }
  for (const name of [...stand, '@jest/globals']) {
    files[`node_modules/${name}/package.json`] = JSON.stringify({ name, version: '1.0.0', main: 'index.js' });
    files[`node_modules/${name}/index.js`] = 'export {};\n';
  }
  return files;
}

function write(root: string, files: Files): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

/** Builds the house outside of the repository, so that a killed test leaves nothing in it. */
export function build(): string {
  const root = mkdtempSync(join(tmpdir(), 'relais-house-'));
  write(root, rooms());
  mkdirSync(join(root, 'node_modules/@relais'));
  for (const [name, layer] of Object.entries(projects))
    symlinkSync(`../../${layer}/${name}`, join(root, 'node_modules/@relais', name));
  for (const file of ['.oxlintrc.json', 'tsconfig.base.json', 'tsconfig.json'])
    cpSync(join(repository, file), join(root, file));
  mkdirSync(join(root, 'node_modules/@types'));
  for (const name of ['@types/node', 'undici-types'])
    symlinkSync(tool(name), join(root, 'node_modules', name));
  return root;
}

/** Runs `look` on a house in which `files` were planted. */
export function inHouse<Seen>(files: Files, look: (root: string) => Seen): Seen {
  const root = build();
  try {
    write(root, files);
    return look(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

type Cruised = {
  readonly summary: { readonly violations: readonly { from: string; rule: { name: string } }[] };
};

/** What dependency-cruiser reports under the repository's own rules. */
export function cruise(root: string): Violation[] {
  const config = join(repository, '.dependency-cruiser.mjs');
  const bin = tool('dependency-cruiser/bin/dependency-cruiser.mjs');
  const words = [bin, '--config', config, '--output-type', 'json', 'libs', 'services', 'gateway', 'infra'];
  const { stdout } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
  const { summary } = JSON.parse(stdout) as Cruised;
  return summary.violations.map(({ from, rule }) => ({ rule: rule.name, file: from }));
}

type Linted = { readonly diagnostics: readonly { code: string; filename: string }[] };

/** What oxlint reports under the repository's own rules. */
export function lint(root: string): Violation[] {
  const words = [
    tool('oxlint/bin/oxlint'),
    '--type-aware',
    '--format',
    'json',
    'libs',
    'services',
    'gateway',
    'infra',
  ];
  const { stdout } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8', maxBuffer: 1e8 });
  const { diagnostics } = JSON.parse(stdout) as Linted;
  return diagnostics.map(({ code, filename }) => ({ rule: code, file: filename }));
}
