// Judges a data folder by its files alone: nothing of Relais is imported, the rules are written down once more.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** @typedef {{ readonly commandId: string, readonly ticketId: string, readonly revision: number }} Acknowledged */
/** @typedef {{ readonly position: number, readonly place: number, readonly stream: string, readonly revision: number, readonly id: string, readonly envelope: string }} Row */

/** RFC 8785 for what an envelope can hold: keys in the order of their UTF-16 units, numbers and texts as JavaScript writes them. */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${parts.join(',')}}`;
};

/** @param {{ readonly hash: string }} envelope */
export const hashOf = ({ hash: _, ...rest }) =>
  createHash('sha256')
    .update(`relais.event.v1\n${canonical(rest)}`)
    .digest('hex');

/** @param {string} folder @param {string} name @param {string} sql @returns {readonly any[]} */
const all = (folder, name, sql) => {
  const db = new DatabaseSync(join(folder, name));
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
};

/** What is wrong with each row by itself, and with the order of all. @param {readonly Row[]} rows */
const inRows = (rows) =>
  rows.flatMap((row, i) => {
    const event = JSON.parse(row.envelope);
    const named = event.stream === row.stream && event.revision === row.revision && event.id === row.id;
    return [
      ...(row.position === i + 1 && row.place === i + 1 ? [] : [`position ${row.position} follows ${i}`]),
      ...(named ? [] : [`the columns of ${row.position} name another event`]),
      ...(hashOf(event) === event.hash ? [] : [`hash of ${row.stream} ${row.revision}`]),
    ];
  });

/** What is wrong along each stream. @param {readonly any[]} events */
const inStreams = (events) => {
  const ends = new Map();
  return events.flatMap((event) => {
    const end = ends.get(event.stream) ?? { revision: -1, hash: '0'.repeat(64), recordedAt: '' };
    ends.set(event.stream, event);
    const where = `${event.stream} ${event.revision}`;
    return [
      ...(event.revision === end.revision + 1 ? [] : [`gap before ${where}`]),
      ...(event.prev === end.hash ? [] : [`chain before ${where}`]),
      ...(event.recordedAt >= end.recordedAt ? [] : [`time before ${where}`]),
    ];
  });
};

/** Each command has its effect once: on one stream, in one batch, each event once. @param {readonly any[]} events */
const inCommands = (events) => {
  const batches = new Map();
  for (const event of events) batches.set(event.commandId, [...(batches.get(event.commandId) ?? []), event]);
  return [...batches].flatMap(([commandId, batch]) => {
    const [first] = batch;
    const once = new Set(batch.map(({ type }) => type)).size === batch.length;
    const together = batch.every(
      ({ stream, revision }, i) => stream === first.stream && revision === first.revision + i,
    );
    return once && together ? [] : [`command ${commandId} more than once`];
  });
};

/** @param {readonly any[]} events @param {readonly Acknowledged[]} acknowledged */
const inAnswers = (events, acknowledged) => {
  const found = new Map(events.map((event) => [`${event.commandId} ${event.stream}`, event.revision]));
  return acknowledged
    .filter(
      ({ commandId, ticketId, revision }) => found.get(`${commandId} ticket-acme.${ticketId}`) !== revision,
    )
    .map(({ commandId }) => `answered, but not in the log: ${commandId}`);
};

/** The rows of the queue in use, by key. @param {string} folder */
const queueRows = (folder) => {
  if (!existsSync(join(folder, 'projections.db'))) return [];
  const [model] = all(folder, 'projections.db', `SELECT generation FROM models WHERE name = 'queue'`);
  if (!model) return [];
  const rows = all(folder, 'projections.db', `SELECT * FROM "queue_${model.generation}" ORDER BY key`);
  // Where a row lies says nothing of what it shows.
  return rows.map(({ id: _, key, revision, ...shown }) => ({ key, revision, row: JSON.stringify(shown) }));
};

/** @param {string} folder @param {readonly any[]} rows @param {readonly any[]} events */
const inQueue = (folder, rows, events) => {
  const ends = new Map(events.map((event) => [event.stream, event.revision]));
  return rows
    .filter(
      ({ key, revision }) =>
        revision > (ends.get(`ticket-acme.${key}`) ?? ends.get(`ticket-borealis.${key}`) ?? -1),
    )
    .map(({ key }) => `the queue shows more of ${key} than the log holds`);
};

/**
 * Which moments the kill hit. `decided`: a ticket's key or claim is there and its event is not. `written`: events whose command
 * was not answered. `answered`: commands that were answered and that the queue had not applied yet.
 */
const casesOf = (folder, events, acknowledged, wished) => {
  const streams = new Set(events.map(({ stream }) => stream));
  const keys = all(folder, 'keys.db', `SELECT id FROM keys WHERE id LIKE 'ticket-%'`);
  const holders = events.filter(({ type }) => type === 'ClaimMade').map(({ data }) => data.holder);
  const begun = new Set([
    ...keys.map(({ id }) => id),
    ...holders.filter((holder) => holder.startsWith('ticket-')),
  ]);
  const answered = new Set(acknowledged.map(({ commandId }) => commandId));
  const applied = existsSync(join(folder, 'projections.db'))
    ? Number(
        all(folder, 'projections.db', `SELECT position FROM checkpoints WHERE processor = 'queue'`)[0]
          ?.position ?? 0,
      )
    : 0;
  const positions = new Map(events.map(({ commandId }, i) => [commandId, i + 1]));
  return {
    decided: [...begun].filter((stream) => !streams.has(stream)).length,
    written: wished.filter((commandId) => positions.has(commandId) && !answered.has(commandId)).length,
    answered: acknowledged.filter(({ commandId }) => (positions.get(commandId) ?? 0) > applied).length,
    applied,
  };
};

/** @param {string} folder @param {{ readonly acknowledged: readonly Acknowledged[], readonly wished: readonly string[] }} said */
const judge = (folder, { acknowledged, wished }) => {
  const rows = all(folder, 'events.db', 'SELECT * FROM events ORDER BY position');
  const events = rows.map(({ envelope }) => JSON.parse(envelope));
  const queue = queueRows(folder);
  return {
    events: events.length,
    faults: [
      ...inRows(rows),
      ...inStreams(events),
      ...inCommands(events),
      ...inAnswers(events, acknowledged),
      ...inQueue(folder, queue, events),
    ],
    written: events.map(({ commandId }) => commandId),
    tickets: new Set(events.filter(({ stream }) => stream.startsWith('ticket-')).map(({ stream }) => stream))
      .size,
    cases: casesOf(folder, events, acknowledged, wished),
    queue,
  };
};

// Reading a log that was not closed would tidy it up: a copy is judged, the folder stays as the kill left it.
const [, , folder = '', file = ''] = process.argv;
const copy = mkdtempSync(join(tmpdir(), 'relais-verdict-'));
try {
  cpSync(folder, copy, { recursive: true });
  process.stdout.write(JSON.stringify(judge(copy, JSON.parse(readFileSync(file, 'utf8')))));
} finally {
  rmSync(copy, { recursive: true });
}
