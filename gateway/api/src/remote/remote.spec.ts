import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { answerTexts } from '@relais/contracts';
import type { Served, Asking } from '@relais/nest';
import { SignJWT, UnsecuredJWT } from 'jose';
import { parse, type ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compose, federate, federateOn, type Federation } from '../subgraphs.ts';
import { askingOf, key, nadia, openParts, served } from '../testing/distant.ts';
import { remote, type Remote } from './remote.ts';

const logged: object[] = [];
const log = (line: object) => void logged.push(line);
const { parts, touched, channel } = openParts();

let serving: readonly Served[];
let remotes: readonly Remote[];
let far: Federation;
let near: Federation;
beforeAll(async () => {
  serving = await Promise.all(parts.map((part) => served(part, log)));
  remotes = serving.map(({ name, url }) => remote({ name, urls: [url], key, log }));
  const executors = new Map(serving.map(({ name }, place) => [name, (remotes[place] as Remote).execute]));
  far = await federateOn(compose(parts), executors);
  near = await federate(parts, log);
});
afterAll(async () => {
  for (const { close } of remotes) await close();
  for (const { close } of serving) await close();
});

const plain = (result: ExecutionResult): string =>
  JSON.stringify({ ...result, errors: result.errors?.map((error) => error.toJSON()) });

const both = async (source: string, language: Asking['language'] = 'en') => {
  const asking = askingOf(nadia, language);
  const answers = [];
  for (const graph of [near, far]) {
    const own = { ...asking, notices: new Set<string>() };
    answers.push([plain(await graph.ask(source, {}, own)), [...own.notices]]);
  }
  return answers;
};

describe('a subgraph over HTTP answers byte for byte what it answers in this process', () => {
  it.each([
    '{ thing(id: "4") { place label } }',
    '{ things { id place label } shelves }',
    '{ whoami }',
    '{ thing(id: "7") { label } }',
    '{ thing(id: "4") { place secret } broken }',
    'mutation { touch(id: "3") { place label } }',
    '{ invalid shelves }',
  ])('%s', async (source) => {
    for (const language of ['fr', 'en'] as const) {
      const [inside, outside] = await both(source, language);
      expect(outside).toEqual(inside);
    }
  });
});

