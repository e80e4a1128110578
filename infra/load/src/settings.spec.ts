import { describe, expect, it } from '@jest/globals';
import { settingsOf, SettingsFault, usage } from './settings.ts';

describe('the line of npm run load', () => {
  it('measures ten seconds with 64 callers when nothing is said', () => {
    expect(settingsOf([])).toEqual({
      ...{ seconds: 10, callers: 64, tickets: 200_000, json: false, profile: null, folder: null },
    });
  });

  it('takes every option', () => {
    const line = ['--seconds', '3', '--callers=8', '--tickets', '9000', '--json', '--profile', 'out'];
    expect(settingsOf([...line, '--folder', '/data'])).toEqual({
      ...{ seconds: 3, callers: 8, tickets: 9_000, json: true, profile: 'out', folder: '/data' },
    });
  });

  it('only helps when help is asked for', () => expect(settingsOf(['--seconds', '3', '--help'])).toBeNull());

  it.each([
    [['--seconds', '0'], '--seconds'],
    [['--seconds', '1.5'], '--seconds'],
    [['--seconds=-1'], '--seconds'],
    [['--seconds', 'ten'], '--seconds'],
    [['--seconds='], '--seconds'],
    [['--callers', '1001'], '--callers'],
    [['--tickets', '0'], '--tickets'],
    [['--tickets', '1000000'], '--tickets'],
    [['--callers', '1e2'], '--callers'],
    [['--folder='], '--folder'],
    [['--second', '3'], '--second'],
    [['5'], '5'],
  ])('refuses %j and names what is wrong', (line, named) => {
    expect(() => settingsOf(line)).toThrow(SettingsFault);
    expect(() => settingsOf(line)).toThrow(named);
  });

  it('helps with every option that it takes', () => {
    for (const option of ['seconds', 'callers', 'tickets', 'json', 'profile', 'folder', 'help'])
      expect(usage).toContain(`--${option} `);
  });
});
