import { parseArgs } from 'node:util';

/** What a run was asked for. */
export type Settings = {
  /** How long each figure is measured, in seconds; a third of it is spent warming up before. */
  readonly seconds: number;
  /** How many callers wait for an answer at any moment; over HTTP each has a connection of its own. */
  readonly callers: number;
  /** How many tickets the long list has, against which a short one is held. */
  readonly tickets: number;
  /** Figures as JSON instead of a table. */
  readonly json: boolean;
  /** Where the profiles of the server go; null for none. */
  readonly profile: string | null;
  /** Where the data folders are made: their disk is what is measured. Null for the system's temp folder. */
  readonly folder: string | null;
};

/** The line cannot be followed: says why. */
export class SettingsFault extends Error {}

/** On how many tickets the callers work, each on some of their own. */
export const tickets = 1_000;

export const usage = `Usage: npm run load -- [--seconds N] [--callers N] [--tickets N] [--json] [--profile DIR] [--folder DIR]

Measures commands by the port of the event store, lists of tickets by the port of read models, then mutations, queries
and rebuilds against the server that ships.

  --seconds N    how long each figure is measured (10), after a warm-up of a third of it
  --callers N    callers that wait for an answer at any moment, 1 to ${tickets} (64)
  --tickets N    how many tickets the long list has, now and in the past (200000)
  --json         JSON on stdout instead of a table
  --profile DIR  also write a .cpuprofile of the server for mutations and one for queries, and tell what costs most;
                 sampling slows the server down, so these figures are not those of a plain run
  --folder DIR   where the data folders are made and removed again (the system's temp folder): its disk is measured
  --help         this text

Progress on stderr, the figures on stdout. An answer that is an error, or a log that does not hold what was answered,
ends the run with exit code 1.`;

const options = {
  seconds: { type: 'string', default: '10' },
  callers: { type: 'string', default: '64' },
  tickets: { type: 'string', default: '200000' },
  json: { type: 'boolean', default: false },
  profile: { type: 'string' },
  folder: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const read = (line: readonly string[]) => {
  try {
    return parseArgs({ args: [...line], options, strict: true }).values;
  } catch (error) {
    throw new SettingsFault(`${error instanceof Error ? error.message : String(error)}. Try --help.`);
  }
};

const whole = (name: string, text: string, most: number): number => {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most)
    throw new SettingsFault(`--${name} must be a whole number from 1 to ${most}, not ${text}`);
  return value;
};

const named = (name: string, text: string | undefined): string | null => {
  if (text === '') throw new SettingsFault(`--${name} needs the name of a folder`);
  return text ?? null;
};

/** Reads the line; null when help was asked for. Throws SettingsFault. */
export const settingsOf = (line: readonly string[]): Settings | null => {
  const { seconds, callers, tickets: many, json, profile, folder, help } = read(line);
  if (help) return null;
  return {
    json,
    seconds: whole('seconds', seconds, 3_600),
    callers: whole('callers', callers, tickets),
    tickets: whole('tickets', many, 999_999),
    profile: named('profile', profile),
    folder: named('folder', folder),
  };
};
