import { randomBytes } from 'node:crypto';
import { committed, federate, federateOn, remote, type Federation } from '@relais/api';
import { serveSubgraph, type Served } from '@relais/nest';
import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { callerOf } from './matrix/callers.ts';
import { makeThings } from './matrix/things.ts';
import { askingOf, openWorld, settle, type OwnWorld } from './matrix/world.ts';

jest.setTimeout(60_000);

const key = randomBytes(32);
const log = () => undefined;

let world: OwnWorld;
let served: readonly Served[];
let remotes: readonly (readonly [string, ReturnType<typeof remote>])[];
let near: Federation;
let far: Federation;
beforeAll(async () => {
  world = await openWorld();
  served = await Promise.all(
    world.running.map((part) => serveSubgraph(part, world.ports.processors, { key, log })),
  );
  remotes = served.map(({ name, url }) => [name, remote({ name, urls: [url], key, log })] as const);
  near = await federate(world.running, log);
  far = await federateOn(
    await committed(),
    new Map(remotes.map(([name, { execute }]) => [name, execute] as const)),
  );
  // Every command of a ticket's life goes over HTTP.
  await makeThings({ ...world, federation: far, ask: asking(far) });
  await settle(world);
});
afterAll(async () => {
  for (const [, { close }] of remotes) await close();
  for (const { close } of served) await close();
  await world.close();
});

const asking =
  (graph: Federation): OwnWorld['ask'] =>
  async (caller, source, variables = {}) => {
    const asked = askingOf(caller);
    const result = await graph.ask(source, variables, asked);
    return {
      ...(result as ExecutionResult<{ readonly [name: string]: unknown }>),
      notices: [...asked.notices],
    };
  };

const plain = ({ data, errors }: ExecutionResult): string =>
  JSON.stringify({ data, errors: errors?.map((error) => error.toJSON()) });

it.each([
  '{ tickets(first: 50) { nodes { id number status subject { text } handOver { queue } } } }',
  '{ queueCounts { status } }',
  '{ ticket(id: "nowhere") { id number status } }',
])('every service answers over HTTP what it answers in this process: %s', async (source) => {
  const asked = askingOf(callerOf('nadia@acme'));
  const inside = await near.ask(source, {}, asked);
  expect(inside.errors).toBeUndefined();
  expect(plain(await far.ask(source, {}, asked))).toBe(plain(inside));
});

it('tells of tickets whose whole life went over HTTP', async () => {
  const asked = askingOf(callerOf('nadia@acme'));
  const { data } = await far.ask('{ tickets { nodes { number subject { text } } } }', {}, asked);
  const { nodes } = (data as { readonly tickets: { readonly nodes: readonly unknown[] } }).tickets;
  expect(nodes.length).toBeGreaterThan(0);
});
