import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EventStoreDBClient } from '@eventstore/db-client';
import type { Engine } from './engine.ts';

const program = fileURLToPath(new URL('./eventstoredb/main.ts', import.meta.url));

const answers: Engine['answers'] = async (url) => {
  const events = EventStoreDBClient.connectionString(url).readAll({ maxCount: 1 });
  for await (const _ of events) return;
};

/** The double of EventStoreDB, which is part of this folder. */
export const eventstoredb: Engine = {
  name: 'eventstoredb',
  versions: ['23.10.8-double'],
  portsEach: 1,
  port: 12_113,
  most: 1,
  install: () => Promise.resolve(),
  programs: async ({ data, ports }) => {
    await mkdir(data, { recursive: true });
    const args = [program, '--file', join(data, 'log.db'), '--port', String(ports[0]?.[0])];
    return [{ command: process.execPath, args }];
  },
  url: ([port]) => `esdb://127.0.0.1:${port}?tls=false`,
  answers,
};
