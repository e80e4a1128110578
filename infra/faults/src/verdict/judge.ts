import { createHash } from 'node:crypto';
import type { Entry, Wish } from '../ledger.ts';
import type { Stored } from './log.ts';
import type { Rows } from './rows.ts';

/** What is known of a drill when it is over. */
export type Evidence = {
  /** The whole log, in its order. */
  readonly events: readonly Stored[];
  /** The ids of the events that were there before the first command was sent. */
  readonly before: ReadonlySet<string>;
  readonly entries: readonly Entry[];
  /** Commands that were answered, sent once more; what they answered then. */
  readonly again: readonly Entry[];
  /** What the lists held, and what they hold once they are made anew. */
  readonly live: Rows;
  readonly rebuilt: Rows;
};

export const questions = [
  'acknowledged is in the log',
  'nothing invented',
  'each command at most once',
  'streams gapless',
  'live rows = rebuilt rows',
  'no cross-tenant row',
] as const;
export type Question = (typeof questions)[number];

/** The answer to one question: of how many things it speaks, and what is wrong; nothing may be. */
export type Line = { readonly question: Question; readonly of: number; readonly faults: readonly string[] };

/** RFC 8785 for what an envelope can hold: keys in the order of their UTF-16 units, numbers and texts as JavaScript writes them. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`);
  return `{${parts.join(',')}}`;
};

/** The hash that an event must carry, by the rules of the envelope. */
export const hashOf = ({ hash: _, ...rest }: Stored): string =>
  createHash('sha256')
    .update(`relais.event.v1\n${canonical(rest)}`)
    .digest('hex');

const streamOf = (tenant: string, ticketId: string): string => `ticket-${tenant}.${ticketId}`;

const lost = ({ events, entries }: Evidence): Line => {
  const ends = new Map(events.map(({ commandId, stream, revision }) => [`${commandId} ${stream}`, revision]));
  const acknowledged = entries.flatMap(({ wish, answer }) =>
    answer.kind === 'acknowledged' ? [{ wish, answer }] : [],
  );
  const faults = acknowledged
    .filter(({ wish, answer }) => {
      const at = `${wish.commandId} ${streamOf(wish.tenant, answer.ticketId)}`;
      return ends.get(at) !== answer.revision;
    })
    .map(
      ({ wish, answer }) =>
        `${wish.commandId} was answered with revision ${answer.revision} of ${answer.ticketId}`,
    );
  return { question: 'acknowledged is in the log', of: acknowledged.length, faults };
};

const types = {
  openTicket: 'TicketOpened',
  addNote: 'NoteAdded',
  receiveMessage: 'MessageReceived',
} as const;

/** Whether a wish asked for just this. */
const isAsked = ({ stream, type, by }: Stored, { account, tenant, ticketId, field }: Wish): boolean => {
  const place = streamOf(tenant, ticketId ?? '');
  const isThere = ticketId === null ? stream.startsWith(place) : stream === place;
  return isThere && type === types[field] && by === account.split('@')[0];
};

/** Why nobody can have asked for an event; null when somebody has. */
const inventionOf = (event: Stored, wishes: ReadonlyMap<string, Entry>, ids: ReadonlySet<string>) => {
  if (event.type === 'NumbersReserved' && event.stream === `numbers-${event.tenant}.ticket`) return null;
  if (event.causation !== undefined)
    return ids.has(event.causation) ? null : 'answers an event that is not there';
  const entry = wishes.get(event.commandId);
  if (!entry) return 'nobody asked for it';
  if (entry.answer.kind === 'refused') return 'its command was refused';
  return isAsked(event, entry.wish) ? null : 'its command asked for something else';
};

const invented = ({ events, before, entries }: Evidence): Line => {
  const wishes = new Map(entries.map((entry) => [entry.wish.commandId, entry]));
  const ids = new Set(events.map(({ id }) => id));
  const since = events.filter(({ id }) => !before.has(id));
  const faults = since.flatMap((event) => {
    const why = inventionOf(event, wishes, ids);
    return why === null ? [] : [`${event.type} ${event.revision} of ${event.stream}: ${why}`];
  });
  return { question: 'nothing invented', of: since.length, faults };
};

