import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
// Jest runs the sources where they lie, so an import of a .ts file stays one.
swc.jsc.rewriteRelativeImportExtensions = false;

const unfit = ['**/node_modules/**', '**/dist/**'];
const specsOf = (folder) => globSync(`${folder}/{src/,}**/*.spec.ts`, { exclude: unfit });

/** One project for each workspace that has a spec: it appears in the report under the name of its folder. */
const projectOf = (folder) => ({
  displayName: folder,
  rootDir: new URL(`${folder}/`, import.meta.url).pathname,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@relais/source', 'node', 'node-addons'] },
  testMatch: [folder.startsWith('infra/') ? '<rootDir>/**/*.spec.ts' : '<rootDir>/src/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
});

const workspaces = globSync('{libs,services,gateway,infra}/*/package.json').map(dirname).sort();

export default {
  maxWorkers: 2,
  // For what hangs: opening a whole service takes a second, and ten while others use the machine.
  testTimeout: 30_000,
  cacheDirectory: '.cache/jest',
  testSequencer: './infra/build/sequencer.mjs',
  projects: workspaces.filter((folder) => specsOf(folder).length > 0).map(projectOf),
};
