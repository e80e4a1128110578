import { describe, expect, it } from '@jest/globals';
import type { ArticleVersion, TicketStatus } from '@relais/contracts';
import {
  classified,
  pastsTo,
  rowOf,
  sealedAs,
  tableOf,
  taken,
  terms,
  withCell,
  wrongCells,
} from '@relais/testkit';
import { assignment } from './assignment.decider.ts';
import { classification } from './classification.decider.ts';
import { diagnosis } from './diagnosis.decider.ts';
import { hold } from './hold.decider.ts';
import { resolution } from './resolution.decider.ts';

/** Typed by hand from the product's table of commands and states, never derived from the code. */
const expected = tableOf<TicketStatus>(`
                                 | unopened       | open            | on-hold         | resolved        | closed
  ClassifyTicket                 | ticket-unknown | ✓               | ✓               | ✓               | ticket-closed
  ClassifyTicket again           | ticket-unknown | []              | []              | []              | ticket-closed
  TakeTicket                     | ticket-unknown | ✓               | ✓               | ticket-resolved | ticket-closed
  TakeTicket again               | ticket-unknown | []              | []              | ticket-resolved | ticket-closed
  TakeTicket by another          | ticket-unknown | held-by-another | held-by-another | ticket-resolved | ticket-closed
  TakeTicket from level 2        | ticket-unknown | not-your-level  | not-your-level  | ticket-resolved | ticket-closed
  ReleaseTicket                  | ticket-unknown | ✓               | ✓               | ticket-resolved | ticket-closed
  ReleaseTicket by a supervisor  | ticket-unknown | ✓               | ✓               | ticket-resolved | ticket-closed
  ReleaseTicket by another       | ticket-unknown | not-the-holder  | not-the-holder  | ticket-resolved | ticket-closed
  ReleaseTicket held by nobody   | ticket-unknown | []              | []              | ticket-resolved | ticket-closed
  AssignTicket                   | ticket-unknown | ✓               | ✓               | ticket-resolved | ticket-closed
  AssignTicket to its holder     | ticket-unknown | []              | []              | ticket-resolved | ticket-closed
  AssignTicket to a stranger     | ticket-unknown | agent-unknown   | agent-unknown   | ticket-resolved | ticket-closed
  AnswerFilterQuestion           | ticket-unknown | ✓               | ✓               | ticket-resolved | ticket-closed
  RecordDiagnosis                | ticket-unknown | ✓               | ✓               | ticket-resolved | ticket-closed
  RecordDiagnosis by an article  | ticket-unknown | ✓               | ✓               | ticket-resolved | ticket-closed
  RecordDiagnosis by no such one | ticket-unknown | article-unknown | article-unknown | ticket-resolved | ticket-closed
  RecordDiagnosis by no version  | ticket-unknown | version-unknown | version-unknown | ticket-resolved | ticket-closed
  TryStep                        | ticket-unknown | ✓               | ✓               | ticket-resolved | ticket-closed
  TryStep of an article          | ticket-unknown | ✓               | ✓               | ticket-resolved | ticket-closed
  TryStep of no such article     | ticket-unknown | article-unknown | article-unknown | ticket-resolved | ticket-closed
  TryStep of no such version     | ticket-unknown | version-unknown | version-unknown | ticket-resolved | ticket-closed
  TryStep beyond the last one    | ticket-unknown | step-unknown    | step-unknown    | ticket-resolved | ticket-closed
  TryStep before the first one   | ticket-unknown | step-unknown    | step-unknown    | ticket-resolved | ticket-closed
  HoldTicket                     | ticket-unknown | ✓               | []              | ticket-resolved | ticket-closed
  HoldTicket for another         | ticket-unknown | ✓               | ✓               | ticket-resolved | ticket-closed
  ResumeTicket                   | ticket-unknown | ticket-open     | ✓               | ticket-resolved | ticket-closed
  ResolveTicket                  | ticket-unknown | ✓               | ✓               | ticket-resolved | ticket-closed
  CloseTicket                    | ticket-unknown | ticket-open     | ticket-on-hold  | ✓               | ticket-closed
`);

const version: ArticleVersion = {
  ...{ kind: 'known-failure', title: 'Old driver', symptoms: [], category: 'printing', products: [] },
  ...{ language: 'en', version: 1, steps: [{ technical: 'Install the new one.', plain: 'Renew it.' }] },
};

const nadia = {
  by: 'nadia',
  roles: ['agent'],
  level: 1,
  at: '2026-03-02T08:15:00.000Z',
  rules: { agentKnown: true, matrix: terms.matrix, published: [version] },
} as const;
const unread = { ...nadia, rules: { published: [] } } as const;
const omar = { ...nadia, by: 'omar' } as const;
const lea = { ...nadia, by: 'lea', roles: ['supervisor'], level: null } as const;

