import { join, resolve } from 'node:path';
import { Fault } from '@relais/kernel';
import { serve, type Service } from '@relais/nest';
import { importedAccounts } from '../demo/imported.ts';
import { directoryOf } from '../directory.ts';
import { startingWith, type Ending } from '../ending.ts';
import { openPorts } from '../relais.ts';
import type { Running } from '../start.ts';
import { callerKeyIn, logOf, optionsOf } from './process.ts';
import { serviceNames, type ServiceName, type SplitSettings } from './settings.ts';

/** Each process loads its own service alone. */
const loading: { readonly [name in ServiceName]: () => Promise<Service> } = {
  intake: async () => (await import('@relais/intake')).intake,
  triage: async () => (await import('@relais/triage')).triage,
  escalation: async () => (await import('@relais/escalation')).escalation,
  knowledge: async () => (await import('@relais/knowledge')).knowledge,
  satisfaction: async () => (await import('@relais/satisfaction')).satisfaction,
  history: async () => (await import('@relais/history')).history,
};

const loaded = (name: string): Promise<Service> => {
  const known = serviceNames.find((one) => one === name);
  if (known) return loading[known]();
  throw new Fault('service-unknown', `There is no service ${name}`);
};

const serveOne = async (
  name: string,
  replica: number,
  settings: SplitSettings,
  ending: Ending,
): Promise<string> => {
  const service = await loaded(name);
  const key = callerKeyIn(settings);
  const folder = resolve(settings.RELAIS_DATA);
  const imported = settings.RELAIS_PROFILE === 'demo' ? await importedAccounts(folder) : null;
  const directory = await directoryOf(settings, imported?.find);
  const own = join(folder, replica === 1 ? name : `${name}-${replica}`);
  const log = logOf(replica === 1 ? name : `${name} ${replica}`);
  const { ports, close } = await openPorts(folder, directory, { ...optionsOf(settings, log), own });
  ending.add(close);
  const { RELAIS_HOST: host, RELAIS_PORT: port } = settings;
  const served = await serve(service, ports, { key, log, host, port });
  ending.add(served.close);
  return served.url;
};

/** Serves one service to the gateway, in a process of its own. */
export const startService = (name: string, replica: number, settings: SplitSettings): Promise<Running> =>
  startingWith((ending) => serveOne(name, replica, settings, ending));
