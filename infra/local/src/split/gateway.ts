import { resolve } from 'node:path';
import { committed, federateOn, meters, type Meters } from '@relais/api';
import { Fault } from '@relais/kernel';
import { probeRoutes } from '@relais/nest';
import { Gauge } from 'prom-client';
import { importedAccounts } from '../demo/imported.ts';
import { startingWith, type Ending } from '../ending.ts';
import { prepareDemo, serveFront, type Say } from '../front.ts';
import { openFounded } from '../relais.ts';
import type { Running } from '../start.ts';
import { distant, type Distant } from './distant.ts';
import { callerKeyIn, logOf, optionsOf } from './process.ts';
import { serviceNames, type SplitSettings } from './settings.ts';

/** How a gateway starts; `seeds`: it has the demo registered before it answers anybody. */
export type GatewayStart = { readonly say: Say; readonly seeds: boolean };

const urlsIn = ({ RELAIS_SUBGRAPHS }: SplitSettings): ReadonlyMap<string, readonly string[]> => {
  const missing = serviceNames.filter((name) => !RELAIS_SUBGRAPHS?.has(name));
  if (!RELAIS_SUBGRAPHS || missing.length > 0)
    throw new Fault('subgraphs-missing', `RELAIS_SUBGRAPHS: it does not say where ${missing.join(', ')} is`);
  return RELAIS_SUBGRAPHS;
};

const gaugeSubgraphs = ({ registry }: Meters, { asked }: Distant): void => {
  new Gauge({
    name: 'relais_subgraph_asked',
    help: 'Whether a subgraph is asked (1), or left alone because it does not answer (0)',
    labelNames: ['subgraph'],
    registers: [registry],
    collect() {
      for (const [subgraph, isAsked] of asked()) this.set({ subgraph }, Number(isAsked));
    },
  });
};

const serveGateway = async (
  settings: SplitSettings,
  { say, seeds }: GatewayStart,
  ending: Ending,
): Promise<string> => {
  const log = logOf('gateway');
  const far = distant({ urls: urlsIn(settings), key: callerKeyIn(settings), log });
  ending.add(far.close);
  const folder = resolve(settings.RELAIS_DATA);
  const isDemo = settings.RELAIS_PROFILE === 'demo';
  const { ports, close } = await openFounded(folder, optionsOf(settings, log));
  ending.add(close);
  const imported = isDemo ? await importedAccounts(folder) : null;
  const federation = await federateOn(await committed(), far.executors);
  if (isDemo && seeds) await prepareDemo({ federation, ports }, settings, say);
  const metersOf = meters(new Map());
  gaugeSubgraphs(metersOf, far);
  // It answers in parts as long as one of them does.
  const health = probeRoutes(metersOf, async () => {
    const told = await far.look();
    return { isReady: told.subgraphs.some(({ isUp }) => isUp), told };
  });
  const back = { ports, federation, imported, behind: far.behind, meters: metersOf, health, log };
  return serveFront(back, settings, folder, ending);
};

/** Serves the graph, the consoles and the operator in front of services of other processes. */
export const startGateway = (settings: SplitSettings, how: GatewayStart): Promise<Running> =>
  startingWith((ending) => serveGateway(settings, how, ending));
