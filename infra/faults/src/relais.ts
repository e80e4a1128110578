import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startChild, type Child, type Environment } from './child.ts';
import { openGraph, type Graph } from './graph.ts';
import type { Desk } from './load.ts';

/** What a start has compiled the next one need not: there are many. */
export const compiled = fileURLToPath(new URL('../../../.cache/compile', import.meta.url));

const entry = fileURLToPath(new URL('../../local/dist/main.js', import.meta.url));

/** Why nothing can be drilled here; null when it can. */
export const missing = (): string | null => (existsSync(entry) ? null : `${entry} is not built`);

/** A Relais that answers. */
export type Relais = { readonly child: Child; readonly url: string; readonly graph: Graph };

/** Begins to start the program that ships, on any free port and a folder; without the demo's tickets. */
export const launch = (folder: string, environment: Environment = {}): Child =>
  startChild(['--enable-source-maps', '--max-semi-space-size=8', entry, '--port', '0', '--data', folder], {
    ...{ RELAIS_DEMO_TICKETS: '0', NODE_COMPILE_CACHE: compiled },
    ...environment,
  });

/** Waits until it answers; null when it ended before. */
export const readied = async (child: Child): Promise<Relais | null> => {
  const url = await child.says(/^Relais is ready at (\S+)$/m);
  return url === null ? null : { child, url, graph: openGraph(url) };
};

type Account = {
  readonly name: string;
  readonly tenant: string;
  readonly roles: readonly string[];
  readonly level: number | null;
  readonly client: string | null;
};

/** The agents of each tenant, and the client that they open tickets for. */
export const desksOf = async ({ graph }: Relais): Promise<readonly Desk[]> => {
  const accounts = JSON.parse((await graph.get('/demo/accounts')).text) as readonly Account[];
  return [...Map.groupBy(accounts, ({ tenant }) => tenant)].map(([tenant, of]) => ({
    tenant,
    agents: of.filter(({ roles, level }) => roles.includes('agent') && level === 1).map(({ name }) => name),
    client: of.find(({ roles }) => roles.includes('client'))?.client ?? '',
  }));
};

/** The JSON lines of an operator's route. Throws when it answers anything but lines. */
const linesOf = async <Line>({ graph }: Relais, path: string, body?: object): Promise<readonly Line[]> => {
  const { status, text } = await (body ? graph.post(path, body) : graph.get(path));
  if (status !== 200) throw new Error(`${path} answers ${status}: ${text.slice(0, 400)}`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
};

/** Where a stream ends, as the operator keeps it. */
export type Head = { readonly stream: string; readonly revision: number; readonly hash: string };

export type Damage = {
  readonly what: string;
  readonly stream: string | null;
  readonly revision: number | null;
};
type Verified = { readonly result?: { readonly events: number; readonly damage: readonly Damage[] } };

/** What `relais verify` finds, with the heads that were kept. */
export const verify = async (relais: Relais, heads: readonly Head[] = []): Promise<readonly Damage[]> => {
  const lines = await linesOf<Verified>(relais, '/operator/verify', heads.length > 0 ? { heads } : {});
  const result = lines.at(-1)?.result;
  if (!result) throw new Error('verify has no result');
  return result.damage;
};

/** How long the lists may take to show all, ms. */
const patience = 120_000;

/** Settles when the reactions have seen, and the lists show, all that was written before. */
export const listsRest = async ({ graph }: Relais): Promise<void> => {
  let last = '';
  for (const limit = Date.now() + patience; Date.now() < limit; await pause(200)) {
    last = await graph.post('/operator/caught-up', {}).then(
      ({ status, text }) => (status === 200 ? '' : `${status} ${text}`),
      (error: unknown) => String(error),
    );
    if (last === '') return;
  }
  throw new Error(`the lists do not show all: ${last}`);
};

type Rebuilt = { readonly result?: object; readonly failed?: { readonly text: string } };

/** Makes all lists anew, as an operator does. */
export const rebuild = async (relais: Relais): Promise<void> => {
  const last = (await linesOf<Rebuilt>(relais, '/operator/rebuild', {})).at(-1);
  if (!last?.result) throw new Error(`no rebuild: ${last?.failed?.text ?? 'it broke off'}`);
};
