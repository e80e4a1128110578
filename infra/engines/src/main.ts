import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Argument, Command, Option } from 'commander';
import { Missing, type Engine } from './engine.ts';
import { eventstoredb } from './eventstoredb.ts';
import { kafka } from './kafka.ts';
import { mongodb } from './mongodb.ts';
import { down, status, up } from './running.ts';
import type { State } from './state.ts';

const engines: readonly Engine[] = [kafka, mongodb, eventstoredb];

const cacheHome = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
const cache = process.env['RELAIS_ENGINES_CACHE'] || join(cacheHome, 'relais', 'engines');
const usual = fileURLToPath(new URL('../../../.cache/engines', import.meta.url));

type Flags = {
  readonly data: string;
  readonly port?: string;
  readonly servers: string;
  readonly engineVersion?: string;
  readonly json?: boolean;
};

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const chosen = (name: string | undefined): readonly Engine[] =>
  name === undefined ? engines : engines.filter((engine) => engine.name === name);

const told = ({ engine, version, url, servers }: State, isUp: boolean): string =>
  isUp
    ? `${engine} ${version} is up: ${url} (pid ${servers.map(({ pid }) => pid).join(', ')})`
    : `${engine} ${version} is down`;

/** A number of a flag, whole and not below `least`. */
const numberOf = (flag: string, text: string, least: number, most: number): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Missing(`${flag} has to be a whole number from ${least} to ${most}, not ${text}`);
};

const wantedOf = (engine: Engine, { data, port, servers, engineVersion }: Flags) => {
  const version = engineVersion ?? engine.versions[0];
  if (!engine.versions.includes(version))
    throw new Missing(`${engine.name} ${version} is not known here: ${engine.versions.join(', ')} are`);
  return {
    ...{ folder: resolve(data), cache, version, tell: say },
    port: port === undefined ? null : numberOf('--port', port, 0, 65_000),
    servers: numberOf('--servers', servers, 1, engine.most),
  };
};

const start = async (engine: Engine, flags: Flags): Promise<boolean> => {
  try {
    const state = await up(engine, wantedOf(engine, flags));
    print(flags.json ? JSON.stringify(state) : told(state, true));
    return true;
  } catch (error) {
    say(error instanceof Missing ? `${engine.name}: ${error.message}` : String((error as Error).stack));
    return false;
  }
};

const tellStatus = async (engine: Engine, { data, json }: Flags): Promise<boolean> => {
  const known = await status(engine, resolve(data));
  if (json) print(JSON.stringify({ engine: engine.name, isUp: known?.isUp ?? false, ...known?.state }));
  else print(known ? told(known.state, known.isUp) : `${engine.name} was never started`);
  return known?.isUp ?? false;
};

const stop = async (engine: Engine, { data }: Flags): Promise<boolean> => {
  const ran = await down(engine, resolve(data));
  print(ran ? `${engine.name} was stopped` : `${engine.name} did not run`);
  return true;
};

const program = new Command('engines')
  .description(
    'Installs, starts and stops the engines that Relais can run on, for tests and for start:split; no docker.',
  )
  .addHelpText(
    'after',
    `\nEngines: ${engines.map(({ name, versions }) => `${name} (${versions.join(' or ')})`).join(', ')}.
They are installed into RELAIS_ENGINES_CACHE (now ${cache}).`,
  );

const command = (
  name: string,
  description: string,
  act: (engine: Engine, flags: Flags) => Promise<boolean>,
): Command =>
  program
    .command(name)
    .description(description)
    .addArgument(
      new Argument('[engine]', 'all of them unless one is named').choices(
        engines.map((engine) => engine.name),
      ),
    )
    .option('--data <folder>', 'where states, data and logs are', usual)
    .action(async (engine: string | undefined, flags: Flags) => {
      const well = await Promise.all(chosen(engine).map((one) => act(one, flags)));
      process.exit(well.every(Boolean) ? 0 : 1);
    });

command('up', 'Installs what is missing, starts it, and ends when a client was answered.', start)
  .option('--port <number>', 'its first port; 0 for any that are free')
  .addOption(new Option('--servers <number>', 'how many brokers').default('1'))
  .option('--engine-version <version>', 'one of the versions named below')
  .option('--json', 'for programs');
command('down', 'Stops it; its data stay.', stop);
command('status', 'Whether it runs and answers; exit code 1 when not.', tellStatus).option(
  '--json',
  'for programs',
);

await program.parseAsync();
