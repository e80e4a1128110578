import { resolve } from 'node:path';
import { federate, healthRoutes, meters } from '@relais/api';
import type { Log, Subgraph } from '@relais/nest';
import { importedAccounts } from './demo/imported.ts';
import { directoryOf } from './directory.ts';
import { startingWith, type Ending } from './ending.ts';
import { prepareDemo, serveFront, urlOf, type Say } from './front.ts';
import { behindOf } from './operator/behind.ts';
import { openPorts, type Options } from './relais.ts';
import { startServices } from './services.ts';
import type { Settings } from './settings.ts';

/** A running Relais. */
export type Running = { readonly url: string; readonly stop: () => Promise<void> };

const log: Log = (line) => {
  process.stderr.write(`${JSON.stringify(line)}\n`);
};

/** Where this process will be reached; any free port is not known before. */
const knownUrl = ({ RELAIS_HOST, RELAIS_PORT }: Settings): string | undefined =>
  RELAIS_PORT === 0 ? undefined : urlOf(RELAIS_HOST, RELAIS_PORT);

const optionsOf = (settings: Settings): Options => ({
  masterKey: settings.RELAIS_MASTER_KEY,
  url: knownUrl(settings),
  zone: settings.RELAIS_ZONE,
  eventStoreDb: settings.RELAIS_EVENTSTOREDB_URL,
  kafka: settings.RELAIS_KAFKA_BROKERS,
  kafkaPrefix: settings.RELAIS_KAFKA_PREFIX,
  warn: (message) => log({ level: 'error', code: 'bus-away', correlation: 'bus', message }),
});

const serveAll = async (settings: Settings, say: Say, ending: Ending): Promise<string> => {
  const folder = resolve(settings.RELAIS_DATA);
  const isDemo = settings.RELAIS_PROFILE === 'demo';
  say(`Opening ${folder} …`);
  const imported = isDemo ? await importedAccounts(folder) : null;
  const directory = await directoryOf(settings, imported?.find);
  const { ports, close } = await openPorts(folder, directory, optionsOf(settings));
  ending.add(close);

  say('Starting the services …');
  const services: readonly Subgraph[] = await startServices(ports);
  for (const service of services) ending.add(service.close);
  const federation = await federate(services, log);
  if (isDemo) await prepareDemo({ federation, ports }, settings, say);

  const metersOf = meters(ports.processors);
  const health = healthRoutes(ports.processors, metersOf);
  const back = { ports, federation, imported, behind: behindOf(ports), meters: metersOf, health, log };
  return serveFront(back, settings, folder, ending);
};

/** Starts everything in this process; `say` tells meanwhile what is done. Throws a Fault for what the operator can mend. */
export const start = (settings: Settings, say: Say): Promise<Running> =>
  startingWith((ending) => serveAll(settings, say, ending));
