import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { emptyFolder, type Place } from './testing/folder.ts';
import { hashOf } from './testing/hash.ts';
import { shippedMapping } from './testing/importing.ts';
import { endAll, relais, start, type Ended, type Shipped } from './testing/shipped.ts';
import { statusLog } from './testing/status-log.ts';

// Whole programs are started, on whatever else the machine is doing.
jest.setTimeout(300_000);

const log = statusLog(1_500);
const mapping = fileURLToPath(new URL('../../seed/status-log.mapping.json', import.meta.url));
const bare = { RELAIS_DEMO_TICKETS: '0' };

let place: Place;
let file: string;

const importing = (url: string, more: readonly string[] = []): Promise<Ended> =>
  relais(['import', file, '--mapping', mapping, '--tenant', 'acme', '--url', url, ...more]);

type Ready = { readonly processors: readonly { readonly name: string; readonly position: number }[] };

/** Settles when the lists have seen so many events. */
const reached = async ({ url }: Shipped, position: number): Promise<void> => {
  for (let seen = 0; seen < position; await pause(5)) {
    const { processors } = (await (await fetch(`${url}/health/ready`)).json()) as Ready;
    seen = processors.find(({ name }) => name === 'queue')?.position ?? 0;
  }
};

type Stored = {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly happenedAt: string;
  readonly source?: { readonly line: number };
  readonly data: { readonly [field: string]: unknown };
};

/** What the log of a folder holds, without the seals: they are others each time. */
const storedIn = (folder: string): readonly Stored[] => {
  const db = new DatabaseSync(join(folder, 'events.db'), { readOnly: true });
  const rows = db.prepare('SELECT envelope FROM events ORDER BY stream, revision').all();
  db.close();
  const unsealed = (name: string, value: unknown): unknown => (name === 'box' || name === 'kid' ? '' : value);
  return rows.map((row) => JSON.parse(String(row['envelope']), unsealed) as Stored);
};

/** What came of the import, but for the people: their ids are blind indexes under the keys of each folder. */
const imported = (all: readonly Stored[]): readonly object[] =>
  all
    .filter(({ source, type }) => source && type !== 'PersonRegistered')
    .map(({ stream, revision, type, happenedAt, source, data }) => ({
      ...{ stream, revision, type, happenedAt, source },
      data: { ...data, requester: null },
    }));

const of = (all: readonly Stored[], wanted: string): readonly Stored[] =>
  all.filter(({ type }) => type === wanted);

describe('an import that is killed', () => {
  let straight: string;
  let broken: string;
  let ends: readonly Ended[];
  let last: Ended;
  let second: Ended;

  beforeAll(async () => {
    place = emptyFolder();
    file = join(place.folder, 'log.csv.gz');
    writeFileSync(file, gzipSync(log.content));
    straight = join(place.folder, 'straight');
    broken = join(place.folder, 'broken');
    mkdirSync(broken);

    const whole = await start(straight, bare);
    expect((await importing(whole.url)).code).toBe(1);
    await whole.end();

    const killed: Ended[] = [];
    for (const position of [300, 4_000]) {
      const server = await start(broken, bare);
      const run = importing(server.url);
      await reached(server, position);
      await server.end('SIGKILL');
      killed.push(await run);
    }
    ends = killed;
    const server = await start(broken, bare);
    last = await importing(server.url, ['--allow-rejects']);
    second = await importing(server.url, ['--allow-rejects']);
    await server.end();
  });

  afterAll(() => {
    endAll();
    place.remove();
  });

  it('says that it broke off', () => {
    expect(ends.map(({ code }) => code)).toEqual([2, 2]);
    for (const { err } of ends) expect(err).toMatch(/broke off|No Relais answers/);
  });

  it('goes on when it is run again, and says what was there before', () => {
    expect(last.code).toBe(0);
    const [, written, before] = /^([\d,]+) events written, ([\d,]+) there before\.$/m.exec(last.out) ?? [];
    expect(Number(written?.replace(',', ''))).toBeGreaterThan(0);
    expect(Number(before?.replace(',', ''))).toBeGreaterThan(1_000);
    expect(last.out).toContain('1,500 tickets');
  });

  it('ends as if nothing had happened: the same events, the same numbers, no doubles', () => {
    const [one, other] = [storedIn(broken), storedIn(straight)];
    expect(imported(one)).toEqual(imported(other));
    expect(of(one, 'NumbersReserved').map(({ data }) => data)).toEqual(
      of(other, 'NumbersReserved').map(({ data }) => data),
    );
    for (const type of ['TicketOpened', 'ClaimMade', 'PersonRegistered'])
      expect([type, of(one, type).length]).toEqual([type, of(other, type).length]);
    const numbers = of(one, 'TicketOpened').map(({ data }) => data['number']);
    expect(new Set(numbers).size).toBe(log.tickets);
  });

  it('writes nothing more once it is done', () => expect(second.out).toMatch(/^0 events written, /m));

  it('leaves a log that verifies', async () => {
    const server = await start(broken, bare);
    const { code, out } = await relais(['verify', '--url', server.url]);
    expect([code, out]).toEqual([0, expect.stringContaining('Intact')]);
    await server.end();
  });

  it('leaves accounts of its agents, which a new start still knows', async () => {
    const server = await start(broken, bare);
    const { out } = await relais(['accounts', '--url', server.url]);
    expect(out).toMatch(/^léna@acme agent-2 -$/m);
    expect((await relais(['token', 'zoé@acme', '--url', server.url])).out).toMatch(
      /^[\w-]+\.[\w-]+\.[\w-]+$/m,
    );
    await server.end();
  });

  it('leaves the server to others when it is the caller who goes away', async () => {
    const folder = join(place.folder, 'alone');
    const server = await start(folder, bare);
    const heading = {
      tenant: 'acme',
      hash: hashOf(log.content),
      mapping: shippedMapping('status-log.mapping.json'),
    };
    const asking = request(`${server.url}/operator/import`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.relais.import' },
    });
    const answering = new Promise((resolve) =>
      asking.on('response', (response) => response.once('data', resolve)),
    );
    asking.on('error', () => undefined);
    asking.write(`${JSON.stringify(heading)}\n`);
    asking.write(log.content.subarray(0, 150_000));
    await answering;
    asking.destroy();
    expect((await importing(server.url, ['--allow-rejects'])).code).toBe(0);
    const { code, err } = await server.end();
    expect([code, err.match(/unhandled|Error/g)]).toEqual([0, null]);
  });
});
