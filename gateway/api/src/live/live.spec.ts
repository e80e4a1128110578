import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JSONWebKeySet } from 'jose';
import { WebSocket } from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { limits } from '../limits.ts';
import { openStage, send } from '../testing/stage.ts';
import { overSocket, overStream, type Result, type Subscriber } from '../testing/subscriber.ts';

const issuer = 'https://issuer.example';
const audience = 'relais';
type Stage = Awaited<ReturnType<typeof openStage>>;

let key: CryptoKey;
let keys: JSONWebKeySet;
let stage: Stage;
let shipped: Stage;
beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  key = privateKey;
  keys = { keys: [{ ...(await exportJWK(publicKey)), alg: 'EdDSA' }] };
  stage = await openStage({ issuer, audience, keys });
  shipped = await openStage({ issuer, audience, keys }, true);
});
afterAll(async () => {
  await stage.close();
  await shipped.close();
});

const bearer = async (seconds = 60): Promise<string> => {
  const token = new SignJWT({ tenant: 'acme', roles: ['agent'], level: 1 })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setSubject('nadia')
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds);
  return `Bearer ${await token.sign(key)}`;
};

const ways = { ws: overSocket, sse: overStream } as const;
type Way = keyof typeof ways;
const both = Object.keys(ways) as readonly Way[];

const subscribers: Subscriber[] = [];
afterEach(async () => {
  for (const subscriber of subscribers.splice(0)) await subscriber.close();
  await until(() => stage.channel.listeners === 0);
});

const until = async (isTrue: () => boolean, ms = 2_000): Promise<void> => {
  for (const late = performance.now() + ms; !isTrue();) {
    if (performance.now() > late) throw new Error('it does not come true');
    await pause(2);
  }
};

type How = { readonly seconds?: number; readonly language?: string; readonly at?: Stage };

const subscriber = async (way: Way, { seconds = 60, language = 'en', at = stage }: How = {}) => {
  const made = ways[way](at.url, { authorization: await bearer(seconds), language });
  subscribers.push(made);
  return made;
};

const told = 'subscription { told { place } }';

/** A subscription that is being listened to. */
const begun = async (way: Way, query = told, how: How = {}) => {
  const { subscribe } = await subscriber(way, how);
  const before = stage.channel.listeners;
  const results = subscribe(query);
  const first = results.next();
  await until(() => stage.channel.listeners > before);
  return { results, first };
};

const valueOf = async (coming: Promise<IteratorResult<Result>>): Promise<Result> => {
  const { done, value } = await coming;
  if (done) throw new Error('nothing more came');
  return value as Result;
};

const codesOf = ({ errors = [] }: Result) => errors.map(({ extensions }) => extensions?.['code']);

