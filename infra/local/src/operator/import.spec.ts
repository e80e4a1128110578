import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Caller } from '@relais/contracts';
import { fastify, type FastifyInstance } from 'fastify';
import { openWorld, type OwnWorld } from '../matrix/world.ts';
import { hashOf } from '../testing/hash.ts';
import { behindOf } from './behind.ts';
import { importRoutes, type Importer } from './import.ts';
import { operatorOf, type Operator } from './operator.ts';

// All services, on whatever else the machine is doing.
jest.setTimeout(120_000);

const mapping = {
  ...{ desk: 'a desk', time: { column: 'when' }, ticket: '{ticket}', agent: { id: '{who}' } },
  ...{ client: { name: 'Lumen' }, opening: { kind: 'incident' } },
  rules: [{ when: { column: 'what', is: 'take' }, facts: [{ type: 'TicketTaken' }] }],
};
const log =
  'ticket,when,who,what\nA,2010-01-13T08:00:00Z,Value 2,take\nA,2010-01-13T08:00:00Z,Value 2,sing\n';

const callers: { readonly [token: string]: Caller } = {
  admin: operatorOf('acme').caller,
  agent: { ...operatorOf('acme').caller, roles: ['agent'], level: 1 },
};

type Line = { readonly [kind: string]: unknown };

