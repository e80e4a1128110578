import { exampleCopy, type ExampleCopy } from '../copy/examples.ts';
import type { Language } from '../copy/language.ts';

/** Changes whenever the examples do, so that browsers which kept former tabs show the new ones. */
export const edition = '1';

const outcome = `ok
    refusal { code text }
    ticket { id number revision status holder }`;

type Example = {
  readonly why: Exclude<keyof ExampleCopy, 'said'>;
  readonly query: string;
  readonly variables: object;
};

const command = (name: string, why: Exclude<keyof ExampleCopy, 'said'>, input: object): Example => ({
  why,
  query: `mutation ${name}($input: ${name}Input!) {
  ${name[0]?.toLowerCase()}${name.slice(1)}(input: $input) {
    ${outcome}
  }
}`,
  variables: { input: { commandId: '{{uuid}}', ...input } },
});

const commands = (said: ExampleCopy['said']): readonly Example[] => [
  command('OpenTicket', 'open', {
    clientId: '{{client}}',
    kind: 'INCIDENT',
    channel: 'PHONE',
    subject: said.subject,
    description: said.description,
  }),
  command('TakeTicket', 'take', { ticketId: '{{ticket}}' }),
  command('RecordDiagnosis', 'diagnose', { ticketId: '{{ticket}}', words: said.diagnosis }),
  command('ResolveTicket', 'resolve', {
    ticketId: '{{ticket}}',
    code: 'SOLVED',
    cause: 'CONFIGURATION',
    remotely: true,
    solution: said.solution,
  }),
];

const past: readonly Example[] = [
  {
    why: 'replay',
    query: `query Replay($id: ID!, $asOf: AsOf) {
  ticket(id: $id, asOf: $asOf) {
    number
    asOf
    revision
    subject { text erased }
    status
    holder
    diagnosis { words { text } by at }
    resolution { code cause remotely }
  }
}`,
    variables: { id: '{{ticket}}', asOf: 'revision:1' },
  },
  {
    why: 'history',
    query: `query TicketHistory($id: ID!) {
  ticketHistory(ticketId: $id, first: 50) {
    events { revision type data by happenedAt recordedAt hash }
    next
  }
}`,
    variables: { id: '{{ticket}}' },
  },
  {
    why: 'verify',
    query: `query Verify($id: ID!) {
  verify(ticketId: $id) {
    intact
    events
    head
    damage { stream revision what }
  }
}`,
    variables: { id: '{{ticket}}' },
  },
];

const commented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `# ${line}\n`)
    .join('');

/** The walk of one ticket as tabs, to be run from left to right. */
export const examples = (language: Language) => {
  const copy = exampleCopy[language];
  return [...commands(copy.said), ...past].map(({ why, query, variables }) => ({
    query: `${commented(copy[why])}${query}\n`,
    variables: JSON.stringify(variables, undefined, 2),
  }));
};
