import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readMapping } from './flaw.ts';
import type { Told } from './conditions.ts';
import { rejectTexts, warningTexts } from './import-texts.ts';
import { mappedFacts } from './mapped-facts.ts';
import { planOf, type Plan } from './plan.ts';

const plain = {
  desk: 'another desk',
  time: { column: 'when', zone: 'Europe/Paris' },
  ticket: '{ticket}',
  agent: { id: '{who}' },
  client: { name: '{firm}' },
  opening: { kind: 'incident' },
  rules: [{ when: { column: 'what', is: 'take' }, facts: [{ type: 'TicketTaken' }] }],
};
const names = ['ticket', 'when', 'who', 'what', 'firm', 'grade', 'text', 'text'];

/** All that is wrong with a mapping, for a file with these columns. */
const flawsOf = (written: unknown, language: 'en' | 'fr' = 'en', columns = names): readonly string[] => {
  const read = readMapping(written, language);
  const found = 'length' in read ? read : planOf(read, columns, language);
  return 'watch' in found ? [] : found.map(({ path, text }) => `${path}: ${text}`);
};

const rule = (facts: readonly unknown[], when?: unknown) => ({
  ...plain,
  rules: [{ facts, ...(when !== undefined && { when }) }],
});

/** A mapping without flaws, ready for the columns. */
const planned = (written: unknown): Plan => {
  const read = readMapping(written, 'en');
  if ('length' in read) throw new Error(JSON.stringify(read));
  const plan = planOf(read, names, 'en');
  if ('watch' in plan) return plan;
  throw new Error(JSON.stringify(plan));
};

const cells = (more: { readonly [name: string]: string }): readonly string[] =>
  names.map((name) => more[name] ?? '');

/** What the facts of a rule say of a row. */
const said = (facts: readonly unknown[], row: { readonly [name: string]: string }) =>
  planned(rule(facts)).facts({ cells: cells(row), before: null });

describe('a mapping', () => {
  it('needs no more than it says', () => expect(flawsOf(plain)).toEqual([]));

  it('names what is wrong with it by its path, all at once', () =>
    expect(
      flawsOf({
        ...plain,
        ticket: undefined,
        agnt: 1,
        rules: [
          { when: { column: 'what', iss: 'take' }, facts: [{ type: 'TicketTaken', agnt: '{who}' }] },
          {
            facts: [
              {
                type: 'TicketClassified',
                kind: 'incidnt',
                category: 3,
                priority: { column: 'grade', map: { a: 7 } },
              },
            ],
          },
        ],
      }),
    ).toEqual([
      'ticket: Invalid input: expected string, received undefined',
      'rules[0].when: Unrecognized key: "iss"',
      'rules[0].facts[0]: Unrecognized key: "agnt"',
      expect.stringMatching(/^rules\[1\]\.facts\[0\]\.kind: .*"incident"/),
      'rules[1].facts[0].category: Invalid input: expected string, received number',
      expect.stringMatching(/^rules\[1\]\.facts\[0\]\.priority\.map\.a: .*1\|2\|3\|4\|5/),
      '.: Unrecognized key: "agnt"',
    ]));

  it('is told of in French, too', () => {
    expect(flawsOf({ ...plain, ticket: 3 }, 'fr')).toEqual([
      'ticket: Entrée invalide : chaîne de caractères attendu, nombre reçu',
    ]);
    expect(flawsOf({ ...plain, ticket: '{none}' }, 'fr')).toEqual([
      'ticket: Le fichier n’a pas de colonne « none ».',
    ]);
  });

  it('knows the facts that there are', () =>
    expect(flawsOf(rule([{ type: 'TicketTakn' }]))).toEqual([
      expect.stringMatching(/^rules\[0\]\.facts\[0\]\.type: .*'TicketTaken'/),
    ]));

  it('tells what a fact lacks', () =>
    expect(flawsOf(rule([{ type: 'MessageReceived', text: '{what}' }]))).toEqual([
      expect.stringMatching(/^rules\[0\]\.facts\[0\]\.channel: /),
    ]));

  it.each([
    ['UTC+25', 'time.zone: There is no time zone “UTC+25”.'],
    [undefined, 'time.zone: Times in this format name no zone: say which one they are in.'],
  ])('wants a zone that exists: %s', (zone, flaw) =>
    expect(flawsOf({ ...plain, time: { column: 'when', format: 'dd.MM.yyyy HH:mm', zone } })).toEqual([flaw]),
  );

  it('wants a format of times that can be read', () =>
    expect(
      flawsOf({ ...plain, time: { column: 'when', format: 'YYYY-MM-DD HH:mm', zone: 'Europe/Paris' } }),
    ).toEqual(['time.format: “YYYY-MM-DD HH:mm” is no format of times.']));
});