describe('POST /operator/import', () => {
  let world: OwnWorld;
  let open: FastifyInstance;
  let closed: FastifyInstance;
  const made: string[] = [];

  const serve = async (isOpen: boolean, addAccounts: Importer['addAccounts']): Promise<FastifyInstance> => {
    const operator: Operator = {
      ...{ store: world.store, federation: world.federation, open: isOpen, zone: 'Europe/Paris' },
      whois: async (authorization) => callers[authorization ?? ''] ?? null,
    };
    const application = fastify();
    const { ports } = world;
    await importRoutes(operator, { ports, behind: behindOf(ports), addAccounts })(application);
    return application;
  };

  const post = async (
    application: FastifyInstance,
    heading: unknown,
    { content = log, headers = {} }: { content?: string; headers?: { readonly [name: string]: string } } = {},
  ) => {
    const answer = await application.inject({
      ...{ method: 'POST', url: '/operator/import' },
      headers: { 'content-type': 'application/vnd.relais.import', host: 'localhost', ...headers },
      payload: Buffer.from(`${typeof heading === 'string' ? heading : JSON.stringify(heading)}\n${content}`),
    });
    const lines = answer.payload.trim().split('\n');
    return { status: answer.statusCode, lines: lines.map((line) => JSON.parse(line) as Line) };
  };
  const heading = (more: object = {}) => ({
    tenant: 'acme',
    hash: hashOf(Buffer.from(log)),
    mapping,
    ...more,
  });

  beforeAll(async () => {
    world = await openWorld();
    open = await serve(
      true,
      async (tenant, agents) => void made.push(...agents.map(({ id }) => `${id}@${tenant}`)),
    );
    closed = await serve(false, null);
  });
  afterAll(async () => {
    await open.close();
    await closed.close();
    await world.close();
  });

  it('tells how far it is, what it rejects, and the result once the lists show it', async () => {
    const { status, lines } = await post(open, heading());
    expect(status).toBe(200);
    expect(lines.map((line) => Object.keys(line)[0])).toEqual(
      expect.arrayContaining(['progress', 'reject', 'catchingUp', 'result']),
    );
    expect(lines.find((line) => 'reject' in line)).toEqual({
      reject: { line: 3, to: 3, code: 'no-rule', text: 'No rule of the mapping matches the row.' },
    });
    expect(lines.at(-1)).toEqual({
      result: {
        ...{
          rows: 2,
          events: 3,
          alreadyThere: 0,
          tickets: 1,
          clients: 1,
          products: 0,
          warnings: 0,
          rejects: 1,
        },
        ...{ agents: [{ id: 'value-2', level: 1 }], accounts: 'made' },
      },
    });
    expect(made).toEqual(['value-2@acme']);
    const { data } = await world.ask(operatorOf('acme').caller, '{ tickets { nodes { holder } } }');
    expect(data).toEqual({ tickets: { nodes: [{ holder: 'value-2' }] } });
  });

  it('speaks the language of the caller', async () => {
    const { lines } = await post(open, heading(), { headers: { 'accept-language': 'fr-FR' } });
    expect(lines.find((line) => 'reject' in line)).toMatchObject({
      reject: { text: 'Aucune règle de la correspondance ne s’applique à la ligne.' },
    });
  });

  it('is for admins of the tenant alone, but for programs of this machine in the demo', async () => {
    const as = (authorization: string) => ({ headers: { authorization } });
    expect((await post(closed, heading())).status).toBe(401);
    expect((await post(closed, heading(), as('agent'))).status).toBe(403);
    expect((await post(open, heading(), { headers: { host: 'relais.example' } })).status).toBe(403);
    expect(await post(closed, heading({ tenant: 'borealis' }), as('admin'))).toMatchObject({
      ...{ status: 404, lines: [{ error: { code: 'tenant-unknown' } }] },
    });
    const { status, lines } = await post(closed, heading(), as('admin'));
    expect([status, lines.at(-1)]).toMatchObject([200, { result: { events: 0, accounts: 'to-be-made' } }]);
  });

  it.each([
    ['', 'unreadable'],
    ['{', 'unreadable'],
    [{ tenant: 'acme', mapping }, 'unreadable'],
    [{ tenant: 'Acme!', hash: 'ab'.repeat(32), mapping }, 'unreadable'],
    [{ tenant: 'acme', hash: 'ab'.repeat(32) }, 'unreadable'],
    [{ tenant: 'acme', hash: 'ab'.repeat(32), mapping: { ...mapping, rules: [] } }, 'mapping-flawed'],
  ])('refuses the first line %j: %s', async (first, code) => {
    const { status, lines } = await post(open, first);
    expect([status, lines[0]]).toMatchObject([400, { error: { code } }]);
  });

  it('names what is wrong with a mapping, and what does not fit the file', async () => {
    const { lines } = await post(open, heading({ mapping: { ...mapping, desk: 7 } }));
    expect(lines[0]).toMatchObject({ error: { flaws: [{ path: 'desk' }] } });
    const { lines: later } = await post(open, heading({ mapping: { ...mapping, ticket: '{Ticket}' } }));
    expect(later.at(-1)).toEqual({ flaws: [{ path: 'ticket', text: 'The file has no column “Ticket”.' }] });
  });

  it('tells when the file is not the one that was announced', async () => {
    const { lines } = await post(open, heading({ hash: 'ab'.repeat(32) }));
    expect(lines.at(-1)).toEqual({ otherFile: { hash: hashOf(Buffer.from(log)) } });
  });

  it('reads no first line that has no end', async () => {
    const { status } = await post(open, 'x'.repeat(2_000_000));
    expect(status).toBe(400);
  });

  it('breaks off when the server stops, and goes on at the next start', async () => {
    const own = await serve(true, null);
    const rows = Array.from({ length: 4_000 }, (_, n) => `B${n},2010-01-13T08:00:00Z,Value 2,take`).join(
      '\n',
    );
    const content = `ticket,when,who,what\n${rows}\n`;
    const of = { tenant: 'acme', hash: hashOf(Buffer.from(content)), mapping };
    const before = await world.store.head();
    const posting = post(own, of, { content });
    while ((await world.store.head()) === before) await pause(1);
    void own.close();
    const { lines } = await posting;
    expect(lines.at(-1)).toEqual({ failed: { code: 'stopping', text: 'The server stops.' } });
    const { lines: again } = await post(open, of, { content });
    expect(again.at(-1)).toMatchObject({ result: { tickets: 4_000, rejects: 0 } });
  });
});
