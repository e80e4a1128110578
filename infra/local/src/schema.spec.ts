import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '@relais/api';
import type { Subgraph } from '@relais/nest';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPorts } from './relais.ts';
import { startServices } from './services.ts';

const committed = (name: string): Promise<string> =>
  readFile(new URL(`../../../gateway/api/schema/${name}.graphql`, import.meta.url), 'utf8');

describe('the schema of each service inside the all-in-one process', () => {
  let folder: string;
  let running: readonly Subgraph[];
  let close: () => Promise<void>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relais-'));
    const opened = await openPorts(folder, { agent: async () => null });
    ({ close } = opened);
    running = await startServices(opened.ports);
  });

  afterAll(async () => {
    for (const service of running) await service.close();
    await close();
    await rm(folder, { recursive: true });
  });

  // The committed files are written by each service alone, in a process of its own (npm run schema).
  it.each(['intake', 'triage', 'satisfaction', 'history'])(
    'is, for %s, byte for byte what the service says alone',
    async (name) => {
      const sdl = running.find((service) => service.name === name)?.sdl;
      expect(`${sdl?.trimEnd()}\n`).toBe(await committed(name));
    },
  );

  it('composes to the committed supergraph', async () => {
    const { supergraph, api } = compose(running);
    expect(`${supergraph.trimEnd()}\n`).toBe(await committed('supergraph'));
    expect(`${api.trimEnd()}\n`).toBe(await committed('api'));
  });

  it('names what does not compose', () => {
    const broken = running.map((service) =>
      service.name === 'history'
        ? { ...service, sdl: service.sdl.replace('intact: Boolean!', 'intact: Unknown!') }
        : service,
    );
    expect(() => compose(broken)).toThrow(/Unknown/);
  });
});
