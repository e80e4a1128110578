import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hashOf, noHash, streamOf, type Envelope } from '@relais/contracts';
import { noStream } from '../event-store.ts';
import { openEventStore } from '../open.ts';
import { stamp } from '../stamp.ts';

const stream = streamOf('ticket', 'acme', 'one');
const count = 12;
const events: readonly Envelope[] = stamp(
  'intake',
  { revision: noStream, hash: noHash, recordedAt: '' },
  Array.from({ length: count }, (_, n) => ({ type: 'NoteAdded', data: { n } })),
  { stream, commandId: 'c', caller: { actor: 'nadia' }, correlation: 'x', now: '2026-03-02T08:15:00.000Z' },
);
const frame = 24 + 4096;

describe('a journal that a kill has left beside the log', () => {
  let base: string;
  let left: string;
  let wal: string;

  /** What lies there while the store runs is what a kill leaves. */
  beforeEach(async () => {
    base = mkdtempSync(join(tmpdir(), 'relais-wal-'));
    left = join(base, 'left');
    mkdirSync(left);
    wal = join(left, 'events.db-wal');
    const store = await openEventStore({ adapter: 'sqlite', folder: join(base, 'running') });
    for (const event of events) await store.append(stream, event.revision - 1, [event]);
    for (const name of ['events.db', 'events.db-wal'])
      copyFileSync(join(base, 'running', name), join(left, name));
    await store.close();
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  const flip = (at: number): void => {
    const bytes = readFileSync(wal);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(wal, bytes);
  };
  const frames = (): number => Math.floor((readFileSync(wal).length - 32) / frame);

  /** How many events it serves, all of them right. */
  const served = async (): Promise<number> => {
    const store = await openEventStore({ adapter: 'sqlite', folder: left });
    const found = await store.read(stream);
    for (const { event } of found) expect(hashOf(event)).toBe(event.hash);
    await store.close();
    return found.length;
  };
  const refused = async (named: string): Promise<void> => {
    const [database, journal] = [readFileSync(join(left, 'events.db')), readFileSync(wal)];
    const damaged = { code: 'store-damaged', message: expect.stringContaining(named) };
    await expect(openEventStore({ adapter: 'sqlite', folder: left })).rejects.toMatchObject(damaged);
    expect(readFileSync(join(left, 'events.db')).equals(database)).toBe(true);
    expect(readFileSync(wal).equals(journal)).toBe(true);
  };

  it('is taken over whole when it is whole', async () => expect(await served()).toBe(count));

  it.each([0, 8, 9, 16, 24, 24 + 4095])(
    'refuses to start where a byte of a kept commit is another one, and leaves both files alone (byte %i of a frame)',
    async (within) => {
      for (const place of [1, Math.floor(frames() / 2)]) {
        const at = 32 + place * frame;
        flip(at + within);
        await refused(`${wal} is damaged from byte ${at} on`);
        flip(at + within);
      }
      expect(await served()).toBe(count);
    },
  );

  it.each([0, 8, 16, 24])('refuses to start where its header is damaged (byte %i)', async (at) => {
    flip(at);
    await refused(`${wal} is damaged in its header`);
  });

  it('goes on from the last whole commit where the last one is torn', async () => {
    truncateSync(wal, 32 + frames() * frame - 100);
    expect(await served()).toBe(count - 1);
  });

  it('goes on from the last whole commit where a frame of the last one never reached the disk', async () => {
    flip(32 + (frames() - 1) * frame + 2000);
    expect(await served()).toBe(count - 1);
  });

  it('is nothing where no frame was written yet', async () => {
    truncateSync(wal, 20);
    expect(await served()).toBeLessThan(count);
  });
});
