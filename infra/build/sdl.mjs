import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPorts } from '@relais/local';
import { subgraph } from '@relais/nest';

// Prints the SDL of one service that runs alone in this process: `node infra/build/sdl.mjs intake`.
const name = process.argv[2];
const { [name]: service } = await import(`@relais/${name}`);
const folder = await mkdtemp(join(tmpdir(), 'relais-schema-'));
const { ports, close } = await openPorts(folder, { agent: async () => null });
const running = await subgraph(service, ports);
process.stdout.write(running.sdl);
await running.close();
await close();
await rm(folder, { recursive: true });
