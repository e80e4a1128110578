import { afterEach, describe, expect, it } from '@jest/globals';
import { endOf, session } from './session.ts';

const tokenUntil = (seconds: number, mark = ''): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'EdDSA' })}.${part({ sub: 'nadia', exp: seconds, mark })}.s`;
};

const now = () => Math.floor(Date.now() / 1_000);
const given: string[] = [];
const realFetch = globalThis.fetch;

/** The other side: an issuer that gives these tokens in turn, then refuses. */
const issuing = (...tokens: readonly string[]) => {
  given.length = 0;
  globalThis.fetch = async (_, request) => {
    given.push(typeof request?.body === 'string' ? request.body : '');
    const token = tokens[given.length - 1];
    return token ? Response.json({ token }) : new Response('', { status: 500 });
  };
};
afterEach(() => void (globalThis.fetch = realFetch));

describe('who the page speaks as', () => {
  it('asks for one token and uses it until shortly before its end', async () => {
    issuing(tokenUntil(now() + 600), tokenUntil(now() + 900));
    const speaker = session();
    speaker.speakAs('nadia@acme');
    const first = await speaker.headers();
    expect(await speaker.headers()).toEqual(first);
    expect(given).toEqual(['{"account":"nadia@acme"}']);
  });

  it('renews a token that is about to end', async () => {
    issuing(tokenUntil(now() + 5, 'old'), tokenUntil(now() + 600, 'new'));
    const speaker = session();
    speaker.speakAs('nadia@acme');
    const first = await speaker.headers();
    expect(await speaker.headers()).not.toEqual(first);
    expect(given.length).toBe(2);
  });

  it('takes no former account’s token along', async () => {
    issuing(tokenUntil(now() + 600, 'nadia'), tokenUntil(now() + 600, 'ada'));
    const speaker = session();
    speaker.speakAs('nadia@acme');
    const nadia = await speaker.headers();
    speaker.speakAs('ada@acme');
    expect(await speaker.headers()).not.toEqual(nadia);
    expect(given[1]).toBe('{"account":"ada@acme"}');
  });

  it('asks again after a refusal', async () => {
    issuing();
    const speaker = session();
    speaker.speakAs('nadia@acme');
    await expect(speaker.headers()).rejects.toThrow('500');
    issuing(tokenUntil(now() + 600));
    expect(Object.keys(await speaker.headers())).toEqual(['authorization']);
  });

  it('says nothing without an account', async () => {
    expect(await session().headers()).toEqual({});
  });
});

describe('the end of a token', () => {
  it('is read from its claims; an unreadable token has ended', () => {
    expect(endOf(tokenUntil(1_700_000_000))).toBe(1_700_000_000_000);
    expect([endOf('opaque'), endOf('a.b.c'), endOf('')]).toEqual([0, 0, 0]);
  });
});
