import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const isViteConfig = (file) => /^vite\.config\.[mc]?[jt]s$/.test(file);

/** How a workspace is built, or undefined when nothing in it needs building. */
function builderOf(root, folder) {
  if (readdirSync(join(root, folder)).some(isViteConfig)) return 'vite';
  return existsSync(join(root, folder, 'src')) ? 'swc' : undefined;
}

const commands = {
  swc: { command: 'node infra/build/compile.mjs {projectRoot}' },
  vite: { command: 'vite build', cwd: '{projectRoot}' },
};

/** A bundle holds the sources of what it imports; a compiled file holds its own alone. */
const inputs = { swc: ['sources'], vite: ['sources', '^sources', '{workspaceRoot}/gateway/api/schema/**/*'] };

/**
 * Only run-time dependencies are built first. `^build` would follow devDependencies too, and the specs of a
 * library use the testkit, which is made of that library: a circle.
 */
const buildOf = (builder, dependencies) => ({
  executor: 'nx:run-commands',
  options: commands[builder],
  cache: true,
  dependsOn: dependencies.length > 0 ? [{ projects: dependencies, target: 'build' }] : [],
  inputs: inputs[builder],
  outputs: ['{projectRoot}/dist', '{projectRoot}/src/__generated__'],
});

/** The project that Nx sees in a workspace folder. */
function projectOf(root, file) {
  const folder = dirname(file);
  const { name, dependencies = {} } = JSON.parse(readFileSync(join(root, file), 'utf8'));
  const builder = builderOf(root, folder);
  const ours = Object.keys(dependencies).filter((dependency) => dependency.startsWith('@relais/'));
  return { name, root: folder, targets: builder ? { build: buildOf(builder, ours) } : {} };
}

/** Gives every workspace with sources a cached `build`; Nx calls this with the package.json files it finds. */
export const createNodesV2 = [
  '{libs,services,gateway,infra}/*/package.json',
  (files, _options, { workspaceRoot }) =>
    files.map((file) => {
      const project = projectOf(workspaceRoot, file);
      return [file, { projects: { [project.root]: project } }];
    }),
];
