import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tenantKey } from '../keys.ts';
import { openKeys } from '../open.ts';

describe('the master key', () => {
  let folder: string;
  const open = (masterKey?: Uint8Array) => openKeys({ adapter: 'sqlite', folder, masterKey });
  const file = () => join(folder, 'master.key');

  /** A text sealed for good, under the master key in force. */
  const sealed = async (masterKey?: Uint8Array) => {
    const keys = await open(masterKey);
    const key = await keys.ready([tenantKey('north')]);
    await keys.keep(key);
    const box = await keys.seal(key, 'Paul');
    await keys.close();
    return box;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'relais-master-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is made at the first start, for its owner alone', async () => {
    await (await open()).close();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'keys.db')).mode & 0o777).toBe(0o600);
    expect(Buffer.from(readFileSync(file(), 'utf8').trim(), 'base64')).toHaveLength(32);
    expect(readdirSync(folder).toSorted()).toEqual(['keys.db', 'master.key']);
  });

  it('stays the same at every later start', async () => {
    const box = await sealed();
    const before = readFileSync(file());
    const keys = await open();
    expect(await keys.open(box)).toBe('Paul');
    await keys.close();
    expect(readFileSync(file())).toEqual(before);
  });

  it('leaves no file when it is handed in', async () => {
    const given = Buffer.alloc(32, 7);
    const box = await sealed(given);
    expect(existsSync(file())).toBe(false);
    const keys = await open(given);
    expect(await keys.open(box)).toBe('Paul');
    await keys.close();
  });

  it('leaves the bytes of the one who handed it in alone', async () => {
    const given = Buffer.alloc(32, 7);
    await sealed(given);
    expect(given).toEqual(Buffer.alloc(32, 7));
  });

  it('is refused when it is another one', async () => {
    await sealed(Buffer.alloc(32, 7));
    await expect(open(Buffer.alloc(32, 8))).rejects.toMatchObject({
      name: 'Fault',
      code: 'master-key-wrong',
    });
  });

  it('is refused when its file was replaced', async () => {
    await sealed();
    writeFileSync(file(), Buffer.alloc(32, 8).toString('base64'));
    await expect(open()).rejects.toMatchObject({ code: 'master-key-wrong' });
  });

  it('is not made anew once keys are wrapped under it', async () => {
    await sealed();
    rmSync(file());
    await expect(open()).rejects.toMatchObject({ code: 'master-key-missing' });
    expect(existsSync(file())).toBe(false);
  });

  it.each(['640', '604', '660'])('is refused when others can read its file (mode %s)', async (mode) => {
    await sealed();
    chmodSync(file(), parseInt(mode, 8));
    const text = `can be read by others (mode ${mode})`;
    await expect(open()).rejects.toMatchObject({
      code: 'master-key-exposed',
      message: expect.stringContaining(text),
    });
  });

  it.each(['', 'not a key', Buffer.alloc(31).toString('base64')])(
    'is refused when its file holds "%s"',
    async (text) => {
      writeFileSync(file(), text, { mode: 0o600 });
      await expect(open()).rejects.toMatchObject({ code: 'master-key-unreadable' });
    },
  );

  it('is one and the same for many that start at the first moment', async () => {
    const started = await Promise.all(Array.from({ length: 4 }, () => open()));
    await Promise.all(started.map((keys) => keys.close()));
    await (await open()).close();
    expect(readdirSync(folder).toSorted()).toEqual(['keys.db', 'master.key']);
  });
});

describe('a folder that cannot hold keys', () => {
  it('is named in one readable line', async () => {
    const folder = join(tmpdir(), 'relais-nowhere', 'data');
    await expect(openKeys({ adapter: 'sqlite', folder })).rejects.toMatchObject({
      code: 'keys-unopenable',
      message: expect.stringContaining(folder),
    });
  });

  it('is named when its keys.db is something else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'relais-master-'));
    writeFileSync(join(folder, 'keys.db'), 'not a database '.repeat(1_000));
    await expect(openKeys({ adapter: 'sqlite', folder })).rejects.toMatchObject({ code: 'keys-unopenable' });
    rmSync(folder, { recursive: true });
  });
});
