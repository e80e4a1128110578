import { existsSync, readFileSync } from 'node:fs';
import { Fault } from '@relais/kernel';
import { z } from 'zod';
import type { Settings } from '../settings.ts';

/** What many processes need between them, and the setting that names each. */
const needed = {
  eventstoredb: 'RELAIS_EVENTSTOREDB_URL',
  kafka: 'RELAIS_KAFKA_BROKERS',
} as const;

type Engine = keyof typeof needed;
type Named = (typeof needed)[Engine];

/** Where `npm run engines -- up` says what it has started. */
const states = new URL('../../../../.cache/engines/', import.meta.url);

const state = z.object({ url: z.string() });

const startedHere = (engine: Engine): string | null => {
  const file = new URL(`${engine}.json`, states);
  if (!existsSync(file)) return null;
  return state.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data?.url ?? null;
};

/**
 * The address of each engine, by its setting: what the setting says, or what was started on this machine. The Fault `engine-missing`
 * names all that are neither.
 */
export const enginesFor = (settings: Settings): { readonly [name in Named]: string } => {
  const found = Object.entries(needed).map(([engine, name]) => ({
    ...{ engine, name },
    url: settings[name] ?? startedHere(engine as Engine),
  }));
  const missing = found.filter(({ url }) => url === null);
  if (missing.length > 0) {
    const engines = missing.map(({ engine }) => engine).join(' ');
    const names = missing.map(({ name }) => name).join(', ');
    throw new Fault(
      'engine-missing',
      `Set ${names}, or start what is missing: npm run engines -- up ${engines}`,
    );
  }
  return Object.fromEntries(found.map(({ name, url }) => [name, url])) as { [name in Named]: string };
};