const { priority: _, ...said } = classified.data;
const classify = { type: 'ClassifyTicket', data: said } as const;
const take = { type: 'TakeTicket', data: {} } as const;
const release = { type: 'ReleaseTicket', data: {} } as const;
const assign = (agent: string) => ({ type: 'AssignTicket', data: { agent } }) as const;
const answer = {
  type: 'AnswerFilterQuestion',
  data: { question: 'lamp', answer: sealedAs('It blinks') },
} as const;
const record = { type: 'RecordDiagnosis', data: { words: sealedAs('The driver is old') } } as const;
const attempt = { type: 'TryStep', data: { step: sealedAs('Off and on'), outcome: 'worked' } } as const;
const known = (of: number) => ({
  ...record,
  data: { ...record.data, article: { article: 'a1', version: of } },
});
const pinned = (of: number, place = 1) => ({
  ...attempt,
  data: { ...attempt.data, article: { article: 'a1', version: of, place } },
});
const wait = (reason: 'requester' | 'vendor') => ({ type: 'HoldTicket', data: { for: reason } }) as const;
const resume = { type: 'ResumeTicket', data: {} } as const;
const resolve = {
  type: 'ResolveTicket',
  data: { code: 'solved', cause: 'software', remotely: true },
} as const;
const close = { type: 'CloseTicket', data: {} } as const;

const free = pastsTo();
const nadiaHasIt = pastsTo(taken);

const decided = {
  ClassifyTicket: rowOf(free, classification, nadia, classify),
  'ClassifyTicket again': rowOf(pastsTo(classified), classification, nadia, classify),
  TakeTicket: rowOf(free, assignment, nadia, take),
  'TakeTicket again': rowOf(nadiaHasIt, assignment, nadia, take),
  'TakeTicket by another': rowOf(nadiaHasIt, assignment, omar, take),
  'TakeTicket from level 2': rowOf(free, assignment, { ...nadia, level: 2 }, take),
  ReleaseTicket: rowOf(nadiaHasIt, assignment, nadia, release),
  'ReleaseTicket by a supervisor': rowOf(nadiaHasIt, assignment, lea, release),
  'ReleaseTicket by another': rowOf(nadiaHasIt, assignment, omar, release),
  'ReleaseTicket held by nobody': rowOf(free, assignment, nadia, release),
  AssignTicket: rowOf(nadiaHasIt, assignment, lea, assign('omar')),
  'AssignTicket to its holder': rowOf(nadiaHasIt, assignment, lea, assign('nadia')),
  'AssignTicket to a stranger': rowOf(
    free,
    assignment,
    { ...lea, rules: { agentKnown: false } },
    assign('eve'),
  ),
  AnswerFilterQuestion: rowOf(free, diagnosis, nadia, answer),
  RecordDiagnosis: rowOf(free, diagnosis, nadia, record),
  'RecordDiagnosis by an article': rowOf(free, diagnosis, nadia, known(1)),
  'RecordDiagnosis by no such one': rowOf(free, diagnosis, unread, known(1)),
  'RecordDiagnosis by no version': rowOf(free, diagnosis, nadia, known(2)),
  TryStep: rowOf(free, diagnosis, nadia, attempt),
  'TryStep of an article': rowOf(free, diagnosis, nadia, pinned(1)),
  'TryStep of no such article': rowOf(free, diagnosis, unread, pinned(1)),
  'TryStep of no such version': rowOf(free, diagnosis, nadia, pinned(2)),
  'TryStep beyond the last one': rowOf(free, diagnosis, nadia, pinned(1, 2)),
  'TryStep before the first one': rowOf(free, diagnosis, nadia, pinned(1, 0)),
  HoldTicket: rowOf(free, hold, nadia, wait('requester')),
  'HoldTicket for another': rowOf(free, hold, nadia, wait('vendor')),
  ResumeTicket: rowOf(free, hold, nadia, resume),
  ResolveTicket: rowOf(free, resolution, nadia, resolve),
  CloseTicket: rowOf(free, resolution, nadia, close),
};

describe('the table of triage’s commands to a ticket', () => {
  it('agrees with what is decided, in every cell', () =>
    expect(wrongCells(expected, decided)).toStrictEqual([]));

  it('has a row for every command', () => {
    const deciders = [classification, assignment, diagnosis, hold, resolution];
    const commands = deciders.flatMap(({ decide }) => Object.keys(decide));
    expect(commands.filter((command) => !(command in expected))).toStrictEqual([]);
  });

  it('is red as soon as one cell is wrong, and names it', () => {
    for (const [row, cells] of Object.entries(expected))
      for (const [state, cell] of Object.entries(cells) as [TicketStatus, string][]) {
        const planted = cell === '✓' ? 'ticket-closed' : '✓';
        expect(wrongCells(withCell(expected, row, state, planted), decided)).toStrictEqual([
          `${row} × ${state}: expected ${planted}, decided ${cell}`,
        ]);
      }
  });
});