describe('who is no gateway', () => {
  const claims = { caller: nadia, language: 'en' };
  const header = { alg: 'HS256', typ: 'relais-caller+jwt' };
  const signed = (how: { aud?: string; exp?: number; typ?: string; said?: object; own?: Uint8Array }) =>
    new SignJWT({ ...(how.said ?? claims) })
      .setProtectedHeader({ ...header, typ: how.typ ?? header.typ })
      .setAudience(how.aud ?? 'desk')
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1_000) + (how.exp ?? 30))
      .sign(how.own ?? key);

  const status = async (authorization: string | null, body = '{"query":"{ _service { sdl } }"}') => {
    const answer = await fetch(`${serving[0]?.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body,
    });
    await answer.text();
    return answer.status;
  };

  it('is refused, whatever they ask and whatever they carry', async () => {
    const none = new UnsecuredJWT(claims).setAudience('desk').setIssuedAt().setExpirationTime('30s').encode();
    const tokens = [
      null,
      'Bearer x.y.z',
      `Bearer ${none}`,
      `Bearer ${await signed({ aud: 'shelf' })}`,
      `Bearer ${await signed({ exp: -10 })}`,
      `Bearer ${await signed({ typ: 'JWT' })}`,
      `Bearer ${await signed({ own: new Uint8Array(32) })}`,
      `Bearer ${await signed({ said: { sub: 'nadia', tenant: 'acme' } })}`,
      `Bearer ${await signed({ said: { ...claims, caller: { ...nadia, roles: ['root'] } } })}`,
    ];
    const asked = [
      '{"query":"{ _service { sdl } }"}',
      '{"query":"{ _entities(representations: []) { __typename } }"}',
      '{',
    ];
    for (const token of tokens)
      for (const body of asked) expect([token, await status(token, body)]).toEqual([token, 401]);
    expect(await status(`Bearer ${await signed({})}`)).toBe(200);
    expect(await status(`Bearer ${await signed({})}`, '{')).toBe(400);
  });
});

/** A server that does with each connection what a spec says, and counts the requests that came. */
const misbehaving = async (act: (socket: Socket) => void) => {
  const sockets = new Set<Socket>();
  let requests = 0;
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      if (!data.toString().startsWith('POST')) return;
      requests += 1;
      act(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, requests: () => requests, close };
};

const head = (length: number) =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
const misdeeds = {
  hangs: () => undefined,
  cuts: (socket: Socket) => void socket.end(`${head(1_000)}{"data"`, () => socket.destroy()),
  'answers 500': (socket: Socket) => void socket.write('HTTP/1.1 500 Oops\r\ncontent-length: 2\r\n\r\nno'),
  'answers too late': (socket: Socket) =>
    void setTimeout(() => socket.write(`${head(11)}{"data":{}}`), 600).unref(),
} as const;

const over = async (urls: readonly string[], how: { failures?: number; rest?: number } = {}) => {
  const desk = remote({ name: 'desk', urls, key, log, patience: 300, ...how });
  const shelf = (remotes[1] as Remote).execute;
  const graph = await federateOn(
    compose(parts),
    new Map([
      ['desk', desk.execute],
      ['shelf', shelf],
    ]),
  );
  return { graph, desk };
};

const codesOf = ({ errors = [] }: ExecutionResult) =>
  errors.map(({ extensions }) => [extensions['code'], extensions['service']]);

describe.each(Object.keys(misdeeds) as (keyof typeof misdeeds)[])('a subgraph that %s', (name) => {
  const isLate = name === 'hangs' || name === 'answers too late';

  it('leaves the rest of the answer as it is', async () => {
    const server = await misbehaving(misdeeds[name]);
    const { graph, desk } = await over([server.url]);
    const result = await graph.ask('{ thing(id: "1") { place } shelves }', {}, askingOf());
    expect(result.data).toEqual({ thing: null, shelves: 3 });
    expect(codesOf(result)).toEqual([[isLate ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE', 'desk']]);
    expect(server.requests()).toBe(isLate ? 1 : 2);
    await desk.close();
    await server.close();
  });

  it('is asked for a command once, and its answer is told to be lost', async () => {
    const server = await misbehaving(misdeeds[name]);
    const { graph, desk } = await over([server.url, `${serving[0]?.url}`]);
    const before = touched.length;
    let lost = 0;
    for (const id of ['a', 'b']) {
      const result = await graph.ask(`mutation { touch(id: "${id}") { id } }`, {}, askingOf());
      if (codesOf(result).some(([code]) => code === 'REPLY_LOST')) lost += 1;
    }
    expect(server.requests() + touched.length - before).toBe(2);
    expect(lost).toBe(server.requests());
    await desk.close();
    await server.close();
  });

  it('is made up for by another replica', async () => {
    const server = await misbehaving(misdeeds[name]);
    const { graph, desk } = await over([server.url, `${serving[0]?.url}`]);
    for (let turn = 0; turn < 4; turn += 1)
      expect(await graph.ask('{ thing(id: "1") { place } }', {}, askingOf())).toEqual({
        data: { thing: { place: 1 } },
      });
    expect(server.requests()).toBeGreaterThan(0);
    await desk.close();
    await server.close();
  });
});

describe('a subgraph that is down', () => {
  it('is asked no more after some failures, and again when it has rested', async () => {
    const server = await misbehaving(misdeeds['answers 500']);
    const { graph, desk } = await over([server.url], { failures: 2, rest: 200 });
    for (let turn = 0; turn < 5; turn += 1) await graph.ask('{ thing(id: "1") { place } }', {}, askingOf());
    expect([server.requests(), desk.isUp()]).toEqual([4, false]);
    await pause(250);
    await graph.ask('{ thing(id: "1") { place } }', {}, askingOf());
    expect(server.requests()).toBe(6);
    await desk.close();
    await server.close();
  });

  it('gets a command from the replica that can be reached', async () => {
    const gone = await misbehaving(() => undefined);
    await gone.close();
    const { graph, desk } = await over([gone.url, `${serving[0]?.url}`]);
    for (const id of ['x', 'y'])
      expect(await graph.ask(`mutation { touch(id: "${id}") { id } }`, {}, askingOf())).toEqual({
        data: { touch: { id } },
      });
    await desk.close();
  });
});

const until = async (isTrue: () => boolean): Promise<void> => {
  for (let tries = 0; !isTrue() && tries < 500; tries += 1) await pause(5);
  expect(isTrue()).toBe(true);
};

const follow = async (graph: Federation) => {
  const document = parse('subscription { told { id place label } }');
  const results = await graph.subscribe({ document, variables: {}, asking: askingOf() });
  if (!('next' in results)) throw new Error(plain(results));
  return results;
};

describe('a subscription over HTTP', () => {
  it('joins what another subgraph knows, and leaves nobody listening when its client goes', async () => {
    const results = await follow(far);
    await until(() => channel.listeners === 1);
    channel.push({ id: '5', place: 5 });
    const told = { id: '5', place: 5, label: 'label 5' };
    expect(await results.next()).toEqual({ done: false, value: { data: { told } } });
    const waiting = results.next();
    await results.return?.();
    expect(await waiting).toMatchObject({ done: true });
    await until(() => channel.listeners === 0);
  });

  it('ends with an error that names the service when that dies', async () => {
    const dying = await served(parts[0] as (typeof parts)[number]);
    const { graph, desk } = await over([dying.url]);
    const results = await follow(graph);
    const waiting = results.next();
    await until(() => channel.listeners === 1);
    await dying.close();
    const { value } = await waiting;
    expect(codesOf(value as ExecutionResult)).toEqual([['SUBGRAPH_UNAVAILABLE', 'desk']]);
    expect((value as ExecutionResult).errors?.[0]?.message).toBe(answerTexts.SUBGRAPH_UNAVAILABLE.en);
    expect(await results.next()).toMatchObject({ done: true });
    await desk.close();
  });
});

describe('a service that ends under load', () => {
  it('fails no question and loses no answer to a command, with another replica beside it', async () => {
    const [one, other] = [await served(parts[0] as never), await served(parts[0] as never)];
    const { graph, desk } = await over([one.url, other.url]);
    const results: ExecutionResult[] = [];
    let isOver = false;
    const load = async (source: string) => {
      while (!isOver) results.push(await graph.ask(source, {}, askingOf()));
    };
    const callers = Array.from({ length: 10 }, (_, place) =>
      load(place % 2 ? '{ slow(ms: 5) }' : 'mutation { slowTouch(ms: 5) }'),
    );
    await pause(200);
    const since = performance.now();
    await one.close();
    expect(performance.now() - since).toBeLessThan(3_000);
    await pause(100);
    isOver = true;
    await Promise.all(callers);
    expect(results.filter(({ errors }) => errors)).toEqual([]);
    expect(results.length).toBeGreaterThan(50);
    await desk.close();
    await other.close();
  });
});
