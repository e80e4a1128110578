import { connect } from 'node:net';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { as, dataOf } from './testing/caller.ts';
import { clientOf, outcomeOf, send, wish } from './testing/desk.ts';
import { emptyFolder, type Place } from './testing/folder.ts';
import { endAll, start, tryStart, type Ended, type Shipped } from './testing/shipped.ts';

// Whole programs are started, on whatever else the machine is doing.
jest.setTimeout(60_000);

/** What was said besides the progress, whose lines end with an ellipsis. */
const complaints = ({ err }: Ended): readonly string[] =>
  err.split('\n').filter((line) => line !== '' && !line.endsWith('…'));

/** It ended by itself, not as if all were well, and said nothing on stdout, which is for the one line. */
const expectRefused = (ended: Ended, ...lines: readonly RegExp[]): void => {
  expect(ended.code).toBe(1);
  expect(ended.out).toBe('');
  expect(complaints(ended)).toEqual(lines.map((line) => expect.stringMatching(line)));
};

afterAll(endAll);

describe('a Relais that runs', () => {
  let place: Place;
  let relais: Shipped;

  beforeAll(async () => {
    place = emptyFolder();
    relais = await start(place.folder);
  });

  afterAll(async () => {
    await relais.end();
    place.remove();
  });

  it('says on stdout where it is, and nothing else', () => {
    expect(relais.told.out).toMatch(/^Relais is ready at http:\/\/127\.0\.0\.1:\d+\n$/);
  });

  it('said meanwhile, elsewhere, what it did', () => {
    const told = relais.told.err.trimEnd().split('\n');
    expect(told.length).toBeGreaterThan(1);
    for (const line of told) expect(line).toMatch(/^[A-Z].* …$/);
  });

  it.each(['/health/live', '/health/ready', '/metrics', '/', '/graphiql'])('answers at %s', async (path) => {
    expect((await fetch(relais.url + path)).status).toBe(200);
  });

  it('gives GraphiQL nothing to fetch from elsewhere', async () => {
    for (const path of ['/', '/graphiql']) {
      const page = await (await fetch(relais.url + path)).text();
      expect(page.match(/(?:src|href)="(?:https?:)?\/\/[^"]*"/g)).toBeNull();
    }
  });

  it('keeps its data folder: a second start on it says who runs already', async () => {
    const second = await tryStart(['--port', '0', '--data', place.folder]);
    expectRefused(second, new RegExp(`runs already.*${place.folder}.* by process ${relais.pid}\\b`));
    expect((await fetch(`${relais.url}/health/ready`)).status).toBe(200);
  });

  it('keeps its port: another start on it names it', async () => {
    const { folder, remove } = emptyFolder();
    const { port } = new URL(relais.url);
    expectRefused(await tryStart(['--port', port, '--data', folder]), new RegExp(`\\b${port}\\b.*taken`));
    remove();
  });
});

describe('a start', () => {
  let place: Place;
  beforeAll(() => {
    place = emptyFolder();
  });
  afterAll(() => place.remove());

  it('names a folder that cannot be written', async () => {
    const file = join(place.folder, 'file');
    writeFileSync(file, '');
    const below = join(file, 'data');
    expectRefused(
      await tryStart(['--port', '0', '--data', below]),
      new RegExp(`${below}.*cannot be written`),
    );
  });

  it('names a file of its own that is none', async () => {
    const { folder, remove } = emptyFolder();
    const named = { 'events.db': folder, 'keys.db': 'keys.db', 'projections.db': 'projections.db' };
    for (const [name, told] of Object.entries(named)) {
      writeFileSync(join(folder, name), 'this is no database'.repeat(100));
      const ended = await tryStart(['--port', '0', '--data', folder]);
      expectRefused(ended, new RegExp(`${told}.*not a database`));
      rmSync(join(folder, name));
    }
    remove();
  });

  it('names every broken setting at once', async () => {
    const broken = { RELAIS_PORT: 'many', RELAIS_PROFILE: 'rehearsal', RELAIS_MASTER_KEY: 'short' };
    expectRefused(
      await tryStart([], broken),
      ...[/RELAIS_PROFILE.*demo/, /RELAIS_PORT.*number/, /RELAIS_MASTER_KEY.*base64/],
    );
    expectRefused(await tryStart(['--port', '65536']), /RELAIS_PORT/);
    expectRefused(await tryStart(['--prot', '4000']), /--prot.*--help/);
    expectRefused(await tryStart(['somewhere']), /somewhere.*--help/);
  });

  it('takes its port and folder from the environment, and lets the command line win', async () => {
    const { folder, remove } = emptyFolder();
    const environment = { RELAIS_PORT: '1', RELAIS_DATA: join(folder, 'file') };
    const relais = await start(folder, environment);
    expect(relais.url).not.toBe('http://127.0.0.1:1');
    expect((await relais.end()).code).toBe(0);
    remove();
  });

  it('tells what it can be told', async () => {
    const { code, out, err } = await tryStart(['--help']);
    expect([code, err]).toEqual([0, '']);
    for (const word of ['--port', '--data', 'RELAIS_PROFILE', 'RELAIS_MASTER_KEY'])
      expect(out).toContain(word);
  });
});

describe('a stop', () => {
  let place: Place;
  beforeAll(() => {
    place = emptyFolder();
  });
  afterAll(() => place.remove());
  afterEach(endAll);

  /** More wishes at once than can be granted before the signal. */
  const burst = 120;

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s comes within 5 s, in order, and loses nothing that was answered',
    async (signal) => {
      const relais = await start(place.folder);
      const ask = await as(relais.url, 'nadia@acme');
      const clientId = await clientOf(relais.url, 'claire@acme');
      const wishes = Array.from({ length: burst }, (_, i) =>
        wish('openTicket', { kind: 'QUESTION', channel: 'CHAT', subject: `Question ${i}`, clientId }),
      );
      let first: () => void;
      const begun = new Promise<void>((resolve) => (first = resolve));
      const answering = wishes.map(async (wanted) => {
        const answer = await send(ask, wanted).catch(() => null);
        first();
        return answer;
      });
      await begun;
      const { code, ms, out } = await relais.end(signal);
      expect([code, out.split('\n')]).toEqual([0, [expect.stringContaining('ready'), '']]);
      expect(ms).toBeLessThan(5_000);
      const answers = await Promise.all(answering);

      const again = await start(place.folder);
      const askAgain = await as(again.url, 'nadia@acme');
      const kept = answers.flatMap((answer) =>
        answer?.status === 200 && answer.errors.length === 0 ? [outcomeOf(answer)] : [],
      );
      expect(kept.length).toBeGreaterThan(0);
      for (const { ticket } of kept) {
        const source = 'query ($id: ID!) { ticket(id: $id) { id number revision status } }';
        expect(dataOf(await askAgain(source, { id: ticket?.id }))['ticket']).toEqual(ticket);
      }
      expect((await again.end()).code).toBe(0);
    },
  );

  it('is not held up by a caller that keeps its connection and says nothing', async () => {
    const relais = await start(place.folder);
    const { port } = new URL(relais.url);
    const idle = connect(Number(port), '127.0.0.1');
    const half = connect(Number(port), '127.0.0.1');
    for (const socket of [idle, half]) socket.on('error', () => undefined);
    half.write('POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{');
    await fetch(`${relais.url}/health/live`);
    const { code, ms } = await relais.end('SIGINT');
    expect(code).toBe(0);
    expect(ms).toBeLessThan(5_000);
    idle.destroy();
    half.destroy();
  });
});
