import { describe, expect, it } from '@jest/globals';
import { drive, ownOf } from './drive.ts';
import { diskOf } from './machine.ts';
import { costsOf, placeOf } from './profile.ts';
import { cpuOf, residentOf } from './server.ts';

describe('what Linux tells of a process', () => {
  it('is read past a name with spaces and brackets', () => {
    const stat =
      '42 (node (main) x) S 1 42 42 0 -1 4194560 9 0 0 0 1234 66 0 0 20 0 11 0 99 1000 200 18446744073709551615';
    expect(cpuOf(stat)).toBe(13);
  });

  it('is told in MiB', () => expect(residentOf('VmPeak:\t999 kB\nVmRSS:\t  204800 kB\n')).toBe(200));
  it('is no number when it is not there', () => expect(residentOf('')).toBeNaN());
});

describe('the disk of a folder', () => {
  const mounts = [
    '/dev/vda / ext4 rw 0 0',
    'tmpfs /tmp tmpfs rw 0 0',
    '/dev/vdb /tmp/data xfs rw 0 0',
    '/dev/vdc /my\\040disk btrfs rw 0 0',
  ].join('\n');

  it.each([
    ['/home/nadia', '/dev/vda, ext4'],
    ['/tmp/x', 'tmpfs, tmpfs'],
    ['/tmp/data/x', '/dev/vdb, xfs'],
    ['/tmp/database', 'tmpfs, tmpfs'],
    ['/my disk/x', '/dev/vdc, btrfs'],
  ])('of %s is %s', (path, disk) => expect(diskOf(path, mounts)).toBe(disk));
});

describe('callers', () => {
  it('work each on things of their own, and come back to each', () => {
    const own = ownOf(1_000, 64);
    const seen = Array.from({ length: 64 }, (_, caller) =>
      Array.from({ length: 30 }, (_, turn) => own(caller, turn)),
    );
    const places = seen.map((turns) => new Set(turns.map(({ place }) => place)));
    expect(new Set(places.flatMap((set) => [...set])).size).toBe(64 * 15);
    expect(seen[63]?.at(-1)).toEqual({ place: 63 + 64 * 14, round: 1 });
  });

  it('end at the first call that fails, and say why', async () => {
    let calls = 0;
    const call = async (caller: number, turn: number): Promise<void> => {
      calls += 1;
      await new Promise(setImmediate);
      if (caller === 1 && turn === 2) throw new Error('refused');
    };
    await expect(drive(4, 0.5, call)).rejects.toThrow('refused');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(calls).toBeLessThan(20);
  });
});

describe('a profile', () => {
  const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 0 });
  const sealing = 'file:///srv/relais/libs/keys/dist/box.js';
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('(root)'), children: [2, 3] },
      { id: 2, callFrame: frame('(idle)') },
      { id: 3, callFrame: frame('seal', sealing), children: [4, 5] },
      { id: 4, callFrame: frame('seal', sealing) },
      { id: 5, callFrame: frame('update') },
    ],
    samples: [2, 3, 4, 5],
    timeDeltas: [400, 300, 200, 100],
  };

  it('tells idle time apart, and shares out the rest', () => {
    const { idle, functions } = costsOf(profile);
    expect(idle).toBeCloseTo(0.4);
    expect(functions.find(({ name }) => name.startsWith('update'))?.whole).toBeCloseTo(1 / 6);
  });

  it('charges what the engine does to who asked for it', () => {
    expect(costsOf(profile).places[0]).toEqual({ name: 'libs/keys', own: 1, whole: 1 });
  });

  it('counts a function that calls itself once', () => {
    expect(costsOf(profile).functions.find(({ name }) => name.startsWith('seal'))).toMatchObject({
      whole: 1,
    });
  });

  it.each([
    ['file:///srv/relais/services/intake/dist/contacts.js', 'services/intake'],
    ['file:///srv/relais/node_modules/@apollo/server/dist/x.js', '@apollo/server'],
    ['file:///srv/relais/node_modules/graphql/execution/execute.js', 'graphql'],
    ['file:///srv/relais/node_modules/a/node_modules/b/libs/x/y.js', 'b'],
    ['node:internal/crypto/cipher', 'node:internal'],
  ])('knows where %s lives', (url, place) => expect(placeOf({ url, functionName: 'f' })).toBe(place));
});
