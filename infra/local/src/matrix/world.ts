import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { federate, type Federation } from '@relais/api';
import type { Caller } from '@relais/contracts';
import type { EventStore } from '@relais/event-store';
import { importLog, readMapping, type ImportTold } from '@relais/intake';
import type { Ports, Subgraph } from '@relais/nest';
import { parse, type ExecutionResult } from 'graphql';
import { seedDemo } from '../demo/seed.ts';
import { directoryOf } from '../directory.ts';
import { openPorts } from '../relais.ts';
import { startServices } from '../services.ts';
import { settings } from '../settings.ts';
import { emptyFolder } from '../testing/folder.ts';
import { hashOf } from '../testing/hash.ts';

type Fields = { readonly [name: string]: unknown };

/** An answer, with what it has to tell besides its data. */
export type Told = ExecutionResult<Fields> & { readonly notices: readonly string[] };

/** Relais with its demo, asked in the name of any caller; in one process or in many. */
export type World = {
  readonly federation: Pick<Federation, 'api' | 'ask'>;
  readonly store: EventStore;
  readonly ask: (caller: Caller, source: string, variables?: Fields) => Promise<Told>;
  /** Imports a log of this mapping for a tenant. */
  readonly importing: (tenant: string, mapping: object, log: Uint8Array) => AsyncIterable<ImportTold>;
  /** Settles when all that was written is answered by the reactions, and the lists show it. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** One whose services run in this process. */
export type OwnWorld = World & {
  readonly federation: Federation;
  readonly running: readonly Subgraph[];
  readonly ports: Ports;
};

/** What a subgraph is handed with each request. */
export const askingOf = (caller: Caller) => ({
  caller,
  correlation: randomUUID().replaceAll('-', ''),
  language: 'en' as const,
  notices: new Set<string>(),
});

/** The first thing that a subscriber is told. */
const first =
  ({ subscribe }: Federation): Federation['ask'] =>
  async (source, variables, asking) => {
    const results = await subscribe({ document: parse(source), variables, asking });
    if (!('next' in results)) return results;
    const { value } = await results.next();
    await results.return?.();
    return value as ExecutionResult;
  };

async function* pieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536);
}

const importingOn =
  (ports: Ports): World['importing'] =>
  (tenant, written, log) => {
    const mapping = readMapping(written, 'en');
    if ('length' in mapping) throw new Error(JSON.stringify(mapping));
    const wish = { tenant, mapping, batch: hashOf(log), actor: 'operator', language: 'en' } as const;
    return importLog(ports, wish, pieces(log));
  };

/** Starts the services of one process from their sources, in a folder that is gone at the end. */
export const openWorld = async (): Promise<OwnWorld> => {
  const place = emptyFolder();
  const opened = await openPorts(join(place.folder, 'data'), await directoryOf(settings.parse({})));
  const { ports } = opened;
  const running = await startServices(ports);
  const federation = await federate(running, () => undefined);
  await seedDemo(federation);
  const ask: World['ask'] = async (caller, source, variables = {}) => {
    const asking = askingOf(caller);
    const answer = source.startsWith('subscription') ? first(federation) : federation.ask;
    const result = (await answer(source, variables, asking)) as ExecutionResult<Fields>;
    return { ...result, notices: [...asking.notices].sort() };
  };
  const settled = async () => {
    const { store, processors } = ports;
    for (let head = -1; head !== (await store.head());) {
      head = await store.head();
      for (const { caughtUp } of processors.values()) await caughtUp?.(head);
    }
  };
  const close = async () => {
    for (const service of running) await service.close();
    await opened.close();
    place.remove();
  };
  const { store } = ports;
  return { federation, running, ports, store, ask, importing: importingOn(ports), settled, close };
};

/** Waits until all that was written is answered by the reactions, and the lists show it. */
export const settle = ({ settled }: World): Promise<void> => settled();