describe('a column', () => {
  it('that several share is told apart by its place', () => {
    expect(flawsOf(rule([{ type: 'NoteAdded', text: '{text}' }]))).toEqual([
      'rules[0].facts[0].text: Several columns are called “text”: say text#1, text#2.',
    ]);
    const row = [...cells({}).slice(0, 6), 'first', 'second'];
    const noted = (text: string) =>
      planned(rule([{ type: 'NoteAdded', text }])).facts({ cells: row, before: null });
    expect(noted('{text#2}')).toMatchObject([{ sealed: { text: 'second' } }]);
    expect(noted('{#7}')).toMatchObject([{ sealed: { text: 'first' } }]);
    expect(flawsOf(rule([{ type: 'NoteAdded', text: '{text#3} {#9}' }]))).toEqual([
      'rules[0].facts[0].text: The file has no column “text#3”.',
      'rules[0].facts[0].text: The file has no column “#9”.',
    ]);
  });

  it('has its own name first, whatever it holds', () =>
    expect(flawsOf({ ...plain, ticket: '{text#2}' }, 'en', [...names, 'text#2'])).toEqual([]));

  it('is named in whatever asks for it', () =>
    expect(
      flawsOf({
        ...plain,
        time: { ...plain.time, column: 'a' },
        ticket: '{b}',
        agent: { id: '{c}', level: { column: 'd', map: { x: 2 } } },
        client: { name: '{e}', queue: '{f}' },
        opening: { kind: 'incident', reference: '{g' },
        rules: [{ when: [{ column: 'h', is: 'x' }], facts: [] }],
      }).map((flaw) => flaw.replace(/: .*/, '')),
    ).toEqual([
      ...['time.column', 'ticket', 'agent.id', 'agent.level.column', 'client.name', 'client.queue'],
      ...['opening.reference', 'rules[0].when[0].column'],
    ]));
});

