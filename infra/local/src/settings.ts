import { parseArgs } from 'node:util';
import { isZone } from '@relais/rules';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = (text: string) => z.string().min(1).describe(text);

/** Every setting of the all-in-one process, by the name of its environment variable. */
export const settings = z.object({
  RELAIS_PROFILE: z
    .enum(['demo', 'production'])
    .default('demo')
    .describe('demo: an issuer of its own with accounts for all, on loopback only; production: none of that'),
  RELAIS_PORT: port.default(4000).describe('Where to listen; 0 for any free port'),
  RELAIS_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('The address to listen on; the demo profile listens on loopback only'),
  RELAIS_DATA: z
    .string()
    .min(1)
    .default('./data')
    .describe('The folder of events.db, keys.db and projections.db'),
  RELAIS_EVENTSTOREDB_URL: flag(
    'Where the history is kept instead of events.db: the esdb:// address of an EventStoreDB, user and password in it',
  ).optional(),
  RELAIS_KAFKA_BROKERS: z
    .string()
    .regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, 'must be host:port, several with commas between them')
    .optional()
    .describe('The brokers of the Kafka that events travel by; without it each reads the history itself'),
  RELAIS_KAFKA_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,100}$/, 'must be letters, digits, dots and dashes')
    .default('relais')
    .describe('What the names of its topics and groups begin with: one for each Relais on these brokers'),
  RELAIS_MONGODB_URL: flag(
    'Where the lists are kept instead of projections.db: the mongodb:// address of a replica set, user and password in it',
  ).optional(),
  RELAIS_DEMO_TICKETS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(200)
    .describe('How many tickets of our own writing each demo provider begins with; 0 for none (demo)'),
  RELAIS_ZONE: z
    .string()
    .refine(isZone, 'must be a time zone such as Europe/Paris')
    .default('Europe/Paris')
    .describe('The time zone in which the days of the KPIs begin, unless another one is asked for'),
  RELAIS_ISSUER: flag('The issuer of the tokens that are believed (production)').optional(),
  RELAIS_AUDIENCE: flag('The audience that tokens must be made for (production)').default('relais'),
  RELAIS_JWKS: z.url().optional().describe('Where the issuer publishes its keys, as a URL (production)'),
  RELAIS_DIRECTORY: flag(
    'A JSON file of the accounts that tickets can be assigned to (production)',
  ).optional(),
  RELAIS_MASTER_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64')
    .optional()
    .describe(
      'The key that wraps the tenants’ keys, 32 bytes in base64; without it the demo keeps one in the data folder',
    ),
});

export type Settings = z.infer<typeof settings>;

/** Every fault of the settings at once; the program ends with them. */
export class SettingsFault extends Error {}

const options = { port: { type: 'string' }, data: { type: 'string' }, help: { type: 'boolean' } } as const;

const usage = `Usage: npm start -- [--port N] [--data DIR]

Settings come from the environment (.env.example lists them all):
${Object.entries(settings.shape)
  .map(([name, type]) => `  ${name.padEnd(20)} ${type.description ?? ''}`)
  .join('\n')}`;

const args = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (error) {
    throw new SettingsFault(`${error instanceof Error ? error.message : String(error)}. Try --help.`);
  }
};

const production = (read: Settings): string[] => {
  const needed = ['RELAIS_ISSUER', 'RELAIS_JWKS', 'RELAIS_MASTER_KEY'] as const;
  const missing = needed
    .filter((name) => !read[name])
    .map((name) => `${name}: the production profile needs it`);
  return read.RELAIS_PROFILE === 'production' ? missing : [];
};

const loopback = ['127.0.0.1', 'localhost', '::1'];

const demo = (read: Settings): string[] =>
  read.RELAIS_PROFILE === 'demo' && !loopback.includes(read.RELAIS_HOST)
    ? [`RELAIS_HOST: the demo profile listens on loopback only, not on ${read.RELAIS_HOST}`]
    : [];

/** The settings, or `null` when help was asked for (printed by the caller). Throws SettingsFault with every fault. */
export const readSettings = (
  environment: { readonly [name: string]: string | undefined },
  argv: readonly string[],
):
  | { readonly settings: Settings; readonly help: null }
  | { readonly settings: null; readonly help: string } => {
  const given = args(argv);
  if (given.help) return { settings: null, help: usage };
  const read = settings.safeParse({
    ...Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')),
    ...(given.port !== undefined && { RELAIS_PORT: given.port }),
    ...(given.data !== undefined && { RELAIS_DATA: given.data }),
  });
  const faults = read.success
    ? [...production(read.data), ...demo(read.data)]
    : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (!read.success || faults.length > 0) throw new SettingsFault(faults.join('\n'));
  return { settings: read.data, help: null };
};
