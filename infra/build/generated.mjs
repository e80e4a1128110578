import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { eventsPage } from './events-page.mjs';
import { changedGolden } from './golden.mjs';
import { readersOf } from './readers.mjs';
import { schemasOf } from './schemas.mjs';

const schemaFolder = 'libs/contracts/schemas';

const asJson = async (root, path, value) => {
  const config = await resolveConfig(join(root, path));
  return format(JSON.stringify(value), { ...config, parser: 'json' });
};

const mappingSchema = 'infra/seed/mapping.schema.json';

/** The schema of an import's mapping, from the sources that read one: they import each other by name, so they run by themselves. */
const mappingSchemaOf = (root) => {
  const { href } = pathToFileURL(join(root, 'services/intake/src/import/mapping.ts'));
  const program = `import { mappingSchema } from ${JSON.stringify(href)};
    process.stdout.write(JSON.stringify(mappingSchema()));`;
  const flags = ['--conditions=@relais/source', '--input-type=module', '--eval', program];
  return JSON.parse(execFileSync(process.execPath, flags, { cwd: root, encoding: 'utf8' }));
};

/** Everything that is generated, as it should be: path and text. */
async function generate(root) {
  // The catalogue imports nothing at run time, so Node reads its source as it is.
  const { catalogue } = await import(pathToFileURL(join(root, 'libs/contracts/src/catalogue.ts')).href);
  const schemas = schemasOf(root, catalogue);
  const page = eventsPage(catalogue, schemas, readersOf(root, Object.keys(catalogue)));
  const files = new Map([['docs/events.md', page]]);
  for (const [type, schema] of Object.entries(schemas)) {
    const path = `${schemaFolder}/${type}.json`;
    files.set(path, await asJson(root, path, schema));
  }
  files.set(mappingSchema, await asJson(root, mappingSchema, mappingSchemaOf(root)));
  return files;
}

/** Schemas of events that exist no more. */
const stale = (root, files) =>
  globSync(`${schemaFolder}/*.json`, { cwd: root }).filter((path) => !files.has(path));

const textOf = (root, path) => readFile(join(root, path), 'utf8').catch(() => undefined);

async function write(root) {
  const files = await generate(root);
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  for (const path of stale(root, files)) await rm(join(root, path));
  console.log(`${files.size} files written`);
}

const lineOf = (text, number) => text.split('\n')[number] ?? '(end)';

/** The first line in which two texts differ, as a person needs it to see what happened. */
const firstDifference = (is, should) => {
  const lines = should.split('\n');
  const at = lines.findIndex((line, number) => line !== lineOf(is, number));
  const number = at < 0 ? lines.length : at;
  return `line ${number + 1}\n  is        ${lineOf(is, number)}\n  should be ${lineOf(should, number)}`;
};

async function differences(root) {
  const files = await generate(root);
  const found = stale(root, files).map((path) => `${path}: no event has this name`);
  for (const [path, should] of files) {
    const is = await textOf(root, path);
    if (is === undefined) found.push(`${path}: missing`);
    else if (is !== should) found.push(`${path}: ${firstDifference(is, should)}`);
  }
  return found;
}

const goldenProblems = (root) => {
  const changed = changedGolden(root);
  if (!changed) console.log('golden files: not compared, there is no git history here');
  return (changed ?? []).map((path) => `${path}: changed since it was first committed`);
};

async function check(root) {
  const problems = [...(await differences(root)), ...goldenProblems(root)];
  if (problems.length === 0) return console.log('generated files are up to date');
  console.error(problems.join('\n'));
  console.error(
    '`npm run generated` writes what is generated: review what it changes. A golden file stays as it was.',
  );
  process.exitCode = 1;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
await (process.argv.includes('--check') ? check(root) : write(root));
