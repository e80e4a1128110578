import { access, constants, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openBus, openRelay, type Bus } from '@relais/bus';
import { openEventStore, type EventStore } from '@relais/event-store';
import { Fault } from '@relais/kernel';
import { openKeys } from '@relais/keys';
import { Histories, type Directory, type Ports } from '@relais/nest';
import { openProjections } from '@relais/projections';

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : null;

/** Folder by folder: Node's own recursive way never comes back from where none can be made, such as below /proc. */
const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder, { mode: 0o700 });
  }
};

const writable = async (folder: string): Promise<void> => {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Fault('folder-unwritable', `The data folder ${folder} cannot be written to`, error);
  }
};

/** `masterKey` is 32 bytes in base64; `url` is told to a second process on the same folder; days begin in `zone`. */
export type Options = {
  readonly masterKey?: string | undefined;
  readonly url?: string | undefined;
  readonly zone?: string | undefined;
  /** The esdb:// address of an EventStoreDB that keeps the history; without it events.db in the folder does. */
  readonly eventStoreDb?: string | undefined;
  /** The brokers of the Kafka by which events travel, host:port; without them each reads the history itself. */
  readonly kafka?: string | undefined;
  /** What the names of its topics and groups begin with. */
  readonly kafkaPrefix?: string | undefined;
  /** Whether another process sends the history to Kafka. */
  readonly relayed?: boolean;
  /** Told when the brokers are gone, and when they are back. */
  readonly warn?: (line: string) => void;
  /** The folder of what no other process may keep there; the same one unless said. */
  readonly own?: string | undefined;
};

/** What facts are written with. */
export type Founded = Pick<Ports, 'store' | 'keys' | 'clock'>;

type Opened<Kept> = { readonly ports: Kept; readonly close: () => Promise<void> };

/** Opens the history; an embedded one keeps a second process out of the folder. */
export const openStore = async (folder: string, { url, eventStoreDb }: Options): Promise<EventStore> => {
  if (eventStoreDb !== undefined) return openEventStore({ adapter: 'eventstoredb', url: eventStoreDb });
  await writable(folder);
  return openEventStore({ adapter: 'sqlite', folder, ...(url !== undefined && { url }) });
};

type Closing = (() => Promise<void>)[];

/** The bus, and what sends to it where no other process does. */
const busOn = async (store: EventStore, options: Options, closing: Closing): Promise<Bus> => {
  const { kafka: brokers, kafkaPrefix: prefix, relayed = false, warn } = options;
  if (brokers === undefined) {
    const bus = await openBus({ adapter: 'log', store });
    closing.push(() => bus.close());
    return bus;
  }
  const kafka = { brokers, store, ...(prefix !== undefined && { prefix }), ...(warn && { warn }) };
  const bus = await openBus({ adapter: 'kafka', ...kafka });
  closing.push(() => bus.close());
  if (relayed) return bus;
  const relay = await openRelay(kafka);
  closing.push(() => relay.stop());
  return bus;
};

/** Opens one after the other; what was opened is closed, last first, at the end, or when the next one fails. */
const opening = async <Kept>(open: (closing: Closing) => Promise<Kept>): Promise<Opened<Kept>> => {
  const closing: Closing = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    return { ports: await open(closing), close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** Opens the history and the keys alone, for a process that serves no service; the log first: its lock keeps a second process out. */
export const openFounded = (folder: string, options: Options = {}): Promise<Opened<Founded>> =>
  opening(async (closing) => {
    const { masterKey } = options;
    await writable(folder);
    const store = await openStore(folder, options);
    closing.push(() => store.close());
    const keys = await openKeys({
      adapter: 'sqlite',
      folder,
      masterKey: masterKey ? Buffer.from(masterKey, 'base64') : undefined,
    });
    closing.push(() => keys.close());
    return { store, keys, clock: () => new Date().toISOString() };
  });

/** Opens the adapters, the embedded ones in a folder. */
export const openPorts = (
  folder: string,
  directory: Directory,
  options: Options = {},
): Promise<Opened<Ports>> =>
  opening(async (closing) => {
    const { zone = 'Europe/Paris', own = folder } = options;
    const { ports: founded, close } = await openFounded(folder, options);
    closing.push(close);
    await writable(own);
    const projections = await openProjections({ adapter: 'sqlite', folder: own });
    closing.push(() => projections.close());
    const { store } = founded;
    const bus = await busOn(store, options, closing);
    const processors: Ports['processors'] = new Map();
    return {
      ...founded,
      ...{ histories: new Histories(store), projections, bus, directory, processors, zone },
    };
  });
