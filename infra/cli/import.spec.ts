import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, ndjson, openStage } from './stage.ts';

const content = 'ticket,what\nA,take\n';
const hash = createHash('sha256').update(content).digest('hex');
const mapping = { desk: 'a desk' };
const result = {
  ...{ rows: 21_348, events: 26_958, alreadyThere: 3, tickets: 4_580, clients: 397, products: 21 },
  ...{ warnings: 1, rejects: 0, agents: [{ id: 'value-1', level: 1 }], accounts: 'made' },
};

let stage: Awaited<ReturnType<typeof openStage>>;
let folder: string;
const path = (name: string): string => join(folder, name);

beforeAll(async () => {
  stage = await openStage();
  folder = mkdtempSync(join(tmpdir(), 'relais-import-'));
  writeFileSync(path('log.csv'), content);
  writeFileSync(path('log.csv.gz'), gzipSync(content));
  writeFileSync(path('torn.csv.gz'), gzipSync(content.repeat(9_000)).subarray(0, 200));
  writeFileSync(path('mapping.json'), JSON.stringify(mapping));
  writeFileSync(path('torn.json'), '{"desk":');
});
afterAll(() => {
  stage.close();
  rmSync(folder, { recursive: true });
});

const answers = (...lines: readonly object[]) =>
  stage.answering({ 'POST /operator/import': ndjson(...lines) });
const run = (file: string, more: readonly string[] = [], environment: Record<string, string> = {}) =>
  stage.relais(
    ['import', path(file), '--mapping', path('mapping.json'), '--tenant', 'acme', ...more],
    environment,
  );

describe('relais import', () => {
  it('sends a line of what is meant, then the content without its compression', async () => {
    answers({ result });
    for (const file of ['log.csv', 'log.csv.gz']) {
      const { asked, code } = await run(file);
      expect(code).toBe(0);
      const [line = '', ...rest] = asked[0]?.body.split('\n') ?? [];
      expect(JSON.parse(line)).toEqual({ tenant: 'acme', hash, mapping });
      expect(rest.join('\n')).toBe(content);
    }
  });

  it('tells its way on stderr, its remarks and what it came to on stdout', async () => {
    answers(
      { progress: { rows: 1, events: 1, bytes: 10 } },
      { warning: { line: 7, to: 7, code: 'w', text: 'It changed.' } },
      { progress: { rows: 2, events: 2, bytes: content.length } },
      { catchingUp: { position: 1, of: 4 } },
      { result },
    );
    const { out, err } = await run('log.csv');
    expect(out.replace(/in [\d.]+ s/, 'in a while')).toBe(
      [
        'line 7: warning: It changed.',
        '21,348 rows in a while.',
        '26,958 events written, 3 there before.',
        '4,580 tickets, 397 clients, 21 products, 1 agent.',
        '1 warning, 0 rows rejected.',
        'Accounts of the agents: value-1@acme',
        '',
      ].join('\n'),
    );
    expect(err).toMatch(
      /^53% · 1 rows · [\d,]+ rows\/s · \d+ s left\n100% · 2 rows .*\nEverything is written; the lists have 25% of it …\n$/,
    );
  });

  it('speaks French', async () => {
    answers(
      { reject: { line: 7, to: null, code: 'r', text: 'Illisible.' } },
      { result: { ...result, rejects: 1, accounts: 'to-be-made' } },
    );
    const { out, code } = await run('log.csv', [], { LANG: 'fr_FR.UTF-8' });
    expect(code).toBe(1);
    expect(out).toContain('de la ligne 7 à la fin : rejet : Illisible.\n');
    expect(out).toContain('Comptes à créer pour les agents : value-1@acme\n');
  });

  it('ends with 1 when rows were rejected, unless that is allowed', async () => {
    answers({ reject: { line: 7, to: 9, code: 'r', text: 'No.' } }, { result: { ...result, rejects: 1 } });
    const { out, code } = await run('log.csv');
    expect([code, out.split('\n')[0]]).toEqual([1, 'lines 7–9: rejected: No.']);
    expect((await run('log.csv', ['--allow-rejects'])).code).toBe(0);
  });

  it('names each flaw of a mapping by its path', async () => {
    const flaws = [
      { path: 'ticket', text: 'is no text' },
      { path: 'rules[0]', text: 'is none' },
    ];
    const said = 'The mapping cannot be used:\n  ticket: is no text\n  rules[0]: is none\n';
    stage.answering({
      'POST /operator/import': json(400, { error: { code: 'mapping-flawed', text: 'x', flaws } }),
    });
    expect(await run('log.csv')).toMatchObject({ code: 2, out: '', err: said });
    answers({ flaws });
    expect(await run('log.csv')).toMatchObject({ code: 2, out: '', err: said });
  });

  it.each([
    [{ failed: { code: 'busy', text: 'Others write.' } }, 'The import broke off: Others write. Run again'],
    [{ otherFile: { hash } }, 'changed while it was sent'],
    [{ progress: { rows: 1, events: 1, bytes: 1 } }, 'broke off before its end'],
  ])('ends with 2 when there is no result: %j', async (line, said) => {
    answers(line);
    const { code, err } = await run('log.csv');
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
  });

  it('wants a mapping, a provider and files that can be read', async () => {
    const bare = await stage.relais(['import', path('log.csv')]);
    expect([bare.code, bare.err]).toEqual([2, '--mapping is missing. See `relais --help`.\n']);
    const nobody = await stage.relais(['import', path('log.csv'), '--mapping', path('mapping.json')]);
    expect([nobody.code, nobody.err]).toEqual([2, '--tenant is missing. See `relais --help`.\n']);
    const torn = await stage.relais([
      'import',
      path('log.csv'),
      '--mapping',
      path('torn.json'),
      '--tenant',
      'acme',
    ]);
    expect([torn.code, torn.err]).toEqual([2, expect.stringContaining('torn.json is no JSON')]);
    for (const file of ['none.csv', 'torn.csv.gz'])
      expect(await run(file)).toMatchObject({
        code: 2,
        err: expect.stringContaining(`${file} cannot be read`),
        asked: [],
      });
  });

  it('says when nobody answers', async () =>
    expect(await run('log.csv', ['--url', 'http://127.0.0.1:1'])).toMatchObject({
      ...{ code: 2, err: expect.stringContaining('No Relais answers at http://127.0.0.1:1 (ECONNREFUSED)') },
    }));

  it('explains itself with an example', async () => {
    const { out, code } = await stage.relais(['import', '--help']);
    expect([code, out]).toEqual([0, expect.stringContaining('relais import helpdesk.csv.gz --mapping')]);
  });
});
