import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import {
  federate,
  healthRoutes,
  identity,
  meters,
  serveApi,
  type Federation,
  type Routes,
  type Trust,
} from '@relais/api';
import type { Log, Ports, Subgraph } from '@relais/nest';
import { Fault } from '@relais/kernel';
import { importedAccounts, type ImportedAccounts } from './demo/imported.ts';
import { demoIssuer, type DemoIssuer } from './demo/issuer.ts';
import { demoRoutes } from './demo/routes.ts';
import { demos } from './demo/accounts.ts';
import { extent, seedCases } from './demo/cases.ts';
import { seedCallers, seedDemo } from './demo/seed.ts';
import { directoryOf } from './directory.ts';
import { importRoutes } from './operator/import.ts';
import type { Operator } from './operator/operator.ts';
import { rebuildRoutes } from './operator/rebuild.ts';
import { operatorRoutes } from './operator/routes.ts';
import { openPorts, startServices } from './relais.ts';
import type { Settings } from './settings.ts';
import { webRoutes } from './web.ts';

/** A running Relais. */
export type Running = { readonly url: string; readonly stop: () => Promise<void> };

type Say = (line: string) => void;

const log: Log = (line) => {
  process.stderr.write(`${JSON.stringify(line)}\n`);
};

const production = ({ RELAIS_ISSUER, RELAIS_JWKS, RELAIS_AUDIENCE }: Settings): Trust => ({
  issuer: RELAIS_ISSUER ?? '',
  audience: RELAIS_AUDIENCE,
  keys: new URL(RELAIS_JWKS ?? ''),
});

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

const urlOf = (host: string, port: number): string => {
  const named = host === 'localhost' ? '127.0.0.1' : host;
  return `http://${named.includes(':') ? `[${named}]` : named}:${port}`;
};

/** Where this process will be reached; any free port is not known before. */
const knownUrl = ({ RELAIS_HOST, RELAIS_PORT }: Settings): string | undefined =>
  RELAIS_PORT === 0 ? undefined : urlOf(RELAIS_HOST, RELAIS_PORT);

type Application = Awaited<ReturnType<typeof serveApi>>;

const listen = async (application: Application, { RELAIS_PORT, RELAIS_HOST }: Settings): Promise<string> => {
  try {
    await application.listen(RELAIS_PORT, RELAIS_HOST);
  } catch (error) {
    if (isTaken(error))
      throw new Fault('port-taken', `Port ${RELAIS_PORT} is taken: choose another one with --port`);
    throw error;
  }
  const { port } = application.getHttpServer().address() as AddressInfo;
  return urlOf(RELAIS_HOST, port);
};

/** How long callers may take to get what was begun, ms: a stop takes less than 5 s. */
const grace = 2_000;

/** Answers what was begun, then closes; nobody who keeps a connection for later holds it up. */
const endCalls = async (application: Application): Promise<void> => {
  const server = application.getHttpServer();
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const late = setTimeout(() => server.closeAllConnections(), grace);
  await application.close().finally(() => {
    clearInterval(idle);
    clearTimeout(late);
  });
};

/** Undoes what was begun, last first; one failure does not keep the others from ending. */
class Ending {
  readonly #ends: (() => Promise<unknown>)[] = [];

  add(end: () => Promise<unknown>): void {
    this.#ends.push(end);
  }

  readonly run = async (): Promise<void> => {
    const failed: unknown[] = [];
    for (const end of this.#ends.splice(0).reverse())
      await end().catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw failed[0];
  };
}

const prepareDemo = async (
  ports: Ports,
  federation: Federation,
  { RELAIS_DEMO_TICKETS: tickets }: Settings,
  say: Say,
): Promise<void> => {
  say('Registering the demo providers …');
  await seedDemo(federation);
  if (tickets === 0) return;
  say(`Telling ${tickets} tickets of each …`);
  for (const demo of demos) {
    await seedCallers(federation, demo);
    await seedCases(ports, demo, { ...extent, tickets });
  }
};

type Demo = { readonly issuer: DemoIssuer; readonly imported: ImportedAccounts };

const routesOf = (operator: Operator, ports: Ports, demo: Demo | null): readonly Routes[] => [
  operatorRoutes(operator),
  importRoutes(operator, { ports, addAccounts: demo?.imported.add ?? null }),
  rebuildRoutes(operator, ports),
  ...(demo ? [demoRoutes(demo.issuer, demo.imported)] : []),
];

const serveAll = async (settings: Settings, say: Say, ending: Ending): Promise<string> => {
  const folder = resolve(settings.RELAIS_DATA);
  const isDemo = settings.RELAIS_PROFILE === 'demo';
  say(`Opening ${folder} …`);
  const { RELAIS_MASTER_KEY: masterKey, RELAIS_ZONE: zone, RELAIS_EVENTSTOREDB_URL: eventStoreDb } = settings;
  const url = knownUrl(settings);
  const imported = isDemo ? await importedAccounts(folder) : null;
  const directory = await directoryOf(settings, imported?.find);
  const { ports, close } = await openPorts(folder, directory, { masterKey, url, zone, eventStoreDb });
  ending.add(close);

  say('Starting the services …');
  const services: readonly Subgraph[] = await startServices(ports);
  for (const service of services) ending.add(service.close);
  const demo = imported && { imported, issuer: await demoIssuer(folder, settings.RELAIS_AUDIENCE) };
  const whois = identity(demo?.issuer.trust ?? production(settings));
  const federation = await federate(services, log);
  if (isDemo) await prepareDemo(ports, federation, settings, say);

  const metersOf = meters(ports.processors);
  const operator = { store: ports.store, federation, whois, open: isDemo, zone };
  const routes = [webRoutes(), healthRoutes(ports.processors, metersOf), ...routesOf(operator, ports, demo)];
  const application = await serveApi({
    federation,
    whois,
    production: !isDemo,
    log,
    routes,
    meters: metersOf,
  });
  ending.add(() => endCalls(application));
  return listen(application, settings);
};

/** Starts everything in this process; `say` tells meanwhile what is done. Throws a Fault for what the operator can mend. */
export const start = async (settings: Settings, say: Say): Promise<Running> => {
  const ending = new Ending();
  try {
    return { url: await serveAll(settings, say, ending), stop: ending.run };
  } catch (error) {
    await ending.run().catch(() => undefined);
    throw error;
  }
};