describe('a value', () => {
  it('is a text with columns, and nothing where they are empty', () => {
    const fact = { type: 'TicketResolved', code: 'solved', solution: 'by {{{who}}}: {what}' };
    expect(said([fact], { who: 'Nadia', what: 'wiped' })).toMatchObject([
      {
        data: { code: 'solved', cause: 'not-recorded', remotely: true },
        sealed: { solution: 'by {Nadia}: wiped' },
      },
    ]);
    expect(said([fact], {})).toMatchObject([{ sealed: {} }]);
  });

  it('is looked up, and rejected when nothing is found', () => {
    const priority = { column: 'grade', map: { high: 1, low: 5 } };
    const fact = { type: 'TicketClassified', kind: 'request', category: '{firm}', priority };
    expect(said([fact], { firm: 'Lumen', grade: 'low' })).toMatchObject([
      { data: { kind: 'request', category: 'Lumen', priority: 5 } },
    ]);
    expect(said([fact], { firm: 'Lumen', grade: 'huge' })).toEqual({
      bad: 'value-unknown',
      values: { field: 'rules[0].facts[0].priority', value: 'huge' },
    });
    const otherwise = { ...fact, priority: { ...priority, default: 3 } };
    expect(said([otherwise], { firm: 'Lumen', grade: 'huge' })).toMatchObject([{ data: { priority: 3 } }]);
  });

  it.each([
    [{ type: 'TicketHeld', for: '{what}' }, { what: 'godot' }, 'value-unfit'],
    [{ type: 'TicketHeld', for: '{what}' }, {}, 'value-missing'],
    [{ type: 'TicketHeld', for: 'client', until: '{what}' }, { what: 'soon' }, 'value-unfit'],
    [{ type: 'TicketResolved', code: 'solved', remotely: '{what}' }, { what: 'yes' }, 'value-unfit'],
    [
      { type: 'TicketClassified', kind: 'incident', category: 'x', priority: '{what}' },
      { what: '6' },
      'value-unfit',
    ],
    [{ type: 'FilterQuestionAnswered', question: '{what}', answer: 'x' }, { what: 'a\nb' }, 'value-unfit'],
    [{ type: 'NoteAdded', text: '{what}' }, { what: 'x'.repeat(20_001) }, 'value-unfit'],
    [{ type: 'TicketTaken', agent: '{what}' }, { what: '–' }, 'value-unfit'],
  ])('that does not fit is rejected: %j', (fact, row, code) =>
    expect(said([fact], row as { readonly [name: string]: string })).toMatchObject({ bad: code }),
  );

  it('is read as what its field holds', () =>
    expect(
      said(
        [
          { type: 'TicketHeld', for: 'visit', until: '{when}' },
          { type: 'TicketResolved', code: 'solved', remotely: '{who}' },
          { type: 'TicketAssigned', agent: 'Team {what}' },
          { type: 'TicketClassified', kind: 'incident', category: 'x', priority: '{grade}' },
        ],
        { when: '2013-05-02T08:15:00', who: 'false', what: 'Été 2', grade: '4' },
      ),
    ).toMatchObject([
      { data: { until: '2013-05-02T06:15:00.000Z' } },
      { data: { remotely: false } },
      { data: { agent: 'team-été-2' } },
      { data: { priority: 4 } },
    ]));
});

describe('a rule', () => {
  const holds = (when: unknown, told: Told): boolean => planned(rule([], when)).facts(told) !== null;
  const row = (what: string, before: string | null = null): Told => ({
    cells: cells({ what }),
    before: before === null ? null : [before],
  });

  it.each([
    [{ is: 'a' }, row('a'), true],
    [{ is: ['b', 'a'] }, row('a'), true],
    [{ is: 'b' }, row('a'), false],
    [{ not: 'a' }, row('a'), false],
    [{ not: ['b', ''] }, row('a'), true],
    [{ matches: 'ab*' }, row('abc'), true],
    [{ matches: '*b*c' }, row('abcc'), true],
    [{ matches: 'ab*ba' }, row('aba'), false],
    [{ matches: 'a' }, row('ab'), false],
    [{ changed: true }, row('a'), true],
    [{ changed: true }, row('a', 'a'), false],
    [{ changed: true }, row('a', 'b'), true],
    [{ from: 'b' }, row('a', 'b'), true],
    [{ from: ['c', 'd'] }, row('a', 'b'), false],
    [{ from: 'b' }, row('a'), false],
    [{ is: 'a', from: 'b' }, row('c', 'b'), false],
  ])('with %j is for %j: %s', (condition, told, expected) =>
    expect(holds({ column: 'what', ...condition }, told)).toBe(expected),
  );

  it('holds when all its conditions do', () => {
    const both = (who: string) => [
      { column: 'what', is: 'a' },
      { column: 'who', is: who },
    ];
    const told = { cells: cells({ what: 'a', who: 'b' }), before: null };
    expect([holds(both('b'), told), holds(both('c'), told)]).toEqual([true, false]);
  });

  it('without conditions is for every row, and each that matches says its part', () => {
    const plan = planned({
      ...plain,
      rules: [
        { when: { column: 'what', is: 'take' }, facts: [{ type: 'TicketTaken' }] },
        { facts: [{ type: 'NoteAdded', text: 'note' }] },
        { when: { column: 'what', is: 'other' } },
      ],
    });
    const typesOf = (what: string) => {
      const facts = plan.facts({ cells: cells({ what }), before: null });
      return facts && !('bad' in facts) ? facts.map(({ type }) => type) : facts;
    };
    expect(typesOf('take')).toEqual(['TicketTaken', 'NoteAdded']);
    expect(typesOf('other')).toEqual(['NoteAdded']);
    expect(planned(plain).facts({ cells: cells({ what: 'else' }), before: null })).toBeNull();
  });
});

