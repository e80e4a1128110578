import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBus } from '@relais/bus';
import { noHash, streamOf, type Envelope, type RelaisEvent, type StreamName } from '@relais/contracts';
import {
  noStream,
  openEventStore,
  stamp,
  type Circumstances,
  type EventStore,
  type Standing,
} from '@relais/event-store';
import { openKeys } from '@relais/keys';
import { Histories, type Ports } from '@relais/nest';
import { openProjections } from '@relais/projections';

/** Embedded ports in a folder of their own, with a clock that the spec sets. */
export type TestPorts = {
  readonly ports: Ports;
  readonly folder: string;
  /** Sets the clock, ISO 8601 UTC. */
  readonly now: (instant: string) => void;
  /**
   * Appends facts to a stream as if their services had, each at the clock's instant unless they happened at another, by nadia unless by
   * somebody else; `source` marks them as imported.
   */
  readonly given: (
    stream: StreamName,
    events: readonly RelaisEvent[],
    circumstances?: Pick<Circumstances, 'client' | 'source' | 'rules' | 'happenedAt'> & {
      readonly by?: string;
    },
  ) => Promise<void>;
  /** What a stream holds. */
  readonly events: (stream: StreamName) => Promise<readonly Envelope[]>;
  readonly close: () => Promise<void>;
};

const standingOf = async (store: EventStore, stream: StreamName): Promise<Standing> => {
  const [last] = await store.read(stream, { backwards: true, limit: 1 });
  return last?.event ?? { revision: noStream, hash: noHash, recordedAt: '' };
};

const openAll = async (folder: string, clock: () => string) => {
  const store = await openEventStore({ adapter: 'sqlite', folder });
  const keys = await openKeys({ adapter: 'sqlite', folder });
  const projections = await openProjections({ adapter: 'sqlite', folder });
  const bus = await openBus({ adapter: 'log', store });
  const directory = { agent: async () => null };
  const histories = new Histories(store);
  const processors: Ports['processors'] = new Map();
  const around = { directory, processors, clock, zone: 'Europe/Paris' };
  const ports: Ports = { store, histories, keys, projections, bus, ...around };
  const close = async () => {
    await projections.close();
    await keys.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ports, close };
};

/** Opens the embedded adapters; `close` removes the folder. */
export const openTestPorts = async (instant = '2026-03-02T08:00:00.000Z'): Promise<TestPorts> => {
  let clock = instant;
  let commands = 0;
  const folder = await mkdtemp(join(tmpdir(), 'relais-'));
  const { ports, close } = await openAll(folder, () => clock);
  const { store } = ports;

  const given: TestPorts['given'] = async (stream, events, { by = 'nadia', ...rest } = {}) => {
    commands += 1;
    const commandId = `given-${commands}`;
    const standing = await standingOf(store, stream);
    const caller = { actor: by };
    const circumstances = { ...rest, stream, caller, now: clock, commandId, correlation: 'spec' };
    await store.append(stream, standing.revision, stamp(null, standing, events, circumstances));
  };
  const now = (next: string): void => {
    clock = next;
  };
  const events = async (stream: StreamName) => (await store.read(stream)).map(({ event }) => event);
  return { ports, folder, given, now, events, close };
};

/** The stream of a thing of the tenant `acme`. */
export const acme = (kind: Parameters<typeof streamOf>[0], id: string): StreamName =>
  streamOf(kind, 'acme', id);
