import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ndjson, openStage } from './stage.ts';

let stage: Awaited<ReturnType<typeof openStage>>;
beforeAll(async () => void (stage = await openStage()));
afterAll(() => stage.close());

const hash = 'ab'.repeat(32);
const head = { stream: 'ticket-acme.t1', revision: 4, hash };

const folder = mkdtempSync(join(tmpdir(), 'relais-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fileOf = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe('relais verify', () => {
  const result = { events: 1200, streams: 30, damage: [] };

  it('says how far it is on stderr and the verdict on stdout', async () => {
    stage.answering({ 'POST /operator/verify': ndjson({ progress: { events: 600, of: 1200 } }, { result }) });
    const { code, out, err } = await stage.relais(['verify']);
    expect({ code, out }).toEqual({
      code: 0,
      out: 'Intact: 1,200 events in 30 streams, every hash recomputed.\n',
    });
    expect(err).toMatch(/^600 of 1,200 events verified\n/);
  });

  it('names stream and revision of every damage and answers 1', async () => {
    const damage = [{ stream: 'ticket-acme.t1', revision: 4, what: 'hash-wrong' }];
    stage.answering({ 'POST /operator/verify': ndjson({ result: { ...result, damage } }) });
    expect(await stage.relais(['verify'])).toMatchObject({
      code: 1,
      out: 'ticket-acme.t1 revision 4: the event is not what was hashed (hash-wrong)\n',
      err: 'One damage found.\n',
    });
    const asJson = await stage.relais(['verify', '--json']);
    expect({ code: asJson.code, out: JSON.parse(asJson.out) }).toEqual({
      code: 1,
      out: { ...result, damage },
    });
  });

  it('compares with heads kept elsewhere, from a file or from stdin', async () => {
    stage.answering({ 'POST /operator/verify': ndjson({ result }) });
    const kept = `ticket-acme.t1 4 ${hash}\n`;
    const ran = await stage.relais(['verify', '--heads', fileOf('heads', kept)]);
    expect(JSON.parse(ran.asked[0]?.body ?? '')).toEqual({ heads: [head] });
    const piped = await stage.relais(['verify', '--heads', '-'], {}, kept);
    expect(JSON.parse(piped.asked[0]?.body ?? '')).toEqual({ heads: [head] });
  });

  it('takes no file that holds something else', async () => {
    const ran = await stage.relais([
      'verify',
      '--heads',
      fileOf('broken', `ticket-acme.t1 4 ${hash}\nticket-acme.t2 4\n`),
    ]);
    expect(ran).toMatchObject({ code: 2, out: '', asked: [], err: expect.stringMatching(/^Line 2 of /) });
    expect(await stage.relais(['verify', '--heads', join(folder, 'absent')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('ENOENT'),
    });
  });

  it('never takes an answer that broke off for an intact store', async () => {
    stage.answering({ 'POST /operator/verify': ndjson({ progress: { events: 600, of: 1200 } }) });
    expect(await stage.relais(['verify'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('broke off'),
    });
    stage.answering({
      'POST /operator/verify': (_, response) => void response.write('{"progress":', () => response.destroy()),
    });
    expect(await stage.relais(['verify'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('broke off'),
    });
  });
});

describe('relais heads', () => {
  it('prints what verify --heads reads', async () => {
    stage.answering({
      'GET /operator/heads': ndjson(head, { ...head, stream: 'person-acme.p1', revision: 0 }),
    });
    const { code, out } = await stage.relais(['heads']);
    expect({ code, out }).toEqual({ code: 0, out: `ticket-acme.t1 4 ${hash}\nperson-acme.p1 0 ${hash}\n` });
    stage.answering({ 'POST /operator/verify': ndjson({ result: { events: 1, streams: 1, damage: [] } }) });
    expect((await stage.relais(['verify', '--heads', fileOf('own', out)])).code).toBe(0);
  });
});