describe('a time', () => {
  const read = (format: string, text: string, zone?: string): string | null =>
    planned({ ...plain, time: { column: 'when', format, ...(zone && { zone }) } }).time.at(text);

  it.each([
    ['iso', '2013-05-02T08:15:00+02:00', undefined, '2013-05-02T06:15:00.000Z'],
    ['iso', '2013-05-02T08:15:00.5Z', undefined, '2013-05-02T08:15:00.500Z'],
    ['iso', '20130502T081500-0130', undefined, '2013-05-02T09:45:00.000Z'],
    ['iso', '2013-05-02T08:15:00', 'Europe/Rome', '2013-05-02T06:15:00.000Z'],
    ['iso', '2013-12-02T08:15:00', 'Europe/Rome', '2013-12-02T07:15:00.000Z'],
    ['iso', '2013-05-02T08:15:00', undefined, null],
    ['iso', '2013-05-02', 'Europe/Rome', null],
    ['iso', '08:15', 'Europe/Rome', null],
    ['iso', '2013-02-30T08:15:00Z', undefined, null],
    ['yyyy/MM/dd HH:mm:ss.SSS', '2012/10/09 14:50:17.000', 'Europe/Rome', '2012-10-09T12:50:17.000Z'],
    ['yyyy/MM/dd HH:mm:ss.SSS', '2012/13/09 14:50:17.000', 'Europe/Rome', null],
    ['d.M.yyyy h:mm a', '9.1.2012 2:05 PM', 'America/New_York', '2012-01-09T19:05:00.000Z'],
    ['dd/MM/yyyy HH:mm ZZ', '09/10/2012 14:50 +05:30', undefined, '2012-10-09T09:20:00.000Z'],
    // The clock goes from 2 to 3: the hour between is not there. In autumn it is there twice.
    ['iso', '2012-03-25T01:59:59', 'Europe/Rome', '2012-03-25T00:59:59.000Z'],
    ['iso', '2012-03-25T03:00:00', 'Europe/Rome', '2012-03-25T01:00:00.000Z'],
    ['iso', '2012-03-25T02:30:00', 'Europe/Rome', '2012-03-25T01:30:00.000Z'],
    ['iso', '2012-10-28T01:59:59', 'Europe/Rome', '2012-10-27T23:59:59.000Z'],
    ['iso', '2012-10-28T02:30:00', 'Europe/Rome', '2012-10-28T01:30:00.000Z'],
    ['iso', '2012-10-28T03:00:00', 'Europe/Rome', '2012-10-28T02:00:00.000Z'],
  ] as const)('%s of %s in %s is %s', (format, text, zone, expected) =>
    expect(read(format, text, zone)).toBe(expected),
  );
});

describe('docs/import.md', () => {
  const guide = readFileSync(new URL('../../../../docs/import.md', import.meta.url), 'utf8');

  it('tells every fact with its fields', () => {
    for (const [type, fields] of Object.entries(mappedFacts)) {
      const row =
        guide.split('\n').find((line) => line.startsWith('| `') && line.includes(`\`${type}\``)) ?? '';
      expect([type, Object.keys(fields).filter((name) => !row.includes(name))]).toEqual([type, []]);
      expect(row).not.toBe('');
    }
  });

  it('tells why rows are rejected, and what is warned of', () => {
    const codes = [...Object.keys(rejectTexts), ...Object.keys(warningTexts), 'reference-taken'];
    expect(codes.filter((code) => !guide.includes(`\`${code}\``))).toEqual([]);
  });
});
