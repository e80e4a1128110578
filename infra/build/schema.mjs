import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const folder = 'gateway/api/schema';
const services = ['intake', 'triage', 'escalation', 'knowledge', 'satisfaction', 'history'];
const run = promisify(execFile);

/**
 * The SDL of a service alone in a process of its own, as a gateway that composes it from afar would read it.
 * @param {string} name
 */
const sdlOf = async (name) => {
  const { stdout } = await run(process.execPath, ['infra/build/sdl.mjs', name], { maxBuffer: 2 ** 24 });
  return stdout;
};

/** What the files of gateway/api/schema should hold, by name. */
const dump = async () => {
  const { compose } = await import('@relais/api');
  const subgraphs = await Promise.all(services.map(async (name) => ({ name, sdl: await sdlOf(name) })));
  const { supergraph, api } = compose(subgraphs);
  const files = subgraphs.map(({ name, sdl }) => [`${name}.graphql`, sdl]);
  return [...files, ['supergraph.graphql', supergraph], ['api.graphql', api]].map(([name, text]) => [
    join(folder, name),
    `${text.trimEnd()}\n`,
  ]);
};

const differs = async ([file, text]) => (await readFile(file, 'utf8').catch(() => null)) !== text;

const check = async (files) => {
  const stale = [];
  for (const file of files) if (await differs(file)) stale.push(file[0]);
  for (const file of stale) console.error(`${file} is not what the services say: run npm run schema`);
  return stale.length;
};

const write = async (files) => {
  await mkdir(folder, { recursive: true });
  for (const [file, text] of files) await writeFile(file, text);
  return 0;
};

const act = process.argv.includes('--check') ? check : write;
process.exitCode = (await act(await dump())) > 0 ? 1 : 0;
