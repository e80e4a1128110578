import { access, constants, mkdir } from 'node:fs/promises';
import { openBus } from '@relais/bus';
import { openEventStore } from '@relais/event-store';
import { history } from '@relais/history';
import { intake } from '@relais/intake';
import { Fault } from '@relais/kernel';
import { openKeys } from '@relais/keys';
import { Histories, subgraph, type Directory, type Ports, type Subgraph } from '@relais/nest';
import { openProjections } from '@relais/projections';
import { triage } from '@relais/triage';

const writable = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Fault('folder-unwritable', `The data folder ${folder} cannot be written to`, error);
  }
};

type Opened = { readonly ports: Ports; readonly close: () => Promise<void> };

/** Opens the embedded adapters in a folder, the log first: its lock keeps a second process out of all of them. */
export const openPorts = async (
  folder: string,
  directory: Directory,
  masterKey?: string,
): Promise<Opened> => {
  await writable(folder);
  const store = await openEventStore({ adapter: 'sqlite', folder });
  const closing: (() => Promise<void>)[] = [() => store.close()];
  const close = async () => {
    for (const end of closing.reverse()) await end();
  };
  try {
    const keys = await openKeys({
      adapter: 'sqlite',
      folder,
      masterKey: masterKey ? Buffer.from(masterKey, 'base64') : undefined,
    });
    closing.push(() => keys.close());
    const projections = await openProjections({ adapter: 'sqlite', folder });
    closing.push(() => projections.close());
    const bus = await openBus({ adapter: 'log', store });
    const clock = () => new Date().toISOString();
    const processors: Ports['processors'] = new Map();
    const histories = new Histories(store);
    return { ports: { store, histories, keys, projections, bus, directory, processors, clock }, close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** The services in this process. */
export const services = [intake, triage, history] as const;

/** Starts every service on the same ports. */
export const startServices = async (ports: Ports): Promise<readonly Subgraph[]> => {
  const started: Subgraph[] = [];
  for (const service of services) started.push(await subgraph(service, ports));
  return started;
};
