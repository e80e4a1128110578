import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { directoryOf } from '../directory.ts';
import { settings } from '../settings.ts';
import { emptyFolder, type Place } from '../testing/folder.ts';
import { importedAccounts } from './imported.ts';

describe('the accounts of imported agents', () => {
  let place: Place;
  beforeEach(() => {
    place = emptyFolder();
  });
  afterEach(() => place.remove());

  it('are known at once and after a new start, to the directory too', async () => {
    const imported = await importedAccounts(place.folder);
    expect(await imported.all()).toEqual([]);
    await Promise.all([
      imported.add('acme', [{ id: 'value-1', level: 1 }]),
      imported.add('acme', [{ id: 'value-2', level: 2 }]),
    ]);
    for (const known of [imported, await importedAccounts(place.folder)]) {
      expect(await known.find('value-2@acme')).toMatchObject({
        name: 'value-2',
        role: 'agent',
        level: 2,
        client: null,
      });
      expect(await known.find('value-2@borealis')).toBeNull();
      const directory = await directoryOf(settings.parse({}), known.find);
      expect(await directory.agent('acme', 'value-2')).toEqual({ id: 'value-2', level: 2 });
      expect(await directory.agent('acme', 'lena')).toEqual({ id: 'lena', level: 2 });
      expect(await directory.agent('acme', 'value-3')).toBeNull();
    }
    const [file = ''] = readdirSync(place.folder);
    expect(statSync(join(place.folder, file)).mode & 0o777).toBe(0o600);
  });

  it('are known to every process of the machine as soon as one has added them', async () => {
    const [imported, other] = [await importedAccounts(place.folder), await importedAccounts(place.folder)];
    const directory = await directoryOf(settings.parse({}), other.find);
    for (const nth of [1, 2, 3]) {
      expect(await directory.agent('acme', `value-${nth}`)).toBeNull();
      await imported.add('acme', [{ id: `value-${nth}`, level: 1 }]);
      expect(await directory.agent('acme', `value-${nth}`)).toEqual({ id: `value-${nth}`, level: 1 });
      expect(await other.all()).toHaveLength(nth);
    }
  });

  it('change no account that was there before', async () => {
    const imported = await importedAccounts(place.folder);
    await imported.add('acme', [
      { id: 'root', level: 1 },
      { id: 'value-1', level: 1 },
    ]);
    await imported.add('acme', [{ id: 'value-1', level: 2 }]);
    expect((await imported.all()).map(({ name, level }) => [name, level])).toEqual([['value-1', 1]]);
  });

  it('are not begun anew when their file is damaged', async () => {
    writeFileSync(join(place.folder, 'imported-accounts.json'), '{"half');
    await expect(importedAccounts(place.folder)).rejects.toMatchObject({ code: 'directory-unreadable' });
  });

  it('are no accounts in production', async () => {
    const imported = await importedAccounts(place.folder);
    await imported.add('acme', [{ id: 'value-1', level: 1 }]);
    const directory = await directoryOf(settings.parse({ RELAIS_PROFILE: 'production' }), imported.find);
    expect(await directory.agent('acme', 'value-1')).toBeNull();
  });
});
