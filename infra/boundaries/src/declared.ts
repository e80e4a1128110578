import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Violation } from './house.ts';

type Manifest = { readonly name: string } & Readonly<
  Partial<Record<'dependencies' | 'devDependencies', object>>
>;

const isSpec = (file: string) => file.endsWith('.spec.ts');
const imported = /(?:from|import)\s*\(?\s*'(@relais\/[^'/]+)/g;

function read(path: string): string {
  return readFileSync(path, 'utf8');
}

function undeclaredIn(root: string, folder: string): Violation[] {
  const manifest = JSON.parse(read(join(root, folder, 'package.json'))) as Manifest;
  const declared = [manifest.name, ...Object.keys(manifest.dependencies ?? {})];
  const sources = globSync(`${folder}/src/**/*.ts`, { cwd: root }).filter((file) => !isSpec(file));
  return sources.flatMap((file) => {
    const names = [...read(join(root, file)).matchAll(imported)].map(([, name]) => name ?? '');
    return names.filter((name) => !declared.includes(name)).map((rule) => ({ rule, file }));
  });
}

/**
 * The imports of projects that the package.json of the importing one does not list. The build follows
 * package.json: what is not listed there is not built before, and a fresh clone does not start. Specs are not
 * built.
 */
export function undeclared(root: string): Violation[] {
  const manifests = globSync('{libs,services,gateway,infra}/*/package.json', { cwd: root });
  // The plants of this very project are imports written as text.
  const folders = manifests.map(dirname).filter((folder) => folder !== 'infra/boundaries');
  return folders.flatMap((folder) => undeclaredIn(root, folder));
}
