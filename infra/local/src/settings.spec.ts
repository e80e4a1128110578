import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readSettings, settings, SettingsFault } from './settings.ts';

const faultsOf = (environment: { readonly [name: string]: string }, argv: readonly string[] = []): string => {
  try {
    readSettings(environment, argv);
    return 'none';
  } catch (error) {
    if (error instanceof SettingsFault) return error.message;
    throw error;
  }
};

describe('the settings of the all-in-one process', () => {
  it('names in .env.example every setting, and no other', () => {
    const written = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
    const named = [...written.matchAll(/^(RELAIS_\w+)=/gm)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(Object.keys(settings.shape)));
    expect(named).toHaveLength(new Set(named).size);
  });

  it('shows in .env.example the defaults themselves', () => {
    const written = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
    const shown = Object.fromEntries(
      [...written.matchAll(/^(RELAIS_\w+)=(.+)$/gm)].map(([, k, v]) => [k, v]),
    );
    const { settings: defaults } = readSettings({}, []);
    const given = Object.entries(defaults ?? {}).filter(([, value]) => value !== undefined);
    expect(shown).toEqual(Object.fromEntries(given.map(([name, value]) => [name, String(value)])));
  });

  it('lets the command line win over the environment', () => {
    const { settings: read } = readSettings({ RELAIS_PORT: '1', RELAIS_DATA: 'a' }, [
      '--port',
      '2',
      '--data',
      'b',
    ]);
    expect(read).toMatchObject({ RELAIS_PORT: 2, RELAIS_DATA: 'b' });
  });

  it('treats an empty variable as unset', () => {
    expect(readSettings({ RELAIS_PORT: '' }, []).settings?.RELAIS_PORT).toBe(4000);
  });

  it('tells every fault at once, by the name of its variable', () => {
    const told = faultsOf({ RELAIS_PORT: 'soon', RELAIS_PROFILE: 'test', RELAIS_MASTER_KEY: 'secret' });
    for (const name of ['RELAIS_PORT', 'RELAIS_PROFILE', 'RELAIS_MASTER_KEY']) expect(told).toContain(name);
    expect(told).not.toContain('secret');
  });

  it('wants in production an issuer, its keys and a master key, and invents none', () => {
    const told = faultsOf({ RELAIS_PROFILE: 'production' });
    for (const name of ['RELAIS_ISSUER', 'RELAIS_JWKS', 'RELAIS_MASTER_KEY']) expect(told).toContain(name);
  });

  it('keeps the demo profile on loopback', () => {
    expect(faultsOf({ RELAIS_HOST: '0.0.0.0' })).toContain('RELAIS_HOST');
    expect(faultsOf({ RELAIS_HOST: '::1' })).toBe('none');
  });

  it('begins days in a zone that there is', () => {
    expect(readSettings({ RELAIS_ZONE: 'America/Montreal' }, []).settings?.RELAIS_ZONE).toBe(
      'America/Montreal',
    );
    for (const zone of ['Paris', '+01:00', 'local'])
      expect(faultsOf({ RELAIS_ZONE: zone })).toContain('RELAIS_ZONE');
  });

  it('refuses an option that it does not know', () => {
    expect(faultsOf({}, ['--prot', '1'])).toContain('--prot');
  });

  it('explains itself', () => {
    expect(readSettings({}, ['--help']).help).toContain('RELAIS_DATA');
  });
});
