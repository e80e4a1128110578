import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { federate, type Federation } from '@relais/api';
import type { Caller } from '@relais/contracts';
import type { EventStore } from '@relais/event-store';
import type { Ports, Subgraph } from '@relais/nest';
import { parse, type ExecutionResult } from 'graphql';
import { seedDemo } from '../demo/seed.ts';
import { directoryOf } from '../directory.ts';
import { openPorts } from '../relais.ts';
import { startServices } from '../services.ts';
import { settings } from '../settings.ts';
import { emptyFolder } from '../testing/folder.ts';

type Fields = { readonly [name: string]: unknown };

/** An answer, with what it has to tell besides its data. */
export type Told = ExecutionResult<Fields> & { readonly notices: readonly string[] };

/** Relais with its demo, asked in the name of any caller. */
export type World = {
  readonly federation: Federation;
  readonly running: readonly Subgraph[];
  readonly ports: Ports;
  readonly store: EventStore;
  readonly ask: (caller: Caller, source: string, variables?: Fields) => Promise<Told>;
  readonly close: () => Promise<void>;
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

/** Starts the services of one process from their sources, in a folder that is gone at the end. */
export const openWorld = async (): Promise<World> => {
  const place = emptyFolder();
  const opened = await openPorts(join(place.folder, 'data'), await directoryOf(settings.parse({})));
  const running = await startServices(opened.ports);
  const federation = await federate(running, () => undefined);
  await seedDemo(federation);
  const ask: World['ask'] = async (caller, source, variables = {}) => {
    const asking = askingOf(caller);
    const answer = source.startsWith('subscription') ? first(federation) : federation.ask;
    const result = (await answer(source, variables, asking)) as ExecutionResult<Fields>;
    return { ...result, notices: [...asking.notices].sort() };
  };
  const close = async () => {
    for (const service of running) await service.close();
    await opened.close();
    place.remove();
  };
  const { ports } = opened;
  return { federation, running, ports, store: ports.store, ask, close };
};

/** Waits until all that was written is answered by the reactions, and the lists show it. */
export const settle = async ({ ports, store }: World): Promise<void> => {
  for (let head = -1; head !== (await store.head());) {
    head = await store.head();
    for (const { caughtUp } of ports.processors.values()) await caughtUp?.(head);
  }
};