const isOneBatch = (batch: readonly Stored[]): boolean =>
  new Set(batch.map(({ type }) => type)).size === batch.length &&
  batch.every(
    ({ stream, revision }, place) => stream === batch[0]?.stream && revision === batch[0].revision + place,
  );

const repeated = ({ events, entries, again }: Evidence): Line => {
  const batches = Map.groupBy(events, ({ commandId }) => commandId);
  const twice = [...batches]
    .filter(([, batch]) => !isOneBatch(batch))
    .map(([commandId]) => `${commandId} has written twice`);
  const first = new Map(entries.map(({ wish, answer }) => [wish.commandId, answer]));
  const other = again
    .filter(({ wish, answer }) => canonical(first.get(wish.commandId)) !== canonical(answer))
    .map(({ wish, answer }) => `${wish.commandId}, sent again, was answered ${canonical(answer)}`);
  return { question: 'each command at most once', of: batches.size, faults: [...twice, ...other] };
};

const start = { hash: '0'.repeat(64), recordedAt: '' };

/** What is wrong with an event at its place of a stream, behind another one. */
const wrongAt = (
  event: Stored,
  place: number,
  previous: Pick<Stored, 'hash' | 'recordedAt'>,
): readonly string[] => {
  const where = `${event.stream} ${event.revision}`;
  return [
    ...(event.revision === place ? [] : [`${where} stands at ${place}`]),
    ...(event.prev === previous.hash ? [] : [`${where} is not chained to what is before it`]),
    ...(event.hash === hashOf(event) ? [] : [`${where} has another hash`]),
    ...(event.recordedAt >= previous.recordedAt ? [] : [`${where} was recorded before what is before it`]),
  ];
};

const gaps = ({ events }: Evidence): Line => {
  const streams = Map.groupBy(events, ({ stream }) => stream);
  const faults = [...streams.values()].flatMap((stream) =>
    stream.flatMap((event, place) => wrongAt(event, place, stream[place - 1] ?? start)),
  );
  return { question: 'streams gapless', of: streams.size, faults };
};

const differing = ({ live, rebuilt }: Evidence): Line => {
  const count = ({ text }: Rows[number], counts: Map<string, number>): number => counts.get(text) ?? 0;
  const countsOf = (rows: Rows): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(row.text, count(row, counts) + 1);
    return counts;
  };
  const [before, after] = [countsOf(live), countsOf(rebuilt)];
  const gone = live.filter((row) => count(row, after) < count(row, before));
  const come = rebuilt.filter((row) => count(row, before) < count(row, after));
  const faults = [
    ...gone.map(({ text }) => `only live: ${text.slice(0, 160)}`),
    ...come.map(({ text }) => `only rebuilt: ${text.slice(0, 160)}`),
  ];
  return { question: 'live rows = rebuilt rows', of: live.length, faults };
};

const kinds = { articles: 'article', surveys: 'survey', improvements: 'improvement' } as const;

/** Rows of what they do not name are rows of tickets. */
const kindOf = (model: string): string => (kinds as { readonly [model: string]: string })[model] ?? 'ticket';

const crossing = ({ events, entries, live, rebuilt }: Evidence): Line => {
  const streams = new Set(events.map(({ stream }) => stream));
  const wrong = events
    .filter(({ stream, tenant }) => stream.slice(stream.indexOf('-') + 1, stream.lastIndexOf('.')) !== tenant)
    .map(({ stream, tenant, revision }) => `${stream} ${revision} is ${tenant}’s`);
  const granted = entries
    .filter(({ wish, answer }) => wish.foreign && answer.kind === 'acknowledged')
    .map(({ wish }) => `${wish.commandId} of ${wish.tenant} was granted on another tenant’s ticket`);
  const rows = [...live, ...rebuilt].filter(({ key }) => key !== null);
  const strange = rows
    .filter(({ model, key, tenant }) => !streams.has(`${kindOf(model)}-${tenant}.${key}`))
    .map(({ model, key, tenant }) => `${model} shows ${tenant} ${key}, which is not its`);
  return {
    question: 'no cross-tenant row',
    of: events.length + rows.length,
    faults: [...wrong, ...granted, ...strange],
  };
};

/** Decides the six questions; imports nothing of what it judges. */
export const judge = (evidence: Evidence): readonly Line[] =>
  [lost, invented, repeated, gaps, differing, crossing].map((question) => question(evidence));
