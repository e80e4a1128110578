import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { demoId } from '../demo/accounts.ts';
import { deskOf } from '../matrix/callers.ts';
import { openWorld, type OwnWorld } from '../matrix/world.ts';
import { inputOf } from '../testing/desk.ts';
import { behindOf } from './behind.ts';
import { operatorOf, type Operator } from './operator.ts';
import { rebuildRoutes } from './rebuild.ts';

// All services, on whatever else the machine is doing.
jest.setTimeout(60_000);

type Opened = { readonly ticket: { readonly id: string; readonly revision: number } };
type Line = { readonly [kind: string]: { readonly [field: string]: unknown } };

describe('POST /operator/rebuild', () => {
  let world: OwnWorld;
  let open: FastifyInstance;
  let closed: FastifyInstance;

  const serve = async (isOpen: boolean): Promise<FastifyInstance> => {
    const { store, federation, ports } = world;
    const { caller: admin } = operatorOf('acme');
    const callers = { admin, agent: { ...admin, roles: ['agent'] as const } };
    const whois: Operator['whois'] = async (token) => callers[token as keyof typeof callers] ?? null;
    const application = fastify();
    const operator = { store, federation, whois, open: isOpen, zone: 'Europe/Paris' };
    await rebuildRoutes(operator, behindOf(ports))(application);
    return application;
  };

  const post = async (
    application: FastifyInstance,
    payload: object,
    headers: { readonly [name: string]: string } = {},
  ) => {
    const answer = await application.inject({
      ...{ method: 'POST', url: '/operator/rebuild', payload },
      headers: { host: 'localhost', ...headers },
    });
    const told = answer.payload.trim().split('\n');
    return { status: answer.statusCode, lines: told.map((line) => JSON.parse(line) as Line) };
  };

  beforeAll(async () => {
    world = await openWorld();
    [open, closed] = [await serve(true), await serve(false)];
  });
  afterAll(async () => {
    await open.close();
    await closed.close();
    await world.close();
  });

  it('makes all lists anew, which then show what they showed before', async () => {
    const nadia = deskOf('acme', 'nadia');
    const input = {
      ...{ commandId: randomUUID(), kind: 'INCIDENT', channel: 'PHONE', subject: 'Plus rien ne sort' },
      clientId: demoId('client', 'acme', 'lumen'),
    };
    const opening = `mutation ($input: ${inputOf('openTicket')}) { done: openTicket(input: $input) { ticket { id revision } } }`;
    const { ticket } = (await world.ask(nadia, opening, { input })).data?.['done'] as Opened;
    const atLeast = { ticketId: ticket.id, revision: ticket.revision };
    const listing = 'query ($atLeast: AtLeast) { tickets(atLeast: $atLeast) { nodes { number status } } }';
    const list = async () => (await world.ask(nadia, listing, { atLeast })).data;
    const before = await list();
    expect(before).toMatchObject({ tickets: { nodes: [{ status: 'OPEN' }] } });
    const { status, lines } = await post(open, {});
    expect(status).toBe(200);
    const names = lines.slice(0, -1).map(({ rebuilt }) => rebuilt?.['projection']);
    expect(names).toEqual(expect.arrayContaining(['queue', 'records', 'surveys', 'hand-overs']));
    expect(lines.at(-1)?.['result']?.['events']).toBeGreaterThanOrEqual(3);
    expect(await list()).toEqual(before);
  });

  it('makes one anew when it is named', async () => {
    const { lines } = await post(open, { projection: 'queue' });
    expect(lines).toMatchObject([{ rebuilt: { projection: 'queue' } }, { result: {} }]);
    expect(await post(open, { projection: 'dissatisfied' })).toMatchObject({
      ...{ status: 404, lines: [{ error: { code: 'unknown' } }] },
    });
    expect((await post(open, { projection: 7 })).status).toBe(400);
  });

  it('is for admins alone, but for programs of this machine in the demo', async () => {
    const as = (authorization: string) => post(closed, { projection: 'queue' }, { authorization });
    expect((await post(closed, {})).status).toBe(401);
    expect((await as('agent')).status).toBe(403);
    expect((await post(open, {}, { host: 'relais.example' })).status).toBe(403);
    expect((await as('admin')).status).toBe(200);
  });
});
