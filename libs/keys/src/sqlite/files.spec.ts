import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { filesWith } from '@relais/testkit';
import { tenantKey, type Keys } from '../keys.ts';
import { bindingOf, decrypt } from './box.ts';
import { openSqliteKeys } from './sqlite-keys.ts';

const tenant = tenantKey('north');

/** Every key as an attacker with a copy of the whole folder finds it: wrapped, and unwrapped from the master key down. */
const stolen = (folder: string): ReadonlyMap<string, { readonly wrapped: Buffer; readonly key: Buffer }> => {
  const db = new DatabaseSync(join(folder, 'keys.db'), { readOnly: true });
  const rows = db.prepare('SELECT id, parent, wrapped FROM keys WHERE alive = 1 ORDER BY place').all();
  db.close();
  const master = Buffer.from(readFileSync(join(folder, 'master.key'), 'utf8').trim(), 'base64');
  const found = new Map<string, { wrapped: Buffer; key: Buffer }>([
    ['master', { wrapped: master, key: master }],
  ]);
  for (const row of rows) {
    const [id, parent, wrapped] = [
      row['id'] as string,
      row['parent'] as string,
      Buffer.from(row['wrapped'] as Uint8Array),
    ];
    const above = found.get(parent)?.key ?? Buffer.alloc(32);
    found.set(id, { wrapped, key: decrypt(above, wrapped, bindingOf(id, parent)) ?? Buffer.alloc(0) });
  }
  found.delete('master');
  return found;
};

/** How many commits a write-ahead log holds: of each, the last frame says how large the database is (sqlite.org/fileformat2.html#walformat). */
const commitsIn = (file: string): number => {
  const wal = readFileSync(file);
  const [header, frameHeader, page] = [32, 24, wal.readUInt32BE(8)];
  let commits = 0;
  for (let at = header; at < wal.length; at += frameHeader + page)
    if (wal.readUInt32BE(at + 4) > 0) commits += 1;
  return commits;
};

describe('the files of the keys', () => {
  let folder: string;
  let opened: Keys[];

  const start = async (holdFor?: number): Promise<Keys> => {
    const keys = openSqliteKeys(folder, holdFor === undefined ? {} : { holdFor });
    opened.push(keys);
    return keys;
  };
  const grown = async (keys: Keys, ...chain: readonly string[]) => {
    const key = await keys.ready(chain);
    await keys.keep(key);
    return key;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'relais-files-'));
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((keys) => keys.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  it('hold every key wrapped by its parent, and none as it is', async () => {
    const keys = await start();
    await grown(keys, tenant, 'client-north.acme', 'person-north.paul', 'ticket-north.1');
    const found = [...stolen(folder).values()];
    expect(found.map(({ key }) => key.length)).toEqual([32, 32, 32, 32]);
    for (const { key, wrapped } of found) {
      expect(filesWith(folder, key)).toEqual([]);
      expect(filesWith(folder, wrapped)).not.toEqual([]);
    }
  });

  it('hold nothing of a key that was readied and not kept', async () => {
    const keys = await start();
    await grown(keys, tenant);
    await keys.ready([tenant, 'client-north.acme']);
    expect(filesWith(folder, 'client-north.acme')).toEqual([]);
  });

  it('hold no trace of the destroyed keys of thousands, while still open', async () => {
    const keys = await start();
    const people = Array.from({ length: 60 }, () => `person-north.${randomUUID()}`);
    const chains = people.flatMap((person) =>
      Array.from({ length: 30 }, () => [tenant, 'client-north.acme', person, `ticket-north.${randomUUID()}`]),
    );
    // In an order that splits the pages of everything that is ordered by id.
    await Promise.all(
      chains.toSorted((a, b) => ((a[3] ?? '') < (b[3] ?? '') ? 1 : -1)).map((chain) => grown(keys, ...chain)),
    );
    const before = stolen(folder);
    const forgotten = people.filter((_, n) => n % 3 === 1);
    for (const [n, person] of forgotten.entries()) await keys.forget(person, n + 1);

    const after = stolen(folder);
    const gone = [...before].filter(([id]) => !after.has(id));
    expect(gone).toHaveLength(forgotten.length * 31);
    const files = ['keys.db', 'keys.db-wal', 'keys.db-shm'].map((name) => readFileSync(join(folder, name)));
    const traces = gone.filter(([, { wrapped }]) =>
      files.some((bytes) => bytes.includes(wrapped.subarray(12, 44))),
    );
    expect(traces.map(([id]) => id)).toEqual([]);
    for (const id of after.keys()) expect(after.get(id)?.key).toHaveLength(32);
  });

  it('name a key whose row was damaged or moved, instead of opening garbage', async () => {
    const keys = await start();
    await grown(keys, tenant, 'client-north.acme');
    await grown(keys, tenant, 'client-north.zenith');
    const sealed = await keys.seal('client-north.acme', 'Paul');
    await keys.close();
    opened = [];
    const db = new DatabaseSync(join(folder, 'keys.db'));
    db.exec(
      `UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE id = 'client-north.zenith') WHERE id = 'client-north.acme'`,
    );
    db.close();
    await expect((await start()).open(sealed)).rejects.toMatchObject({ code: 'key-damaged' });
  });

  it('are asked again when what is held of them grew old: another process may have destroyed it', async () => {
    const [here, there] = [await start(200), await start()];
    const sealed = await here.seal(await grown(here, tenant, 'client-north.acme'), 'Paul');
    expect(await here.open(sealed)).toBe('Paul');
    await there.forget('client-north.acme', 1);
    await pause(250);
    expect(await here.open(sealed)).toBeNull();
  });

  it('are asked again within two seconds of a destruction by another process, however new what is held', async () => {
    const [here, there] = [await start(), await start()];
    const sealed = await here.seal(await grown(here, tenant, 'client-north.acme'), 'Paul');
    expect(await here.open(sealed)).toBe('Paul');
    await there.forget('client-north.acme', 1);
    await pause(2_000);
    expect(await here.open(sealed)).toBeNull();
  });

  it('take the many keys that wait at one moment with a few commits', async () => {
    const keys = await start();
    await grown(keys, tenant);
    const before = commitsIn(join(folder, 'keys.db-wal'));
    await Promise.all(Array.from({ length: 100 }, (_, n) => grown(keys, tenant, `client-north.${n}`)));
    const commits = commitsIn(join(folder, 'keys.db-wal')) - before;
    expect(commits).toBeGreaterThan(0);
    expect(commits).toBeLessThan(20);
  });
});
