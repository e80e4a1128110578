import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { describeOn, eventStoreDb, type EventStoreDbUnderTest } from '@relais/testkit';
import { services } from '../services.ts';
import { as, dataOf, post, type Ask } from '../testing/caller.ts';
import { clientOf, grant, known, wish, type Known } from '../testing/desk.ts';
import { emptyFolder, type Place } from '../testing/folder.ts';
import { endAll, startSplit, tryStartSplit, type Shipped } from '../testing/shipped.ts';
import { enginesOf } from '../testing/split-engines.ts';
import { serviceNames } from './settings.ts';

// Eight programs are started, on whatever else the machine is doing.
jest.setTimeout(120_000);

it('every service can be a process of its own', () => {
  expect([...serviceNames].sort()).toEqual(services.map(({ name }) => name).sort());
});

type Process = { readonly pid: number; readonly words: string };

const childrenOf = (pid: number): readonly Process[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter((child) => child !== '')
    .map((child) => {
      const words = readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0').join(' ');
      return { pid: Number(child), words };
    });

const settingOf = (pid: number, name: string): string =>
  readFileSync(`/proc/${pid}/environ`, 'utf8')
    .split('\0')
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? '';

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describeOn('kafka', 'many processes', (brokers) => {
  let server: EventStoreDbUnderTest;
  let place: Place;
  let relais: Shipped;
  let nadia: Ask;
  let remi: Known;
  beforeAll(async () => {
    server = await eventStoreDb();
    place = emptyFolder();
    const more = ['--replicas', 'intake=2'];
    relais = await startSplit(place.folder, enginesOf(server.url, brokers), more);
    nadia = await as(relais.url, 'nadia@acme');
    remi = await known(nadia, 'remi.lambert@lumen.example', await clientOf(relais.url, 'claire@acme'));
  });
  afterAll(async () => {
    endAll();
    place.remove();
    await server.close();
  });

  const processOf = (words: string): Process => {
    const found = childrenOf(relais.pid).find((child) => child.words.includes(`main.js ${words}`));
    if (!found) throw new Error(`there is no ${words}`);
    return found;
  };
  const open = () =>
    grant(
      nadia,
      wish('openTicket', {
        ...{ kind: 'INCIDENT', channel: 'PHONE', clientId: remi.client, requesterId: remi.person },
        ...{ subject: 'Plus rien ne sort', productId: remi.product },
      }),
    );

  it('say on stdout where they are, and meanwhile what they do', () => {
    expect(relais.told.out).toMatch(/^Relais is ready at http:\/\/127\.0\.0\.1:\d+\n$/);
    const doings = relais.told.err.split('\n').filter((line) => line.endsWith('…'));
    expect(doings[1]).toBe('Starting the services …');
    expect(doings).toContain('Registering the demo providers …');
  });

  it('share a key that is on no command line and in no log', () => {
    const key = settingOf(processOf('gateway').pid, 'RELAIS_CALLER_KEY');
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    for (const { words } of childrenOf(relais.pid)) expect(words).not.toContain(key);
    expect(relais.told.err + relais.told.out).not.toContain(key);
  });

  it('answer the gateway alone, but for their health and meters', async () => {
    const urls = settingOf(processOf('gateway').pid, 'RELAIS_SUBGRAPHS').split(',');
    expect(urls).toHaveLength(7);
    for (const [, url = ''] of urls.map((pair) => pair.split('='))) {
      const asked = await post(`${url}/graphql`, { query: '{ _service { sdl } }' });
      expect([asked.status, (await fetch(`${url}/processors`)).status]).toEqual([401, 401]);
      for (const path of ['/health/live', '/health/ready', '/metrics'])
        expect((await fetch(url + path)).status).toBe(200);
    }
  });

  it('fail no query while a replica that is asked ends by SIGTERM', async () => {
    const { id } = await open();
    const gone = processOf('service intake 2').pid;
    let ended = false;
    const failed: unknown[] = [];
    const calling = Array.from({ length: 8 }, async () => {
      while (!ended) {
        const { errors } = await nadia('query ($id: ID!) { ticket(id: $id) { subject { text } } }', { id });
        failed.push(...errors);
      }
    });
    await pause(300);
    process.kill(gone, 'SIGTERM');
    while (isThere(gone)) await pause(20);
    await pause(1_000);
    ended = true;
    await Promise.all(calling);
    expect(failed).toEqual([]);
    expect(relais.told.err).toContain('intake 2 ended (code 0)');
  });

  it('lack the part of one that was killed, say so, and have it again', async () => {
    const { id } = await open();
    const ask = () => nadia('query ($id: ID!) { ticket(id: $id) { status handOver { queue } } }', { id });
    process.kill(processOf('service escalation 1').pid, 'SIGKILL');
    const partial = await ask();
    expect(partial.data).toEqual({ ticket: { status: 'OPEN', handOver: null } });
    expect(partial.errors).toMatchObject([
      { extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'escalation' } },
    ]);
    const health = (await (await fetch(`${relais.url}/health/ready`)).json()) as {
      readonly subgraphs: readonly { readonly name: string; readonly isUp: boolean }[];
    };
    expect(health.subgraphs.filter(({ isUp }) => !isUp).map(({ name }) => name)).toEqual(['escalation']);
    let answer = partial;
    for (const late = Date.now() + 60_000; answer.errors.length > 0 && Date.now() < late;) {
      await pause(100);
      answer = await ask();
    }
    expect(dataOf(answer)).toEqual({ ticket: { status: 'OPEN', handOver: null } });
    expect(relais.told.err).toContain('escalation ended (SIGKILL) and is started again');
  });

  it('forget what one of them was asked to forget', async () => {
    const { id } = await open();
    await grant(nadia, wish('recordDiagnosis', { ticketId: id, words: 'Pilote désinstallé.' }));
    const source = 'query ($id: ID!) { ticket(id: $id) { diagnosis { words { text } } } }';
    const words = async () => JSON.stringify(dataOf(await nadia(source, { id })));
    expect(await words()).toContain('Pilote');
    const root = await as(relais.url, 'root@acme');
    const input = { input: wish('forgetPerson', { personId: remi.person }).input };
    dataOf(await root('mutation ($input: ForgetPersonInput!) { forgetPerson(input: $input) { ok } }', input));
    await pause(2_000);
    expect(await words()).not.toContain('Pilote');
  });

  it('make lists anew, each where it is', async () => {
    const rebuilt = await (await post(`${relais.url}/operator/rebuild`, {})).text();
    for (const name of ['queue', 'hand-overs', 'surveys', 'articles'])
      expect(rebuilt).toContain(`"projection":"${name}"`);
    expect(rebuilt).not.toContain('"failed"');
  });

  it('end with the one that started them, however that one ends', async () => {
    const all = childrenOf(relais.pid);
    expect(all.length).toBeGreaterThan(7);
    await relais.end('SIGKILL');
    for (const late = Date.now() + 10_000; all.some(({ pid }) => isThere(pid)) && Date.now() < late;)
      await pause(50);
    expect(all.filter(({ pid }) => isThere(pid))).toEqual([]);
  });
});

describe('what cannot start', () => {
  it('is told in one line: a broken setting, a program that there is not, a wrong engine', async () => {
    const broken = await tryStartSplit(['--replicas', 'desk=2'], { RELAIS_PORT: 'many' });
    expect(broken.err).toMatch(/RELAIS_PORT.*\n.*RELAIS_REPLICAS.*triage=2/);
    const unknown = await tryStartSplit(['desk']);
    expect([unknown.code, unknown.err.trim()]).toEqual([1, 'There is no desk to start. Try --help.']);
    const { folder, remove } = emptyFolder();
    const nowhere = enginesOf('esdb://127.0.0.1:9', '127.0.0.1:9');
    const lost = await tryStartSplit(['--port', '0', '--data', folder], nowhere);
    remove();
    expect(lost.code).toBe(1);
    expect(lost.err.trim().split('\n').at(-1)).toMatch(
      /cannot start: .*(RELAIS_EVENTSTOREDB_URL|Kafka|RELAIS_KAFKA)/,
    );
    expect(lost.err).not.toMatch(/\n\s+at /);
  });
});
