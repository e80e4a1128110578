import { Command, InvalidArgumentError } from 'commander';
import { drills } from './drills/drills.ts';
import type { Drill } from './drill.ts';
import { pageOf } from './paper.ts';
import { missing } from './relais.ts';
import { runDrill, type Report } from './running.ts';

type Options = {
  readonly short?: boolean;
  readonly seed?: number;
  readonly seconds: number;
  readonly json?: boolean;
};

const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
    if (!(value >= least && value <= most))
      throw new InvalidArgumentError(`a whole number from ${least} to ${most}`);
    return value;
  };

const chosen = (names: readonly string[], { short }: Options): readonly Drill[] => {
  const unknown = names.filter((name) => !drills.some((drill) => drill.name === name));
  if (unknown.length > 0) throw new InvalidArgumentError(`there is no drill ${unknown.join(', ')}: see list`);
  if (names.length > 0) return drills.filter(({ name }) => names.includes(name));
  return drills.filter((drill) => !short || drill.short);
};

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

const list = (): void => {
  const width = Math.max(...drills.map(({ name }) => name.length));
  for (const { name, short, does } of drills)
    print(`${name.padEnd(width)}  ${short ? 'short' : '     '}  ${does}`);
};

/** Runs drills one after the other; gives the exit code: 1 when one is bad. */
const run = async (names: readonly string[], options: Options): Promise<number> => {
  const required = process.env['RELAIS_ENGINES_REQUIRED'] === '1';
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
  const reports: Report[] = [];
  for (const drill of chosen(names, options)) {
    say(`${drill.name}: ${drill.does}`);
    const report = await runDrill(drill, { ...options, short: options.short ?? false, seed, required, say });
    reports.push(report);
    if (!options.json) print(pageOf(report));
  }
  if (options.json) print(JSON.stringify(reports, null, 2));
  return reports.some(({ state }) => state === 'bad') ? 1 : 0;
};

/** The command line; gives the exit code. */
export const runProgram = async (argv: readonly string[]): Promise<number> => {
  let code = 0;
  const program = new Command('faults').description(
    'Breaks a running Relais on purpose, and judges what is left by its files and engines alone.',
  );
  program.command('list').description('the drills').action(list);
  program
    .command('run', { isDefault: true })
    .description('run drills, all unless some are named; exit code 1 when a verdict is bad')
    .argument('[drill...]', 'which ones: see list')
    .option('--short', 'the short set, and of each drill one round')
    .option('--seed <n>', 'the chance of an earlier run', whole(0, 2 ** 32 - 1))
    .option('--seconds <n>', 'how long the engines stay away or frozen', whole(1, 3_600), 60)
    .option('--json', 'reports as JSON instead of pages')
    .action(async (names: readonly string[], options: Options) => {
      const why = missing();
      if (why !== null) say(why);
      code = why === null ? await run(names, options) : 1;
    });
  await program.parseAsync([...argv]).catch((error: unknown) => {
    if (!(error instanceof InvalidArgumentError)) throw error;
    say(error.message);
    code = 1;
  });
  return code;
};
