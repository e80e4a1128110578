import { Argument, Command, CommanderError } from 'commander';
import { accounts, token } from './accounts.mjs';
import { forget } from './forget.mjs';
import { importLog } from './import.mjs';
import { kpi } from './kpi.mjs';
import { heads, verify } from './proof.mjs';
import { replay } from './replay.mjs';
import { defaultUrl } from './server.mjs';
import { exit, Stop } from './stop.mjs';

/**
 * A command as it stands in the list: its words, an example, and what it does.
 * @typedef {{ readonly name: string, readonly takes?: readonly [string, string], readonly options?: readonly (readonly [string, string])[],
 *   readonly example: string, readonly run: (access: import('./server.mjs').Access, ...rest: any[]) => Promise<number> }} Offer
 */

/** @param {import('./words.mjs').Words['usage']} usage @returns {Offer} */
const kpis = (usage) => ({
  name: 'kpi',
  options: [
    ['--tenant <T>', usage.tenant],
    ['--from <DAY>', usage.from],
    ['--to <DAY>', usage.to],
    ['--as-of <TIME>', usage.asOf],
    ['--cut <BY>', usage.cut],
    ['--zone <ZONE>', usage.zone],
    ['--json', usage.json],
  ],
  example: 'relais kpi --tenant acme --from 2026-01-01 --to 2026-02-01 --cut client',
  run: kpi,
});

/** @param {import('./words.mjs').Words['usage']} usage @returns {Offer} */
const imports = (usage) => ({
  name: 'import',
  takes: ['FILE', usage.log],
  options: [
    ['--mapping <FILE>', usage.mapping],
    ['--tenant <T>', usage.intoTenant],
    ['--allow-rejects', usage.allowRejects],
  ],
  example: 'relais import helpdesk.csv.gz --mapping infra/seed/helpdesk.mapping.json --tenant acme',
  run: importLog,
});

/** All that `relais` can do, in the order of its help. @param {import('./words.mjs').Words['usage']} usage @returns {readonly Offer[]} */
const offers = (usage) => [
  { name: 'accounts', example: 'relais accounts', run: accounts },
  { name: 'token', takes: ['NAME@TENANT', usage.account], example: 'relais token nadia@acme', run: token },
  {
    name: 'replay',
    takes: ['TICKET', usage.ticket],
    options: [
      ['--at <TIME>', usage.at],
      ['--json', usage.json],
      ['--tenant <T>', usage.tenant],
    ],
    example: 'relais replay R-20417 --at revision:3',
    run: replay,
  },
  kpis(usage),
  imports(usage),
  {
    name: 'verify',
    options: [
      ['--heads <FILE>', usage.headsFile],
      ['--json', usage.json],
    ],
    example: 'relais verify --heads heads.txt',
    run: verify,
  },
  { name: 'heads', example: 'relais heads > heads.txt', run: heads },
  {
    name: 'forget',
    takes: ['PERSON', usage.person],
    options: [['--tenant <T>', usage.tenant]],
    example: 'relais forget remi@lumen.example --tenant acme',
    run: forget,
  },
];

/** Commander's own sentences, in the language of the terminal. @param {CommanderError} error @param {import('./words.mjs').Words['usage']} usage */
function complaint(error, usage) {
  const name = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const say = {
    'commander.missingArgument': usage.missing,
    'commander.optionMissingArgument': usage.missing,
    'commander.unknownOption': usage.unknownOption,
    'commander.unknownCommand': usage.unknownCommand,
    'commander.excessArguments': () => usage.excess,
  }[error.code];
  return `${say ? say(name) : error.message} ${usage.seeHelp}`;
}

/** @param {Command} command @param {import('./words.mjs').Words['usage']} usage */
const dress = (command, usage) =>
  command
    .configureHelp({ styleTitle: (title) => usage.titles[title] ?? title })
    .configureOutput({ outputError: () => {} })
    .helpOption('-h, --help', usage.help)
    .helpCommand(false)
    .exitOverride();

/** @param {Offer} offer @param {import('./words.mjs').Words} words @param {(code: number) => void} done */
function commandOf(offer, words, done) {
  const { usage } = words;
  const command = dress(new Command(offer.name).description(usage[offer.name]), usage);
  if (offer.takes) command.addArgument(new Argument(`<${offer.takes[0]}>`, offer.takes[1]));
  for (const [flags, meaning] of offer.options ?? []) command.option(flags, meaning);
  return command
    .option('--url <URL>', usage.url(defaultUrl(process.env)))
    .addHelpText('after', `\n${usage.example}\n  ${offer.example}`)
    .action(async () => {
      const { url = defaultUrl(process.env), ...options } = command.opts();
      done(await offer.run({ url, words }, ...command.processedArgs, options));
    });
}

/** @param {unknown} error @param {import('./words.mjs').Words} words @returns {number} the exit code, its reason told */
function codeOf(error, { usage }) {
  if (error instanceof CommanderError) {
    // Help that was asked for is an answer; help shown for want of a command is not.
    if (error.exitCode === 0) return exit.done;
    if (error.code !== 'commander.help') process.stderr.write(`${complaint(error, usage)}\n`);
    return exit.unusable;
  }
  if (!(error instanceof Stop)) throw error;
  process.stderr.write(`${error.message}\n`);
  return error.code;
}

/**
 * Runs one command of the line.
 * @param {readonly string[]} line what stands after `relais`
 * @param {import('./words.mjs').Words} words
 * @returns {Promise<number>} the exit code
 */
export async function run(line, words) {
  const { usage } = words;
  let code = exit.done;
  const program = dress(new Command('relais').description(usage.about), usage).addHelpText(
    'after',
    `\n${usage.environment}\n\n${usage.example}\n  relais accounts`,
  );
  for (const offer of offers(usage)) program.addCommand(commandOf(offer, words, (given) => (code = given)));
  try {
    await program.parseAsync(line, { from: 'user' });
    return code;
  } catch (error) {
    return codeOf(error, words);
  }
}