describe.each(both)('a subscription (%s)', (way) => {
  it('is told what happens, one result after the other', async () => {
    const { results, first } = await begun(way, 'subscription { told { place who { actor tenant } } }');
    for (const place of [1, 2, 3]) stage.channel.push({ place });
    const who = { actor: 'nadia', tenant: 'acme' };
    expect(await valueOf(first)).toEqual({ data: { told: { place: 1, who } } });
    expect(await valueOf(results.next())).toEqual({ data: { told: { place: 2, who } } });
    expect(await valueOf(results.next())).toEqual({ data: { told: { place: 3, who } } });
  });

  it('leaves nobody listening when its client goes', async () => {
    const { results, first } = await begun(way);
    await results.return?.();
    await first;
    await until(() => stage.channel.listeners === 0);
  });

  it('leaves nobody listening when its connection breaks', async () => {
    const { first } = await begun(way);
    first.catch(() => undefined);
    for (const one of subscribers.splice(0)) await one.close();
    await until(() => stage.channel.listeners === 0);
  });

  it('tells with each result its own errors', async () => {
    const { results, first } = await begun(way, 'subscription { told { place secret } }');
    for (const place of [1, 2, 3]) stage.channel.push({ place });
    for (const coming of [first, results.next(), results.next()])
      expect(codesOf(await valueOf(coming))).toEqual(['FORBIDDEN']);
  });

  it('shows no data of a result before for one that has none', async () => {
    const { results, first } = await begun(way);
    for (const place of [1, -1, 2]) stage.channel.push({ place });
    await first;
    const bad = await valueOf(results.next());
    expect(bad.data).toBeUndefined();
    expect(codesOf(bad)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(await valueOf(results.next())).toEqual({ data: { told: { place: 2 } } });
  });

  it('ends with a masked error when its source fails, which is logged', async () => {
    const { results, first } = await begun(way);
    stage.channel.fail(new Error('the disk /dev/sda is gone'));
    const last = await valueOf(first);
    expect(codesOf(last)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(JSON.stringify(last)).not.toContain('sda');
    expect(JSON.stringify(stage.logged)).toContain('sda');
    expect(await results.next()).toMatchObject({ done: true });
    await until(() => stage.channel.listeners === 0);
  });

  it('ends when its token does, though nothing happens', async () => {
    const { results, first } = await begun(way, told, { seconds: 1, language: 'fr' });
    const last = await valueOf(first);
    expect(last.errors).toMatchObject([
      { message: 'Un jeton d’accès valide est nécessaire.', extensions: { code: 'UNAUTHENTICATED' } },
    ]);
    expect(await results.next()).toMatchObject({ done: true });
    expect(stage.channel.listeners).toBe(0);
  });

  it('is counted', async () => {
    const metric = async (name: string): Promise<number> => {
      const line = new RegExp(`^${name}{transport="${way}"} (\\d+)$`, 'm');
      return Number(line.exec(await stage.registry.metrics())?.[1] ?? 0);
    };
    const before = await metric('relais_live_deliveries_total');
    const { results, first } = await begun(way);
    expect(await metric('relais_live_subscriptions')).toBe(1);
    stage.channel.push({ place: 1 });
    await first;
    expect(await metric('relais_live_deliveries_total')).toBe(before + 1);
    await results.return?.();
    await until(() => stage.channel.listeners === 0);
    expect(await metric('relais_live_subscriptions')).toBe(0);
  });
});

const deep = `subscription { told { who { ${'friend { '.repeat(20)} actor ${'} '.repeat(20)} } } }`;
const bad: readonly (readonly [string, string, object?])[] = [
  ['a text that is none', 'subscription { told'],
  ['too many tokens', `subscription { told { ${'place '.repeat(limits.tokens)} } }`],
  [
    'too many aliases',
    `subscription { told { ${Array.from({ length: 40 }, (_, n) => `a${n}: place`).join(' ')} } }`,
  ],
  ['too many levels', deep],
  ['an unknown field', 'subscription { told { plate } }'],
  ['two root fields', 'subscription { told { place } too: told { place } }'],
  ['a bad value', 'subscription { told(first: "one") { place } }'],
  ['a bad variable', 'subscription ($first: Int) { told(first: $first) { place } }', { first: 'one' }],
  ['a variable that is missing', 'subscription ($first: Int!) { told(first: $first) { place } }'],
];

describe.each(both)('an operation that is refused (%s)', (way) => {
  it.each(bad)('for %s is told what it is told over HTTP', async (_, query, variables = {}) => {
    for (const [at, language] of [
      [stage, 'fr'],
      [shipped, 'en'],
    ] as const) {
      const { subscribe } = await subscriber(way, { at, language });
      const told = await valueOf(subscribe(query, variables as never).next());
      const { text } = await send(at.url, {
        method: 'POST',
        headers: {
          ...{ 'content-type': 'application/json', 'accept-language': language },
          authorization: await bearer(),
        },
        body: JSON.stringify({ query, variables }),
      });
      const { errors } = JSON.parse(text) as Result;
      expect(told.errors?.length).toBeGreaterThan(0);
      expect(told.errors).toEqual(errors);
    }
  });

  it('for the schema is told that there is none here', async () => {
    const { subscribe } = await subscriber(way);
    const answer = await valueOf(subscribe('subscription { __schema { types { name } } }').next());
    expect(codesOf(answer)).toContain('GRAPHQL_VALIDATION_FAILED');
  });

  it.each(['{ me { actor } }', 'mutation { touch { actor } }'])('is %s', async (query) => {
    const before = stage.seen.length;
    const { subscribe } = await subscriber(way);
    const { errors } = await valueOf(subscribe(query).next());
    const message = expect.stringContaining('POST /graphql') as unknown as string;
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_REQUEST' } }]);
    expect(stage.seen).toHaveLength(before);
  });
});

const post = async (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

describe('over HTTP', () => {
  it('a subscription to POST /graphql is refused, and listens to nothing', async () => {
    const answer = await post(stage.url, { query: told }, { authorization: await bearer() });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    expect(stage.channel.listeners).toBe(0);
  });

  it('nobody without a token gets a stream', async () => {
    for (const authorization of ['', 'Bearer x.y.z', 'Basic bmFkaWE6']) {
      const answer = await post(`${stage.url}/stream`, { query: told }, { authorization });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toEqual({
        errors: [{ message: 'A valid bearer token is needed.', extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
  });

  it('a body that asks for nothing is told so', async () => {
    const authorization = await bearer();
    for (const body of [
      [],
      'text',
      {},
      { query: 1 },
      { query: told, variables: [] },
      { query: told, operationName: 1 },
    ]) {
      const answer = await post(`${stage.url}/stream`, body, { authorization });
      expect(answer.status).toBe(400);
    }
    expect((await fetch(`${stage.url}/stream`, { headers: { authorization } })).status).toBe(404);
  });
});

/** A socket that says what it is told to say. */
const raw = async (path = ''): Promise<{ readonly socket: WebSocket; readonly closed: Promise<number> }> => {
  const socket = new WebSocket(`${stage.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws');
  const closed = new Promise<number>((resolve) => {
    socket.once('close', resolve);
  });
  await once(socket, 'open');
  return { socket, closed };
};

const say = (socket: WebSocket, message: object): void => socket.send(JSON.stringify(message));

const acknowledged = async () => {
  const { socket, closed } = await raw();
  say(socket, { type: 'connection_init', payload: { authorization: await bearer() } });
  await once(socket, 'message');
  return { socket, closed };
};

describe('over a socket', () => {
  it('nobody without a token is let in', async () => {
    for (const payload of [undefined, {}, { authorization: 'Bearer x.y.z' }, { authorization: 1 }]) {
      const { socket, closed } = await raw();
      say(socket, { type: 'connection_init', ...(payload && { payload }) });
      expect(await closed).toBe(4403);
    }
  });

  it('nobody subscribes before they have said who they are', async () => {
    const { socket, closed } = await raw();
    say(socket, { id: '1', type: 'subscribe', payload: { query: told } });
    expect(await closed).toBe(4401);
  });

  it('what is no message, or too large, ends it', async () => {
    const [one, other] = [await raw(), await raw()];
    one.socket.send('{');
    expect(await one.closed).toBe(4400);
    other.socket.send('x'.repeat(limits.body + 1));
    expect(await other.closed).toBe(1009);
  });

  it('is to be had at /graphql alone', async () => {
    await expect(raw('/else')).rejects.toThrow('400');
  });

  it('one connection has so many subscriptions and no more', async () => {
    const { socket } = await acknowledged();
    const answers: string[] = [];
    socket.on('message', (data: Buffer) => answers.push(data.toString()));
    for (let id = 0; id <= limits.subscriptions; id += 1)
      say(socket, { id: String(id), type: 'subscribe', payload: { query: told } });
    await until(() => answers.length > 0 && stage.channel.listeners === limits.subscriptions);
    expect(answers.map((text) => JSON.parse(text) as object)).toMatchObject([
      {
        id: String(limits.subscriptions),
        type: 'error',
        payload: [{ extensions: { code: 'BAD_USER_INPUT', limit: 'subscriptions' } }],
      },
    ]);
    say(socket, { id: '0', type: 'complete' });
    await until(() => stage.channel.listeners === limits.subscriptions - 1);
    say(socket, { id: 'again', type: 'subscribe', payload: { query: told } });
    await until(() => stage.channel.listeners === limits.subscriptions);
    socket.close();
  });

  it('a token that has expired subscribes to nothing more', async () => {
    const { subscribe } = await subscriber('ws', { seconds: 3 });
    const first = subscribe(told).next();
    await until(() => stage.channel.listeners === 1);
    expect(codesOf(await valueOf(first))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await valueOf(subscribe(told).next()))).toEqual(['UNAUTHENTICATED']);
  });

  it('who asks and asks and never reads is cut off', async () => {
    const { socket, closed } = await acknowledged();
    socket.pause();
    const payload = { fill: 'x'.repeat(200_000) };
    for (let n = 0; n < 200 && socket.readyState === WebSocket.OPEN; n += 1) {
      say(socket, { type: 'ping', payload });
      if (n % 10 === 0) await pause(5);
    }
    await pause(50);
    socket.resume();
    expect(await closed).toBe(1006);
  });
});

describe('a stop', () => {
  it('takes little time, whoever is connected and does not answer', async () => {
    const own = await openStage({ issuer, audience, keys });
    const { subscribe } = await subscriber('ws', { at: own });
    const code = subscribe(told)
      .next()
      .catch((event: { readonly code: number }) => event.code);
    const stream = await post(`${own.url}/stream`, { query: told }, { authorization: await bearer() });
    const mute = connect(Number(new URL(own.url).port));
    mute.write(
      'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n' +
        `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
    );
    await once(mute, 'data');
    await until(() => own.channel.listeners === 2);
    const since = performance.now();
    await own.close();
    expect(performance.now() - since).toBeLessThan(2_000);
    expect(own.channel.listeners).toBe(0);
    expect(await code).toBe(1001);
    // Cut, not completed: a reader who knows the difference comes back.
    expect(await stream.text()).not.toContain('complete');
    mute.destroy();
  });
});
