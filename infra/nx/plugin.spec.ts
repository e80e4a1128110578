import { describe, expect, it } from '@jest/globals';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { createNodesV2 } from './plugin.mjs';

type Build = { readonly options: { command: string }; readonly dependsOn: readonly { projects: string[] }[] };
type Node = { readonly projects: Readonly<Record<string, { targets: { build?: Build } }>> };
type Create = (files: string[], options: object, context: { workspaceRoot: string }) => [string, Node][];

const workspaceRoot = join(import.meta.dirname, '../..');
const [pattern, create] = createNodesV2 as [string, Create];
const buildOf = (folder: string) =>
  create([`${folder}/package.json`], {}, { workspaceRoot })[0]?.[1].projects[folder]?.targets.build;

describe('what Nx builds', () => {
  it('is every workspace with sources', () => {
    const files = globSync(pattern, { cwd: workspaceRoot });
    const built = create(files, {}, { workspaceRoot }).flatMap(([, { projects }]) =>
      Object.entries(projects),
    );
    const names = built.filter(([, { targets }]) => targets.build).map(([folder]) => folder);
    expect(names).toEqual(
      expect.arrayContaining(['libs/kernel', 'services/intake', 'gateway/api', 'infra/local']),
    );
    expect(names).not.toContain('infra/nx');
  });

  it('is compiled by swc, after what the project stands on', () =>
    expect(buildOf('libs/event-store')).toMatchObject({
      options: { command: 'node infra/build/compile.mjs {projectRoot}' },
      dependsOn: [{ projects: expect.arrayContaining(['@relais/contracts', '@relais/kernel']) }],
    }));

  it('does not wait for the testkit, which is made of the libraries that use it in their specs', () =>
    expect(buildOf('libs/event-store')?.dependsOn[0]?.projects).not.toContain('@relais/testkit'));
});
