import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { driveCommands } from './commands.ts';
import { driveLists } from './lists/lists.ts';
import { driveImport } from './imports.ts';
import { driveLive } from './live/live.ts';
import { machineOf } from './machine.ts';
import { costsOf, type Cost, type Profile } from './profile.ts';
import { figuresOf, pageOf, type Report } from './report.ts';
import { driveRebuilds } from './rebuilds.ts';
import { driveRequests } from './requests.ts';
import { settingsOf, SettingsFault, usage, type Settings } from './settings.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Runs with an empty folder that is gone afterwards. */
const inFolder = async <T>(above: string, run: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(above, 'relais-load-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    return await run(folder);
  } finally {
    remove();
    process.off('exit', remove);
  }
};

const measure = async (settings: Settings): Promise<Report> => {
  const above = resolve(settings.folder ?? tmpdir());
  await mkdir(above, { recursive: true });
  if (settings.profile !== null) await mkdir(settings.profile, { recursive: true });
  const machine = await inFolder(above, async (folder) => machineOf(folder));
  if (/, (tmpfs|ramfs)$/.test(machine.disk))
    say('This folder lies in memory, where fsync costs nothing: see --folder.');
  say('handle: warming up and measuring …');
  const commands = await inFolder(above, (folder) => driveCommands(folder, settings));
  const lists = await inFolder(above, (folder) => driveLists(folder, settings, say));
  const requests = await inFolder(above, (folder) => driveRequests(folder, settings, say));
  const live = await inFolder(above, (folder) => driveLive(folder, settings, say));
  const rebuilds = await inFolder(above, (folder) => driveRebuilds(folder, settings, say));
  const imported = await inFolder(above, (folder) => driveImport(folder, say));
  return { machine, settings, commands, lists, requests, live, rebuilds, imported };
};

const percent = (share: number): string => `${(share * 100).toFixed(1).padStart(6)} %`;

const costLines = (costs: readonly Cost[], most: number): readonly string[] =>
  costs.slice(0, most).map(({ name, own, whole }) => `${percent(own)} ${percent(whole)}  ${name}`);

const tellProfile = async (folder: string, name: string): Promise<void> => {
  const profile = JSON.parse(await readFile(join(folder, `${name}.cpuprofile`), 'utf8')) as Profile;
  const { idle, places, functions } = costsOf(profile);
  const lines = [...costLines(places, 25), '', ...costLines(functions, 40)];
  say(
    `\n${name}: the main thread was idle ${percent(idle).trim()}; own and whole shares of the rest\n${lines.join('\n')}`,
  );
};

const run = async (settings: Settings): Promise<void> => {
  const report = await measure(settings);
  if (settings.profile !== null)
    for (const name of ['mutations', 'queries']) await tellProfile(settings.profile, name);
  const answer = settings.json
    ? JSON.stringify({ ...report, figures: figuresOf(report) }, null, 2)
    : pageOf(report);
  process.stdout.write(`${answer}\n`);
};

// Ends by way of `exit`, where the server and the folders go.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

try {
  const settings = settingsOf(process.argv.slice(2));
  if (settings === null) process.stdout.write(`${usage}\n`);
  else await run(settings);
} catch (error) {
  say(error instanceof SettingsFault ? error.message : String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
}
