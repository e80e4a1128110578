import { createHash } from 'node:crypto';
import type { Envelope, TicketEvent } from '@relais/contracts';
import { readMapping } from '../import/flaw.ts';
import { importLog, type Imported, type ImportTold, type Remark } from '../import/import-log.ts';
import type { ImportPorts } from '../import/makers.ts';

/** What a log of verbs means. */
export const written = {
  desk: 'another desk',
  time: { column: 'when', zone: 'Europe/Paris' },
  ticket: '{ticket}',
  agent: { id: '{who}', level: { column: 'who', map: { Lena: 2 }, default: 1 } },
  client: { name: '{firm}', queue: 'level 1' },
  product: { name: '{product}', vendor: 'maker' },
  requester: { name: '{caller}', language: 'fr' },
  opening: { reference: '{ticket}', kind: 'incident', subject: '{text}' },
  rules: [
    { when: { column: 'what', is: 'open' }, facts: [{ type: 'TicketOpened' }] },
    { when: { column: 'what', is: 'take' }, facts: [{ type: 'TicketTaken' }] },
    { when: { column: 'what', is: 'note' }, facts: [{ type: 'NoteAdded', text: '{text}' }] },
    { when: { column: 'what', is: 'wait' }, facts: [{ type: 'TicketHeld', for: 'requester' }] },
    { when: { column: 'what', is: 'bug' }, facts: [{ type: 'DefectRaised' }] },
    { when: { column: 'what', is: 'fix' }, facts: [{ type: 'DefectFixed' }] },
    { when: { column: 'what', is: 'plan' }, facts: [{ type: 'VisitScheduled' }] },
    { when: { column: 'what', is: 'visit' }, facts: [{ type: 'VisitDone', outcome: 'solved' }] },
    {
      when: { column: 'what', is: 'solve' },
      facts: [{ type: 'TicketResolved', code: { column: 'text', map: { no: 'declined', yes: 'solved' } } }],
    },
    { when: { column: 'what', is: 'close' }, facts: [{ type: 'TicketClosed' }] },
    { when: { column: 'what', is: 'read' } },
  ],
};

export const header = 'ticket,when,who,what,firm,product,caller,text';

type Row = { readonly [column: string]: string };

/** A row of the log: what it says, a minute after the one before. */
export const rows = (...said: readonly Row[]): string =>
  said
    .map((row, n) => ({
      ticket: 'A',
      when: `2010-01-13T08:${String(n).padStart(2, '0')}:00`,
      who: 'Nadia',
      firm: 'Lumen',
      ...row,
    }))
    .map((row: Row) =>
      header
        .split(',')
        .map((name) => row[name] ?? '')
        .join(','),
    )
    .join('\n');

export const hashOf = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

/** What an import told. */
export type Run = {
  readonly result: Imported | null;
  readonly warnings: readonly Remark[];
  readonly rejects: readonly Remark[];
  readonly last: ImportTold | null;
};

/** A log: its header, and a row for each that is said. */
export const log = (...said: readonly Row[]): string => `${header}\n${rows(...said)}\n`;

type Content = string | Uint8Array;
type Asked = readonly [content: Content, mapping?: object, language?: 'en' | 'fr'];

/** An import into acme, told as it goes; the content comes in pieces. */
export const telling = (ports: ImportPorts, ...[content, mapping = written, language = 'en']: Asked) => {
  const read = readMapping(mapping, 'en');
  if ('length' in read) throw new Error(JSON.stringify(read));
  const wish = { tenant: 'acme', mapping: read, batch: hashOf(content), actor: 'operator', language };
  async function* bytes() {
    for (let at = 0; at < content.length; at += 4_000) yield Buffer.from(content).subarray(at, at + 4_000);
  }
  return importLog(ports, wish, bytes());
};

/** An import into acme to its end. */
export const run = async (ports: ImportPorts, ...asked: Asked): Promise<Run> => {
  const told: ImportTold[] = [];
  for await (const one of telling(ports, ...asked)) told.push(one);
  const last = told.at(-1) ?? null;
  return {
    last,
    result: last && 'result' in last ? last.result : null,
    warnings: told.flatMap((one) => ('warning' in one ? [one.warning] : [])),
    rejects: told.flatMap((one) => ('reject' in one ? [one.reject] : [])),
  };
};

/** All that the store holds. */
export const events = async ({ store }: ImportPorts): Promise<readonly Envelope[]> =>
  (await store.readAll(0, 10_000)).map(({ event }) => event);

type History = readonly Envelope<TicketEvent>[];

/** The tickets, in the order in which the log begins them: they are written many at once. */
export const tickets = async (ports: ImportPorts): Promise<readonly History[]> => {
  const all = (await events(ports)).filter(({ stream }) => stream.startsWith('ticket-'));
  const streams = Map.groupBy(all as Envelope<TicketEvent>[], ({ stream }) => stream);
  const lineOf = ([first]: History): number => first?.source?.line ?? 0;
  return [...streams.values()]
    .map((history) => history.toSorted((a, b) => a.revision - b.revision))
    .toSorted((a, b) => lineOf(a) - lineOf(b));
};

/** `7 TicketTaken` is from line 7; a star marks what was inferred. */
export const typesOf = (history: readonly Envelope[] = []): readonly string[] =>
  history.map(({ type, source }) => `${source?.line}${source?.inferred ? '*' : ''} ${type}`);
