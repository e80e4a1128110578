import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readSettings, settings, SettingsFault, type Settings } from '../settings.ts';

/** The services, each of which can be a process of its own. */
export const serviceNames = [
  'intake',
  'triage',
  'escalation',
  'knowledge',
  'satisfaction',
  'history',
] as const;

export type ServiceName = (typeof serviceNames)[number];

const service = serviceNames.join('|');
const several = (one: string): RegExp => new RegExp(`^${one}(,${one})*$`);

const pairsIn = (written: string): readonly (readonly [ServiceName, string])[] =>
  written.split(',').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [name as ServiceName, value.join('=')];
  });

/** The settings of many processes, beside those of one. */
export const splitSettings = z.object({
  RELAIS_REPLICAS: z
    .string()
    .regex(several(`(${service})=[1-9]`), 'must be such as triage=2,intake=2')
    .transform((written) => new Map(pairsIn(written).map(([name, count]) => [name, Number(count)])))
    .optional()
    .describe(
      'How many processes serve a service, such as triage=2; one each unless said (npm run start:split)',
    ),
  RELAIS_CALLER_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64')
    .transform((written) => Buffer.from(written, 'base64'))
    .optional()
    .describe(
      'The key that gateway and services share, 32 bytes in base64; npm run start:split makes one at each start',
    ),
  RELAIS_SUBGRAPHS: z
    .string()
    .regex(several(`(${service})=https?://[^,\\s]+`), 'must be such as triage=http://10.0.0.7:4102')
    .transform((written) => Map.groupBy(pairsIn(written), ([name]) => name))
    .transform((named) => new Map([...named].map(([name, pairs]) => [name, pairs.map(([, url]) => url)])))
    .optional()
    .describe(
      'Where a gateway of its own process finds each service; one that is named twice has two replicas',
    ),
});

export type SplitSettings = Settings & z.infer<typeof splitSettings>;

const usage = `Usage: npm run start:split -- [--port N] [--data DIR] [--replicas triage=2]

Each service, the relay and the gateway as a process of its own, on the engines that the settings name or that "npm run engines -- up"
has started. Settings come from the environment:
${Object.entries({ ...settings.shape, ...splitSettings.shape })
  .map(([name, type]) => `  ${name.padEnd(23)} ${type.description ?? ''}`)
  .join('\n')}`;

type Environment = { readonly [name: string]: string | undefined };

const options = {
  port: { type: 'string' },
  data: { type: 'string' },
  replicas: { type: 'string' },
  help: { type: 'boolean' },
} as const;

type Given = { readonly isHelp: boolean; readonly set: Environment };

/** What the environment sets, and what the command line sets instead. */
const given = (environment: Environment, argv: readonly string[]): Given => {
  try {
    const {
      help = false,
      port,
      data,
      replicas,
    } = parseArgs({ args: [...argv], options, strict: true }).values;
    const told = { RELAIS_PORT: port, RELAIS_DATA: data, RELAIS_REPLICAS: replicas };
    const isSet = ([, value]: readonly [string, string | undefined]) => value !== undefined && value !== '';
    const all = [...Object.entries(environment), ...Object.entries(told)];
    return { isHelp: help, set: Object.fromEntries(all.filter(isSet)) };
  } catch (error) {
    throw new SettingsFault(`${error instanceof Error ? error.message : String(error)}. Try --help.`);
  }
};

const faultsOf = (read: () => unknown): readonly string[] => {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof SettingsFault) return [error.message];
    throw error;
  }
};

/** The settings of one of many processes, or the text of its help. Throws a SettingsFault with every fault. */
export const readSplitSettings = (
  environment: Environment,
  argv: readonly string[],
): SplitSettings | string => {
  const { isHelp, set } = given(environment, argv);
  if (isHelp) return usage;
  const read = splitSettings.safeParse(set);
  const faults = [
    ...faultsOf(() => readSettings(set, [])),
    ...(read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)),
  ];
  const base = faults.length === 0 ? readSettings(set, []).settings : null;
  if (!read.success || !base) throw new SettingsFault(faults.join('\n'));
  return { ...base, ...read.data };
};
