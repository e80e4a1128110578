import {
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashOf, noHash, streamOf, type Envelope, type StreamName } from '@relais/contracts';
import type { Damage, Head, Verified } from '../damage.ts';
import { noStream } from '../event-store.ts';
import { openEventStore } from '../open.ts';
import { stamp } from '../stamp.ts';
import { audit } from './audit.ts';
import { verifyLog } from './long-reads.ts';

const one = streamOf('ticket', 'acme', 'one');
const other = streamOf('ticket', 'acme', 'other');

const eventsOf = (stream: StreamName): readonly Envelope[] =>
  stamp(
    'intake',
    { revision: noStream, hash: noHash, recordedAt: '' },
    Array.from({ length: 8 }, (_, n) => ({
      type: 'NoteAdded',
      data: { text: `${stream} says ${n}`, tab: '\t' },
    })),
    { stream, commandId: 'c', caller: { actor: 'nadia' }, correlation: 'x', now: '2026-03-02T08:15:00.000Z' },
  );

describe('damage in the log', () => {
  let folder: string;
  let sound: string;
  let damaged: string;
  let heads: readonly Head[];

  /** Two streams of eight events, in turns: `one` at the odd positions, `other` at the even ones. */
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'relais-damage-'));
    const store = await openEventStore({ adapter: 'sqlite', folder });
    const [ones, others] = [eventsOf(one), eventsOf(other)];
    for (let n = 0; n < 8; n += 1) {
      await store.append(one, n - 1, ones.slice(n, n + 1));
      await store.append(other, n - 1, others.slice(n, n + 1));
    }
    heads = await store.heads();
    await store.close();
    sound = join(folder, 'events.db');
    damaged = join(folder, 'damaged.db');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const verify = (kept: readonly Head[] = []): readonly Damage[] => {
    const db = new DatabaseSync(damaged, { readOnly: true });
    const told = [...audit(db, kept)];
    db.close();
    expect(told.at(-1)?.kind).toBe('end');
    return told.flatMap((one) => (one.kind === 'damage' ? [one.damage] : []));
  };

  /** What is found after somebody has worked on a copy of the log with SQL. */
  const after = (sql: string, kept?: readonly Head[]): readonly Damage[] => {
    copyFileSync(sound, damaged);
    const db = new DatabaseSync(damaged);
    db.enableDefensive(false);
    db.exec(sql);
    db.close();
    return verify(kept);
  };

  /** What is found after one byte of a copy has been changed. */
  const flipped = (offset: number, mask = 1): readonly Damage[] => {
    copyFileSync(sound, damaged);
    const file = openSync(damaged, 'r+');
    const byte = Buffer.alloc(1);
    readSync(file, byte, 0, 1, offset);
    writeSync(file, Buffer.from([(byte[0] ?? 0) ^ mask]), 0, 1, offset);
    closeSync(file);
    return verify();
  };

  const named = (damages: readonly Damage[]) =>
    damages.map(({ what, stream, revision }) => [what, stream, revision]);
  const swap = (columns: string, a: number, b: number): string => `
    CREATE TEMP TABLE pair AS SELECT * FROM events WHERE position IN (${a}, ${b});
    DROP INDEX by_stream;
    UPDATE events SET (${columns}) = (SELECT ${columns} FROM pair WHERE pair.position = ${a} + ${b} - events.position)
      WHERE position IN (${a}, ${b});
    CREATE UNIQUE INDEX by_stream ON events (stream, revision);`;

  it('finds none in a sound log', () => {
    expect(after('')).toEqual([]);
    expect(after('', heads)).toEqual([]);
  });

  it('names the event that a flipped byte belongs to, wherever it lies, and no other', () => {
    const text = JSON.stringify(eventsOf(one)[3]);
    const start = readFileSync(sound).indexOf(text);
    expect(start).toBeGreaterThan(0);
    const bytes = Buffer.byteLength(text);
    const places = Array.from({ length: 20 }, (_, n) => start + Math.floor((n * (bytes - 1)) / 19));
    for (const [n, place] of places.entries()) {
      const found = flipped(place, n % 2 === 0 ? 1 : 0x80);
      expect(found).toMatchObject([{ stream: one, revision: 3 }]);
      expect(['unreadable', 'hash-wrong']).toContain(found[0]?.what);
    }
  });

  it('names an event whose text says the same in other bytes', () => {
    const found = after(
      `UPDATE events SET envelope = replace(envelope, '\\t', '\\u0009') WHERE position = 7`,
    );
    expect(named(found)).toEqual([['hash-wrong', one, 3]]);
  });

  it('names an event that is no JSON any more', () => {
    const found = after(`UPDATE events SET envelope = substr(envelope, 2) WHERE position = 7`);
    expect(named(found)).toEqual([['unreadable', one, 3]]);
  });

  it.each([
    [`stream = 'ticket-acme.onf'`, 'column-wrong'],
    ['revision = 35', 'column-wrong'],
    [`id = 'x' || id`, 'column-wrong'],
    ['place = 23', 'swapped'],
    ['position = 23', 'swapped'],
  ])('names the event of a column that was changed: %s', (change, what) => {
    expect(named(after(`UPDATE events SET ${change} WHERE position = 7`))).toEqual([[what, one, 3]]);
  });

  it('names an event that was deleted', () => {
    const found = after('DELETE FROM events WHERE position = 7');
    expect(found).toEqual([{ what: 'hole', stream: one, revision: 3, position: 7 }]);
  });

  it('names the first events of a stream when they were deleted', () => {
    expect(named(after('DELETE FROM events WHERE position IN (1, 3)'))).toEqual([
      ['hole', one, 0],
      ['hole', one, 1],
    ]);
  });

  it('finds the last event of a stream missing, and names it by its kept head', () => {
    const cut = 'DELETE FROM events WHERE position = 15';
    expect(after(cut)).toEqual([{ what: 'hole', stream: null, revision: null, position: 15 }]);
    expect(named(after(cut, heads))).toContainEqual(['cut', one, 7]);
  });

  it('finds the end of the log missing by the kept heads', () => {
    const found = after('DELETE FROM events WHERE position > 12', heads);
    expect(named(found)).toEqual([
      ['cut', one, 7],
      ['cut', other, 7],
    ]);
  });

  it('names both of two events whose texts were swapped, in one stream or in two', () => {
    for (const partner of [9, 12]) {
      const found = after(swap('envelope', 7, partner));
      const second = partner === 9 ? ['swapped', one, 4] : ['swapped', other, 5];
      expect(named(found)).toHaveLength(2);
      expect(named(found)).toEqual(expect.arrayContaining([['swapped', one, 3], second]));
    }
  });

  it('names both of two events that were moved to each other’s position', () => {
    for (const partner of [9, 10, 12]) {
      const found = after(swap('stream, revision, id, envelope, place', 7, partner));
      const second = partner === 9 ? ['swapped', one, 4] : ['swapped', other, partner / 2 - 1];
      expect(named(found)).toHaveLength(2);
      expect(named(found)).toEqual(expect.arrayContaining([['swapped', one, 3], second]));
    }
  });

  it('names an event in the wrong order even when the row agrees with its new place', () => {
    const found = after(swap('stream, revision, id, envelope', 7, 9));
    expect(named(found)).toEqual([['swapped', one, 3]]);
  });

  it('finds a stream that was rewritten and chained anew by its kept head', () => {
    copyFileSync(sound, damaged);
    const db = new DatabaseSync(damaged);
    const [kept] = heads.filter(({ stream }) => stream === one);
    let prev = noHash;
    for (const event of eventsOf(one)) {
      const data = event.revision === 2 ? { text: 'something else' } : event.data;
      const forged = { ...event, data, prev, hash: '' };
      prev = hashOf(forged);
      const text = JSON.stringify({ ...forged, hash: prev });
      db.prepare('UPDATE events SET envelope = ? WHERE stream = ? AND revision = ?').run(
        text,
        one,
        event.revision,
      );
    }
    db.close();
    expect(kept?.hash).not.toBe(prev);
    expect(verify()).toEqual([]);
    expect(named(verify(heads))).toEqual([['head-wrong', one, 7]]);
  });

  it('finds a stream that was rewritten up to some event by the one that follows', () => {
    copyFileSync(sound, damaged);
    const db = new DatabaseSync(damaged);
    const event = { ...(eventsOf(one)[3] as Envelope), data: { text: 'something else' } };
    const text = JSON.stringify({ ...event, hash: hashOf(event) });
    db.prepare('UPDATE events SET envelope = ? WHERE position = 7').run(text);
    db.close();
    expect(named(verify())).toEqual([['prev-wrong', one, 4]]);
  });

  it('finds an event that the index does not lead to', () => {
    const found = after(`
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = sql || ' WHERE position <> 7' WHERE name = 'by_stream';
      PRAGMA writable_schema = RESET;
      REINDEX by_stream;
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = replace(sql, ' WHERE position <> 7', '') WHERE name = 'by_stream';
      PRAGMA writable_schema = RESET;`);
    expect(named(found)).toContainEqual(['index-wrong', one, 3]);
  });

  it('names the events of a page that cannot be read any more, and goes on behind it', () => {
    const page = Math.floor(readFileSync(sound).indexOf(JSON.stringify(eventsOf(one)[3])) / 4096);
    const found = flipped(page * 4096, 0xff);
    expect(named(found)).toContainEqual(['unreadable', one, 3]);
    expect(found.length).toBeLessThan(16);
  });

  it('names all events by the index when the table cannot be read at all', () => {
    copyFileSync(sound, damaged);
    const db = new DatabaseSync(damaged);
    const root = Number(
      db.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'events'`).get()?.['rootpage'],
    );
    db.close();
    const found = flipped((root - 1) * 4096, 0xff);
    expect(found.filter(({ what }) => what === 'unreadable')).toHaveLength(16);
    expect(named(found)).toContainEqual(['unreadable', other, 7]);
  });

  it('says so when the file is no log at all', async () => {
    copyFileSync(sound, damaged);
    const file = openSync(damaged, 'r+');
    writeSync(file, 'no log', 0);
    closeSync(file);
    const told: Verified[] = [];
    for await (const one of verifyLog(damaged)) told.push(one);
    expect(told).toMatchObject([
      { kind: 'damage', damage: { what: 'file-damaged' } },
      { kind: 'end', damages: 1 },
    ]);
  });
});
