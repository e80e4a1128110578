import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, ndjson, openStage, shipped } from './stage.ts';

let stage: Awaited<ReturnType<typeof openStage>>;
beforeAll(async () => void (stage = await openStage()));
afterAll(() => stage.close());

const accounts = [
  {
    name: 'nadia',
    tenant: 'acme',
    tenantName: 'Acme Assistance',
    roles: ['agent'],
    level: 1,
    client: null,
    clientName: null,
  },
  {
    name: 'lena',
    tenant: 'acme',
    tenantName: 'Acme Assistance',
    roles: ['agent'],
    level: 2,
    client: null,
    clientName: null,
  },
  {
    name: 'claire',
    tenant: 'acme',
    tenantName: 'Acme Assistance',
    roles: ['client'],
    level: null,
    client: 'lumen',
    clientName: 'Lumen',
  },
  {
    name: 'root',
    tenant: 'borealis',
    tenantName: 'Borealis Support',
    roles: ['admin'],
    level: null,
    client: null,
    clientName: null,
  },
];

const hash = 'ab'.repeat(32);
const head = { stream: 'ticket-acme.t1', revision: 4, hash };

describe('relais accounts', () => {
  it('prints NAME@TENANT ROLE CLIENT, one a line, and nothing else', async () => {
    stage.answering({ 'GET /demo/accounts': json(200, accounts) });
    const { code, out, err } = await stage.relais(['accounts']);
    expect(out).toBe(
      'nadia@acme agent-1 -\nlena@acme agent-2 -\nclaire@acme client lumen\nroot@borealis admin -\n',
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('says that a production server has none', async () => {
    stage.answering({});
    const { code, out, err } = await stage.relais(['accounts']);
    expect({ code, out, err }).toEqual({
      code: 1,
      out: '',
      err: 'The demo accounts do not exist on this server.\n',
    });
  });
});

describe('relais token', () => {
  it('prints the token alone', async () => {
    stage.answering({
      'GET /demo/accounts': json(200, accounts),
      'POST /demo/token': json(200, { token: 'ey.x.y' }),
    });
    const ran = await stage.relais(['token', 'nadia@acme']);
    expect(ran).toMatchObject({ code: 0, out: 'ey.x.y\n', err: '' });
    expect(ran.asked.at(-1)?.body).toBe('{"account":"nadia@acme"}');
  });

  it('tells an unknown account from a server without accounts', async () => {
    stage.answering({ 'GET /demo/accounts': json(200, accounts) });
    expect((await stage.relais(['token', 'nobody@acme'])).err).toContain('no demo account nobody@acme');
    stage.answering({});
    expect(await stage.relais(['token', 'nadia@acme'])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('do not exist'),
    });
  });
});

describe('relais forget', () => {
  it('says who was forgotten, and when it was so already', async () => {
    stage.answering({
      'POST /operator/forget': json(200, { tenant: 'acme', person: 'p1', forgotten: true }),
    });
    const ran = await stage.relais(['forget', 'remi@lumen.example', '--tenant', 'acme']);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('Forgotten: person p1 of acme.') });
    expect(ran.asked[0]?.body).toBe('{"person":"remi@lumen.example","tenant":"acme"}');
    stage.answering({
      'POST /operator/forget': json(200, { tenant: 'acme', person: 'p1', forgotten: false }),
    });
    expect(await stage.relais(['forget', 'p1'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('before'),
    });
  });

  it('answers 1 when nobody matches', async () => {
    stage.answering({
      'POST /operator/forget': json(404, {
        error: { code: 'person-unknown', text: 'There is no such person.' },
      }),
    });
    expect(await stage.relais(['forget', 'p9'])).toMatchObject({
      code: 1,
      out: '',
      err: 'There is no such person.\n',
    });
  });
});

describe('every command', () => {
  const commands = ['accounts', 'token', 'replay', 'verify', 'heads', 'forget'];

  it.each(commands)('%s explains itself with an example', async (name) => {
    const { code, out } = await stage.relais([name, '--help']);
    expect({
      code,
      example: out.includes(`Example:\n  relais ${name}`),
      url: out.includes('--url <URL>'),
    }).toEqual({
      code: 0,
      example: true,
      url: true,
    });
  });

  it('lists them all', async () => {
    const { code, out } = await stage.relais(['--help']);
    expect(code).toBe(0);
    for (const name of commands) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it('carries the token of RELAIS_TOKEN, and says when one is needed', async () => {
    stage.answering({
      'GET /operator/heads': (ask, response) =>
        (ask.authorization === 'Bearer t0' ? ndjson(head) : json(401, {}))(ask, response),
    });
    expect(await stage.relais(['heads'], { RELAIS_TOKEN: 't0' })).toMatchObject({
      code: 0,
      out: `ticket-acme.t1 4 ${hash}\n`,
    });
    expect(await stage.relais(['heads'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('RELAIS_TOKEN'),
    });
  });

  it('says that a server elsewhere wants a token or a local caller', async () => {
    stage.answering({
      'GET /demo/accounts': json(403, { error: { code: 'not-local', text: 'Only from this machine.' } }),
    });
    expect(await stage.relais(['accounts'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('its own machine'),
    });
  });

  it('finds the server by --url before RELAIS_URL before RELAIS_PORT', async () => {
    stage.answering({ 'GET /operator/heads': ndjson(head) });
    expect(
      (await stage.relais(['heads', '--url', `${stage.url}/`], { RELAIS_URL: 'http://127.0.0.1:9' })).code,
    ).toBe(0);
    expect(
      (await stage.relais(['heads'], { RELAIS_URL: '', RELAIS_PORT: new URL(stage.url).port })).code,
    ).toBe(0);
  });

  it('says in one line how to start a server that is not there', async () => {
    const { code, out, err } = await stage.relais(['heads', '--url', 'http://127.0.0.1:9']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /^No Relais answers at http:\/\/127\.0\.0\.1:9 \(.+\)\. Start it with `npm start`.*\n$/,
    );
  });

  it.each([
    [['replay'], 'TICKET is missing.'],
    [['heads', '--nope'], 'There is no option --nope.'],
    [['nothing'], 'There is no command nothing.'],
    [['heads', 'more'], 'There are more words than this command takes.'],
    [['heads', '--url', 'nowhere'], '"nowhere" is no URL'],
  ])('refuses %j in one line', async (line, reason) => {
    const { code, out, err } = await stage.relais(line);
    expect({ code, out, lines: err.split('\n').length, starts: err.startsWith(reason) }).toEqual({
      code: 2,
      out: '',
      lines: 2,
      starts: true,
    });
  });

  it('shows the way when it is called without a command', async () => {
    expect(await stage.relais([])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('Usage: relais'),
    });
  });

  it('says what is missing on a clone without packages', async () => {
    const clone = mkdtempSync(join(tmpdir(), 'relais-clone-'));
    cpSync(dirname(shipped), join(clone, 'infra', 'cli'), { recursive: true });
    const ran = await stage.relais(['heads'], { ENTRY: join(clone, 'infra', 'cli', 'relais.mjs') });
    rmSync(clone, { recursive: true });
    expect(ran).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^relais is not installed yet: run `npm install`.*\n$/),
    });
  });
});
