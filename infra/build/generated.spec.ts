import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventsPage } from './events-page.mjs';
import { changedGolden } from './golden.mjs';
import { readersOf } from './readers.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'relais-generated-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

const git = (...words: readonly string[]) => {
  const who = ['-c', 'user.name=Nadia', '-c', 'user.email=nadia@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', ['-C', root, ...who, ...words], { stdio: 'pipe' });
};

const commit = () => {
  git('add', '.');
  git('commit', '-q', '--no-verify', '-m', 'Changed something');
};

// A machine with Node and npm alone runs the tests too: without git there is no history to be faithful to.
const withGit = spawnSync('git', ['--version']).status === 0 ? describe : describe.skip;

withGit('a golden file', () => {
  const [opened, closed] = [
    'libs/contracts/golden/TicketOpened@1.json',
    'libs/contracts/golden/TicketClosed@1.json',
  ];

  beforeEach(() => {
    git('init', '-q');
    put(opened, '{"schema":1}\n');
    put(closed, '{}\n');
    commit();
  });

  it('is well as it was first committed, and may get company', () => {
    put('libs/contracts/golden/TicketOpened@2.json', '{"schema":2}\n');
    commit();
    expect(changedGolden(root)).toEqual([]);
  });

  it('is named when it was edited, committed or not', () => {
    put(opened, '{"schema":7}\n');
    expect(changedGolden(root)).toEqual([opened]);
    commit();
    expect(changedGolden(root)).toEqual([opened]);
  });

  it('is named when it was deleted or renamed', () => {
    git('rm', '-q', closed);
    git('mv', opened, 'libs/contracts/golden/TicketBegun@1.json');
    commit();
    expect(changedGolden(root)?.toSorted()).toEqual([closed, opened]);
  });

  it('is well again once the edit is taken back', () => {
    put(opened, '{"schema":7}\n');
    commit();
    put(opened, '{"schema":1}\n');
    commit();
    expect(changedGolden(root)).toEqual([]);
  });

  it('cannot be judged without its history', () => {
    rmSync(join(root, '.git'), { recursive: true });
    expect(changedGolden(root)).toBeNull();
  });
});

const types = ['TicketOpened', 'TicketTaken', 'TicketClosed'];

describe('who reads an event', () => {
  it('is found in tables of functions and in comparisons', () => {
    put(
      'libs/contracts/src/ticket/ticket.ts',
      'const f = { evolve: { TicketOpened: (t) => t, TicketTaken(t) { return t; } } };',
    );
    put('services/triage/src/queue.projection.ts', 'const p = { TicketOpened: 1 };');
    put('services/intake/src/quiet.reaction.ts', "const is = (e) => e.type === 'TicketClosed';");
    expect([...readersOf(root, types)]).toEqual([
      ['TicketOpened', ['contracts: ticket (fold)', 'triage: queue (projection)']],
      ['TicketTaken', ['contracts: ticket (fold)']],
      ['TicketClosed', ['intake: quiet (reaction)']],
    ]);
  });

  it('is neither who appends it, nor a type, nor a spec, nor the catalogue', () => {
    const says = "type E = { TicketOpened: 1 }; const done = () => [{ type: 'TicketOpened', data: {} }];";
    put('services/triage/src/assignment.decider.ts', says);
    put('services/triage/src/assignment.decider.spec.ts', 'const f = { TicketOpened: 1 };');
    put('libs/contracts/src/catalogue.ts', 'const c = { TicketOpened: 1 };');
    expect(readersOf(root, types).get('TicketOpened')).toEqual([]);
  });
});

describe('the page of events', () => {
  const declared = { owner: 'intake', stream: 'ticket', schema: 2, audience: ['internal', 'client'] };
  const channel = { type: 'string', enum: ['phone', 'mail'] };
  const schema = {
    description: 'A contact became a ticket.',
    type: 'object',
    properties: {
      channel: { $ref: '#/definitions/Channel' },
      tags: { type: 'array', items: { type: 'string' }, description: 'Words | short.' },
    },
    required: ['channel'],
    definitions: { Channel: channel },
  };
  const page = (readers: string[]) =>
    eventsPage({ TicketOpened: declared }, { TicketOpened: schema }, new Map([['TicketOpened', readers]]));

  it('says what an event means, whose it is, who sees it and what it holds', () => {
    const text = page(['triage: queue (projection)']);
    expect(text).toContain('### TicketOpened\n\nA contact became a ticket.');
    expect(text).toContain(
      'Appended by **intake** to `ticket-<tenant>.<id>` · schema 2 · seen by the staff, client',
    );
    expect(text).toContain('| `channel` | [Channel](#channel) |  |');
    expect(text).toContain('| `tags` | list of string, optional | Words \\| short. |');
    expect(text).toContain('Read by triage: queue (projection).');
    expect(text).toContain('### Channel\n\n`phone`, `mail`.');
  });

  it('says so when nobody reads it', () => {
    expect(page([])).toContain('Read by nobody yet but history.');
  });
});
