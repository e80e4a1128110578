import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hashOf, noHash, streamOf, type Envelope } from '@relais/contracts';
import { noStream, type EventStore } from '../event-store.ts';
import { openEventStore } from '../open.ts';
import { stamp } from '../stamp.ts';

const stream = streamOf('ticket', 'acme', 'one');
const events = stamp(
  'intake',
  { revision: noStream, hash: noHash, recordedAt: '' },
  Array.from({ length: 3 }, (_, n) => ({ type: 'NoteAdded', data: { n } })),
  { stream, commandId: 'c', caller: { actor: 'nadia' }, correlation: 'x', now: '2026-03-02T08:15:00.000Z' },
);
const at = (revision: number): readonly Envelope[] => events.slice(revision, revision + 1);

describe('a data folder', () => {
  let base: string;
  let folder: string;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'relais-folder-'));
    folder = join(base, 'new', 'data');
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  const open = (url?: string): Promise<EventStore> =>
    openEventStore({ adapter: 'sqlite', folder, ...(url && { url }) });
  const tamper = (sql: string): void => {
    const db = new DatabaseSync(join(folder, 'events.db'));
    db.exec(sql);
    db.close();
  };

  it('is made when it is missing, and holds one file of events once it is closed', async () => {
    const store = await open();
    await store.append(stream, noStream, events);
    await store.close();
    await store.close();
    expect(readdirSync(folder).sort()).toEqual(['events.db', 'lock.db']);
  });

  it('serves one store at a time, and says who has it', async () => {
    const store = await open('http://127.0.0.1:4000');
    const message = `the data folder ${folder} is in use by process ${process.pid} at http://127.0.0.1:4000`;
    await expect(open()).rejects.toMatchObject({ code: 'folder-in-use', message });
    expect(await store.append(stream, noStream, at(0))).toMatchObject({ answer: 'written' });
    await store.close();
    const next = await open();
    expect(await next.read(stream)).toHaveLength(1);
    await next.close();
  });

  it('is refused while another process has it, and free as soon as that one was killed', async () => {
    const burst = fileURLToPath(new URL('../../burst.fixture.ts', import.meta.url));
    const other = spawn(process.execPath, ['--conditions=@relais/source', burst, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    const code = 'folder-in-use';
    await expect(open()).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`process ${other.pid}`),
    });
    other.stdout.resume();
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(existsSync(join(folder, 'running.json'))).toBe(true);
    const store = await open();
    await store.close();
  }, 30_000);

  it('that cannot be written to is named', async () => {
    writeFileSync(join(base, 'new'), 'a file stands in the way');
    const code = 'folder-unwritable';
    await expect(open()).rejects.toMatchObject({ code, message: expect.stringContaining(folder) });
  });

  it('that holds no log under its name is refused, and left free', async () => {
    await (await open()).close();
    writeFileSync(join(folder, 'events.db'), 'no log '.repeat(100));
    await expect(open()).rejects.toMatchObject({ code: 'store-damaged' });
    rmSync(join(folder, 'events.db'));
    await (await open()).close();
  });

  it('of a newer version is refused', async () => {
    await (await open()).close();
    tamper('PRAGMA user_version = 2');
    await expect(open()).rejects.toMatchObject({ code: 'store-too-new' });
  });

  describe('once the disk has failed', () => {
    it('accepts nothing more until the next start, and has what was acknowledged', async () => {
      const store = await open();
      await store.append(stream, noStream, at(0));
      tamper(
        `CREATE TRIGGER full BEFORE INSERT ON events WHEN NEW.revision > 0 BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END`,
      );
      const other = streamOf('ticket', 'acme', 'other');
      const [first] = events;
      const moved = { ...(first as Envelope), stream: other };
      const together = [
        store.append(other, noStream, [{ ...moved, hash: hashOf(moved) }]),
        store.append(stream, 0, at(1)),
      ];
      const down = { code: 'store-down', message: expect.stringContaining('disk full') };
      for (const append of together) await expect(append).rejects.toMatchObject(down);
      tamper('DROP TRIGGER full');
      await expect(store.append(stream, 0, at(1))).rejects.toMatchObject(down);
      expect(await store.read(stream)).toHaveLength(1);
      expect(await store.read(other)).toEqual([]);
      await store.close();

      const next = await open();
      expect(await next.append(stream, 0, at(1))).toMatchObject({ answer: 'written', position: 2 });
      await next.close();
    });
  });

  describe('with a damaged event', () => {
    it('names it to who reads or continues it, and serves all others', async () => {
      const store = await open();
      await store.append(stream, noStream, events.slice(0, 2));
      await store.close();
      tamper(`UPDATE events SET envelope = substr(envelope, 2) WHERE revision = 1`);
      const next = await open();
      const unreadable = { code: 'event-unreadable', message: expect.stringContaining(stream) };
      await expect(next.read(stream)).rejects.toMatchObject(unreadable);
      await expect(next.readAll(0)).rejects.toMatchObject(unreadable);
      await expect(next.append(stream, 1, at(2))).rejects.toMatchObject(unreadable);
      expect(await next.read(stream, { to: 0 })).toHaveLength(1);
      expect(await next.heads()).toEqual([{ stream, revision: 1, hash: '' }]);
      await next.close();
    });
  });
});
