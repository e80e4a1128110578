import { createHash } from 'node:crypto';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import canonicalize from 'canonicalize';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { as, post } from './testing/caller.ts';
import { clientOf, grant, wish } from './testing/desk.ts';
import { emptyFolder, type Place } from './testing/folder.ts';
import { endAll, relais as commandLine, start, type Ended } from './testing/shipped.ts';

// Whole programs are started, on whatever else the machine is doing.
jest.setTimeout(120_000);

type Damage = { readonly stream: string; readonly revision: number; readonly what: string };
type Stored = { readonly position: number; readonly envelope: string };
type Envelope = { readonly hash: string; readonly prev: string; readonly data: object };

let origin: Place;
let streams: readonly string[];
let heads: string;
const places: Place[] = [];

const notes = 4;

beforeAll(async () => {
  origin = emptyFolder();
  const relais = await start(join(origin.folder, 'data'));
  const ask = await as(relais.url, 'nadia@acme');
  const clientId = await clientOf(relais.url, 'claire@acme');
  const found: string[] = [];
  for (const subject of ['Imprimante', 'Écran', 'Clavier']) {
    const { id } = await grant(
      ask,
      wish('openTicket', { kind: 'INCIDENT', channel: 'PHONE', subject, clientId }),
    );
    for (let i = 0; i < notes; i += 1) await grant(ask, wish('addNote', { ticketId: id, text: `Note ${i}` }));
    found.push(`ticket-acme.${id}`);
  }
  streams = found;
  heads = join(origin.folder, 'heads.txt');
  writeFileSync(heads, (await commandLine(['heads', '--url', relais.url])).out);
  expect((await relais.end()).code).toBe(0);
});

afterAll(() => {
  endAll();
  for (const { remove } of [origin, ...places]) remove();
});

const stream = (place = 0): string => streams[place] ?? '';

/** What a thief or a failing disk did to the log of a stopped Relais. */
type Harm = (db: DatabaseSync) => void;

const rowOf = (db: DatabaseSync, of: string, revision: number): Stored =>
  db
    .prepare('SELECT position, envelope FROM events WHERE stream = ? AND revision = ?')
    .get(of, revision) as unknown as Stored;

const rewrite = (db: DatabaseSync, position: number, envelope: string): void =>
  void db.prepare('UPDATE events SET envelope = ? WHERE position = ?').run(envelope, position);

/** One bit of one byte inside the data of an event. */
const flip: Harm = (db) => {
  const { position, envelope } = rowOf(db, stream(), 2);
  const at = envelope.indexOf('"box":"') + 12;
  const byte = String.fromCharCode(envelope.charCodeAt(at) ^ 1);
  rewrite(db, position, envelope.slice(0, at) + byte + envelope.slice(at + 1));
};

const remove: Harm = (db) =>
  void db.prepare('DELETE FROM events WHERE stream = ? AND revision = ?').run(stream(1), 2);

/** Two events change places, with all that their rows say. */
const swap: Harm = (db) => {
  const [one, other] = [rowOf(db, stream(2), 1), rowOf(db, stream(2), 3)];
  const move = db.prepare('UPDATE events SET position = ? WHERE position = ?');
  for (const [to, from] of [
    [-1, one.position],
    [one.position, other.position],
    [other.position, -1],
  ])
    move.run(to ?? 0, from ?? 0);
};

const swapContents: Harm = (db) => {
  const [one, other] = [rowOf(db, stream(2), 1), rowOf(db, stream(2), 3)];
  rewrite(db, one.position, other.envelope);
  rewrite(db, other.position, one.envelope);
};

/** Another history of the same stream, whose chain is as good as the first one's. */
const chainAnew: Harm = (db) => {
  let prev = '';
  for (let revision = 2; revision <= notes; revision += 1) {
    const { position, envelope } = rowOf(db, stream(), revision);
    const { hash: _, ...rest } = JSON.parse(envelope) as Envelope;
    const changed = { ...rest, by: revision === 2 ? 'somebody' : 'nadia', prev: prev || rest.prev };
    prev = createHash('sha256')
      .update(`relais.event.v1\n${canonicalize(changed)}`)
      .digest('hex');
    rewrite(db, position, JSON.stringify({ ...changed, hash: prev }));
  }
};

/** The last events of the newest stream: nothing comes after them that could miss them. */
const cut: Harm = (db) =>
  void db.prepare('DELETE FROM events WHERE stream = ? AND revision >= ?').run(stream(2), notes - 1);

type Proof = {
  readonly damage: readonly Damage[];
  /** What the command line ended with. */
  readonly told: Ended;
};

const last = async (response: Response): Promise<readonly Damage[]> => {
  const lines = (await response.text()).trim().split('\n');
  const { result } = JSON.parse(lines.at(-1) ?? '{}') as { readonly result: { damage: readonly Damage[] } };
  return result.damage;
};

/** Harms a copy of the stopped folder, starts on it, and asks for the proof by both ways; `kept` goes to the command line alone. */
const proofAfter = async (harm: Harm | null, kept: readonly string[] = []): Promise<Proof> => {
  const copy = emptyFolder();
  places.push(copy);
  cpSync(join(origin.folder, 'data'), copy.folder, { recursive: true });
  if (harm) {
    const db = new DatabaseSync(join(copy.folder, 'events.db'));
    harm(db);
    db.close();
  }
  const relais = await start(copy.folder);
  const damage = await last(await post(`${relais.url}/operator/verify`, {}));
  const told = await commandLine(['verify', ...kept, '--url', relais.url]);
  await relais.end('SIGKILL');
  return { damage, told };
};

describe('a log that nobody touched', () => {
  it('is intact, also against the heads that were kept', async () => {
    const { damage, told } = await proofAfter(null, ['--heads', heads]);
    expect([damage, told.code]).toEqual([[], 0]);
  });
});

describe('a log that was tampered with', () => {
  it.each([
    ['one flipped byte', flip, 0, 2],
    ['one deleted event', remove, 1, 2],
    ['two swapped events', swap, 2, 1],
    ['two events with each other’s contents', swapContents, 2, 1],
  ] as const)('is named by stream and revision: %s', async (_, harm, place, revision) => {
    const { damage, told } = await proofAfter(harm);
    expect(damage).toContainEqual(expect.objectContaining({ stream: stream(place), revision }));
    expect(damage.every((one) => one.stream === stream(place))).toBe(true);
    expect(told.code).toBe(1);
    expect(told.out).toMatch(new RegExp(`^${stream(place)} revision ${revision}: .+`, 'm'));
  });

  it.each([
    ['chained anew', chainAnew, 0, 'head-wrong'],
    ['cut at its end', cut, 2, 'cut'],
  ] as const)('is found by the heads that were kept, and by them alone: %s', async (_, harm, place, what) => {
    const { damage, told } = await proofAfter(harm, ['--heads', heads]);
    expect(damage).toEqual([]);
    expect(told.code).toBe(1);
    expect(told.out).toMatch(new RegExp(`^${stream(place)} revision ${notes}: .+\\(${what}\\)\n$`));
  });
});
