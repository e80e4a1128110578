import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { limits } from './limits.ts';
import { openStage, send, type Reply } from './testing/stage.ts';

const issuer = 'https://issuer.example';
const audience = 'relais';

/** A refusal that takes longer, ms, has done work for what it refuses. */
const quick = 1_000;

type Stage = Awaited<ReturnType<typeof openStage>>;
let stage: Stage;
let strict: Stage;
let headers: Record<string, string>;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), alg: 'EdDSA' }] };
  const token = await new SignJWT({ tenant: 'acme', roles: ['agent'], level: 1 })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setSubject('nadia')
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime('1h')
    .sign(privateKey);
  headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  stage = await openStage({ issuer, audience, keys });
  strict = await openStage({ issuer, audience, keys }, true);
});

afterAll(() => Promise.all([stage.close(), strict.close()]));

const post = (body: unknown, at: Stage = stage): Promise<Reply> =>
  send(at.url, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

const ask = (query: string, at: Stage = stage): Promise<Reply> => post({ query }, at);

/** Refused at once, with these words, and no resolver was asked. */
const expectRefused = async (asking: Promise<Reply>, words: RegExp | string): Promise<void> => {
  const before = stage.seen.length;
  const { status, ms, text, data } = await asking;
  expect(text).toMatch(words);
  expect([status >= 400 && status < 500, data ?? null]).toEqual([true, null]);
  expect(ms).toBeLessThan(quick);
  expect(stage.seen).toHaveLength(before);
};

const expectAnswered = async (asking: Promise<Reply>): Promise<void> => {
  const { status, text } = await asking;
  expect([status, text.includes('"errors"')]).toEqual([200, false]);
};

const nested = (levels: number): string =>
  `{ me ${'{ friend '.repeat(levels - 2)}{ actor }${' }'.repeat(levels - 2)} }`;

const fields = (count: number): string => `{ me { ${'actor '.repeat(count - 1)} } }`;

const aliases = (count: number): string =>
  `{ me { ${Array.from({ length: count }, (_, place) => `a${place}: actor`).join(' ')} } }`;

const roots = (count: number): string =>
  `mutation { ${Array.from({ length: count }, (_, place) => `a${place}: touch { actor }`).join(' ')} }`;

/** 2 to the power of `count` spreads, were they all followed. */
const bomb = (count: number, end: string): string => {
  const parts = Array.from({ length: count }, (_, i) => `fragment F${i} on Me { ...F${i + 1} ...F${i + 1} }`);
  return `{ me { ...F0 } } ${parts.join(' ')} fragment F${count} on Me { ${end} }`;
};

describe('an operation', () => {
  it('may have as many levels as are said, and no more', async () => {
    await expectAnswered(ask(nested(limits.depth)));
    await expectRefused(ask(nested(limits.depth + 1)), `at most ${limits.depth} levels`);
  });

  it('hides no level in a fragment', async () => {
    const half = Math.ceil(limits.depth / 2);
    const [outer, inner] = [
      nested(half),
      nested(half + 2)
        .replace('{ me {', '{ friend {')
        .slice(0, -2),
    ];
    await expectAnswered(ask(outer));
    await expectRefused(ask(`${outer.replace('actor', '...F')} fragment F on Me ${inner} }`), 'levels');
    await expectRefused(ask(outer.replace('actor', `... on Me ${inner} }`)), 'levels');
  });

  it('may give as many fields another name as are said, and no more', async () => {
    await expectAnswered(ask(aliases(limits.aliases)));
    await expectRefused(ask(aliases(limits.aliases + 1)), `at most ${limits.aliases} aliases`);
    const spread = `{ me { ...F ...F ...F ...F } } fragment F on Me { ${aliases(8).slice(7, -3)} }`;
    await expectRefused(ask(spread), 'aliases');
  });

  it('may ask for as many fields as are said, and no more', async () => {
    await expectAnswered(ask(fields(limits.fields)));
    await expectRefused(ask(fields(limits.fields + 1)), `at most ${limits.fields} fields`);
  });

  it('may hold as many wishes as are said, and no more', async () => {
    await expectAnswered(ask(roots(limits.rootFields)));
    await expectRefused(ask(roots(limits.rootFields + 1)), `at most ${limits.rootFields} root fields`);
  });

  it('may have as many tokens as are said: what is longer is not even parsed to its end', async () => {
    await expectRefused(ask(`{ me { ${'actor '.repeat(limits.tokens)} } }`), /token/i);
    await expectRefused(ask(nested(5_000)), /token/i);
    await expectRefused(ask(aliases(20_000)), /token|large/i);
  });

  it('may not multiply by fragments within fragments', async () => {
    await expectRefused(ask(bomb(25, 'actor')), 'fields');
    await expectRefused(ask(bomb(25, '...F0')), /fields|itself/);
    await expectRefused(ask(bomb(25, '...Nowhere')), /fields|Nowhere/);
  });

  it('may not spread a fragment within itself', async () => {
    await expectRefused(ask('{ me { ...A } } fragment A on Me { friend { ...A } }'), /itself/);
    const circle = 'fragment A on Me { ...B } fragment B on Me { ...C } fragment C on Me { ...A }';
    await expectRefused(ask(`{ me { ...A } } ${circle}`), /itself/);
  });
});

describe('a field that is called like the schema’s own', () => {
  it('lifts no limit by its name', async () => {
    const deep = nested(limits.depth + 1).replace('{ friend {', '{ __schema: friend {');
    await expectRefused(ask(deep), 'levels');
    await expectRefused(ask(nested(limits.depth + 1).replace('{ me', '{ __schema: me')), 'levels');
    const inFragment = 'fragment F on Me { __schema { types { name } } }';
    await expectRefused(ask(`{ me { ...F } } ${inFragment}`), /Cannot query field/);
    await expectRefused(
      ask(`{ me { __type: friend { ${fields(limits.fields + 1).slice(7, -4)} } } }`),
      'fields',
    );
  });

  it('lets no operation beyond the limits in beside it', async () => {
    const question = '__schema { queryType { name } }';
    await expectRefused(ask(nested(limits.depth + 1).replace('{ me', `{ ${question} me`)), 'levels');
    await expectRefused(ask(aliases(limits.aliases + 1).replace('{ me', `{ ${question} me`)), 'aliases');
  });
});

describe('the schema', () => {
  it('tells tools what it is, as deep as they usually ask', async () => {
    await expectAnswered(ask(getIntrospectionQuery()));
  });

  it('is not told in circles', async () => {
    const circle =
      '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }';
    await expectRefused(ask(circle), /introspection/i);
    const long = `{ __schema { types { ${'ofType { '.repeat(15)} name ${'} '.repeat(15)} } } }`;
    await expectRefused(ask(long), 'levels');
  });

  it('is told to nobody in production, not even by a hint', async () => {
    await expectRefused(ask(getIntrospectionQuery(), strict), /introspection/i);
    await expectRefused(ask('{ __type(name: "Me") { name } }', strict), /introspection/i);
    const hinted = await ask('{ me { acto } }', strict);
    expect([hinted.status, hinted.text.includes('actor')]).toEqual([400, false]);
  });

  it('is not told by way of the subgraphs', async () => {
    await expectRefused(ask('{ _service { sdl } }'), /Cannot query field/);
    const entity = '{ _entities(representations: [{ __typename: "Me", actor: "root" }]) { __typename } }';
    await expectRefused(ask(entity), /Cannot query field/);
  });
});

describe('a request', () => {
  it('holds one operation: a batch is refused', async () => {
    await expectRefused(post([{ query: '{ me { actor } }' }, { query: '{ me { actor } }' }]), /batch/i);
    await expectRefused(post([{ query: '{ me { actor } }' }]), /batch/i);
  });

  const get = (query: string, more: Record<string, string> = {}): Promise<Reply> => {
    const { 'content-type': _, ...rest } = headers;
    const search = new URLSearchParams({ query });
    return send(`${stage.url}?${search.toString()}`, { headers: { ...rest, ...more } });
  };

  it('changes nothing by GET', async () => {
    await expectRefused(get('mutation { touch { actor } }', { 'apollo-require-preflight': '1' }), /GET|POST/);
    await expectAnswered(get('{ me { actor } }', { 'apollo-require-preflight': '1' }));
  });

  it('is none that a page of another origin could send without being asked', async () => {
    await expectRefused(get('{ me { actor } }'), /CSRF|cross-site/i);
    const { authorization = '' } = headers;
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const body = JSON.stringify({ query: 'mutation { touch { actor } }' });
      const request = { method: 'POST', headers: { authorization, 'content-type': type }, body };
      await expectRefused(send(stage.url, request), /./);
    }
  });

  it('is of bounded size', async () => {
    await expectRefused(post({ query: '{ me { actor } }', variables: { x: 'x'.repeat(300_000) } }), /large/i);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{}',
    '"query"',
    '{"query":1}',
    '{"query":"{"}',
    '{"query":"{ me { actor } }","variables":[]}',
  ])('that is none, %j, is refused without a stack', async (body) => {
    const before = stage.seen.length;
    const { status, text } = await post(body);
    expect([status >= 400 && status < 500, /node_modules|\bat \S+:\d+/.test(text)]).toEqual([true, false]);
    expect(stage.seen).toHaveLength(before);
  });
});
