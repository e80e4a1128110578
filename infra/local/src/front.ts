import type { AddressInfo } from 'node:net';
import { serveApi, identity, type Federation, type Meters, type Routes, type Trust } from '@relais/api';
import type { Log } from '@relais/nest';
import { Fault } from '@relais/kernel';
import type { ImportedAccounts } from './demo/imported.ts';
import { demoIssuer, type DemoIssuer } from './demo/issuer.ts';
import { demoRoutes } from './demo/routes.ts';
import { demos } from './demo/accounts.ts';
import { extent, seedCases } from './demo/cases.ts';
import { seedCallers, seedDemo } from './demo/seed.ts';
import type { Ending } from './ending.ts';
import type { Behind } from './operator/behind.ts';
import { caughtUpRoutes } from './operator/caught-up.ts';
import { importRoutes } from './operator/import.ts';
import type { Operator } from './operator/operator.ts';
import { rebuildRoutes } from './operator/rebuild.ts';
import { operatorRoutes } from './operator/routes.ts';
import type { Founded } from './relais.ts';
import type { Settings } from './settings.ts';
import { webRoutes } from './web.ts';

export type Say = (line: string) => void;

const production = ({ RELAIS_ISSUER, RELAIS_JWKS, RELAIS_AUDIENCE }: Settings): Trust => ({
  issuer: RELAIS_ISSUER ?? '',
  audience: RELAIS_AUDIENCE,
  keys: new URL(RELAIS_JWKS ?? ''),
});

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

export const urlOf = (host: string, port: number): string => {
  const named = host === 'localhost' ? '127.0.0.1' : host;
  return `http://${named.includes(':') ? `[${named}]` : named}:${port}`;
};

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

/** What stands behind the front, in whichever process. */
export type Back = {
  readonly ports: Founded;
  readonly federation: Federation;
  readonly behind: Behind;
  readonly meters: Meters;
  readonly health: Routes;
  readonly log: Log;
  /** Null where accounts are made elsewhere. */
  readonly imported: ImportedAccounts | null;
};

/** Has the demo's providers registered, and their tickets told, once for all starts. */
export const prepareDemo = async (
  { federation, ports }: Pick<Back, 'federation' | 'ports'>,
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

const routesOf = (operator: Operator, { ports, behind }: Back, demo: Demo | null): readonly Routes[] => [
  operatorRoutes(operator),
  importRoutes(operator, { ports, behind, addAccounts: demo?.imported.add ?? null }),
  rebuildRoutes(operator, behind),
  caughtUpRoutes(operator, behind),
  ...(demo ? [demoRoutes(demo.issuer, demo.imported)] : []),
];

/** Serves the graph, the consoles and the operator; gives the address. */
export const serveFront = async (
  back: Back,
  settings: Settings,
  folder: string,
  ending: Ending,
): Promise<string> => {
  const { federation, imported, log, meters, health, ports } = back;
  const { RELAIS_ZONE: zone, RELAIS_PROFILE, RELAIS_AUDIENCE } = settings;
  const isDemo = RELAIS_PROFILE === 'demo';
  const demo = imported && { imported, issuer: await demoIssuer(folder, RELAIS_AUDIENCE) };
  const whois = identity(demo?.issuer.trust ?? production(settings));
  const operator = { store: ports.store, federation, whois, open: isDemo, zone };
  const routes = [webRoutes(), health, ...routesOf(operator, back, demo)];
  const application = await serveApi({ federation, whois, production: !isDemo, log, routes, meters });
  ending.add(() => endCalls(application));
  return listen(application, settings);
};
