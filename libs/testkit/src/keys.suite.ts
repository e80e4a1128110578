import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tenantKey, type KeyId, type Keys } from '@relais/keys';
import fc from 'fast-check';

const tenant = tenantKey('north');
const client = 'client-north.acme';
const person = 'person-north.paul';
const ticket = 'ticket-north.1';

/** A chain of keys, readied and kept. */
const grown = async (keys: Keys, ...chain: readonly KeyId[]): Promise<KeyId> => {
  const key = await keys.ready(chain);
  await keys.keep(key);
  return key;
};

/** The names of the files below a folder in which these bytes stand. */
export const filesWith = (folder: string, bytes: Buffer | string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(bytes));

/**
 * What every adapter of the keys has to do. `open` opens the keys that are kept in a folder (for a real engine: under its name);
 * it is called more than once with the same one.
 */
export const keysContract = (name: string, open: (folder: string) => Promise<Keys>): void => {
  describe(`keys: ${name}`, () => {
    let base: string;
    let folder: string;
    let opened: Keys[];

    const start = async (where = folder): Promise<Keys> => {
      const keys = await open(where);
      opened.push(keys);
      return keys;
    };
    const stop = async (keys: Keys): Promise<void> => {
      opened = opened.filter((other) => other !== keys);
      await keys.close();
    };
    const again = async (keys: Keys): Promise<Keys> => {
      await stop(keys);
      return start();
    };

    beforeEach(() => {
      base = mkdtempSync(join(tmpdir(), 'relais-keys-'));
      folder = join(base, 'data');
      mkdirSync(folder);
      opened = [];
    });
    afterEach(async () => {
      await Promise.all(opened.map((keys) => keys.close()));
      rmSync(base, { recursive: true, force: true });
    });

    describe('sealing', () => {
      it('gives back any text, and shows none of it', async () => {
        const keys = await start();
        const key = await grown(keys, tenant, client);
        await fc.assert(
          fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 2_000 }), async (text) => {
            const sealed = await keys.seal(key, text);
            expect(sealed.kid).toBe(key);
            expect(await keys.open(sealed)).toBe(text);
          }),
        );
      });

      it('never seals the same text into the same box twice', async () => {
        const keys = await start();
        const key = await grown(keys, tenant);
        expect((await keys.seal(key, 'Paul')).box).not.toBe((await keys.seal(key, 'Paul')).box);
      });

      it('binds a box to the name of its key', async () => {
        const keys = await start();
        await grown(keys, tenant, client);
        await grown(keys, tenant, 'client-north.zenith');
        const { box } = await keys.seal(client, 'Paul');
        await expect(keys.open({ kid: 'client-north.zenith', box })).rejects.toMatchObject({
          code: 'box-damaged',
        });
      });

      it('notices one flipped bit at any place of a box', async () => {
        const keys = await start();
        const { kid, box } = await keys.seal(await grown(keys, tenant), 'Paul Martin');
        const bytes = Buffer.from(box, 'base64url');
        await fc.assert(
          fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
            const flipped = Buffer.from(bytes);
            flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
            const damaged = { kid, box: flipped.toString('base64url') };
            await expect(keys.open(damaged)).rejects.toMatchObject({ code: 'box-damaged' });
          }),
        );
        await expect(keys.open({ kid, box: '' })).rejects.toMatchObject({ code: 'box-damaged' });
      });

      it('seals under an unknown key so that nothing opens it, not even a key made later', async () => {
        const keys = await start();
        const sealed = await keys.seal(ticket, 'Paul Martin');
        expect(await keys.open(sealed)).toBeNull();
        await grown(keys, tenant, client, ticket);
        expect(await keys.open(sealed)).toBeNull();
      });

      it('opens nothing under a name that no key has', async () => {
        const keys = await start();
        const { box } = await keys.seal(await grown(keys, tenant), 'Paul');
        for (const kid of ['ticket-north.2', '', 'master', 'tenant-south.south'])
          expect(await keys.open({ kid, box })).toBeNull();
      });
    });

    describe('readying and keeping', () => {
      it('keeps on disk what is kept', async () => {
        const keys = await start();
        const sealed = await keys.seal(await grown(keys, tenant, client, person, ticket), 'Paul Martin');
        const later = await again(keys);
        expect(await later.open(sealed)).toBe('Paul Martin');
      });

      it('leaves no key behind for what was refused', async () => {
        const keys = await start();
        const sealed = await keys.seal(await keys.ready([tenant, client]), 'Paul Martin');
        expect(await keys.open(sealed)).toBe('Paul Martin');
        const later = await again(keys);
        expect(await later.open(sealed)).toBeNull();
        await expect(later.keep(client)).rejects.toMatchObject({ code: 'busy' });
      });

      it('gives one key to all who ready it at once', async () => {
        const keys = await start();
        const texts = Array.from({ length: 20 }, (_, n) => `text ${n}`);
        const boxes = await Promise.all(
          texts.map(async (text) => {
            const key = await keys.ready([tenant, client, ticket]);
            const sealed = await keys.seal(key, text);
            await keys.keep(key);
            return sealed;
          }),
        );
        const later = await again(keys);
        expect(await Promise.all(boxes.map((box) => later.open(box)))).toEqual(texts);
      });

      it('shares what is missing above two different keys', async () => {
        const keys = await start();
        const chains = [`ticket-north.1`, `ticket-north.2`].map((last) => [tenant, client, last]);
        const readied = await Promise.all(chains.map((chain) => keys.ready(chain)));
        const boxes = await Promise.all(readied.map((key) => keys.seal(key, key)));
        await Promise.all(readied.map((key) => keys.keep(key)));
        const later = await again(keys);
        expect(await Promise.all(boxes.map((box) => later.open(box)))).toEqual(readied);
      });

      it('adds below what is kept already', async () => {
        const keys = await start();
        await grown(keys, tenant, client);
        const later = await again(keys);
        const sealed = await later.seal(await grown(later, tenant, client, person, ticket), 'Paul');
        expect(await (await again(later)).open(sealed)).toBe('Paul');
      });

      it('refuses a chain that does not begin at its tenant, or leaves it', async () => {
        const keys = await start();
        for (const chain of [[], [client], [tenant, 'client-south.acme'], ['tenant-north.south', client]])
          await expect(keys.ready(chain)).rejects.toMatchObject({ code: 'key-chain-wrong' });
      });

      it('lets one of two processes win, and the other begin again', async () => {
        const [left, right] = [await start(), await start()];
        const race = async (keys: Keys, text: string) => {
          const sealed = await keys.seal(await keys.ready([tenant, client, ticket]), text);
          return { sealed, keep: () => keys.keep(ticket) };
        };
        const [a, b, c] = [await race(left, 'a'), await race(right, 'b'), await race(right, 'c')];
        await a.keep();
        await expect(b.keep()).rejects.toMatchObject({ code: 'busy' });
        // c sealed under the same lost key as b: it must not pass because b was told already.
        await expect(c.keep()).rejects.toMatchObject({ code: 'busy' });
        const retried = await race(right, 'b');
        await retried.keep();
        expect(await right.open(a.sealed)).toBe('a');
        expect(await left.open(retried.sealed)).toBe('b');
      });

      it('lets exactly one of many stores make a key at the same moment', async () => {
        const stores = await Promise.all(Array.from({ length: 4 }, () => start()));
        const boxes = await Promise.all(
          stores.map(async (keys) => {
            const sealed = await keys.seal(await keys.ready([tenant, client]), 'Paul');
            return keys.keep(client).then(
              () => sealed,
              (fault: { code: string }) => fault.code,
            );
          }),
        );
        const won = boxes.filter((box) => typeof box !== 'string');
        expect(boxes.filter((box) => box === 'busy')).toHaveLength(3);
        expect(won).toHaveLength(1);
        for (const keys of stores) for (const box of won) expect(await keys.open(box)).toBe('Paul');
      });
    });

    describe('forgetting', () => {
      const sealedTree = async (keys: Keys) => {
        await grown(keys, tenant, client, person, ticket);
        await grown(keys, tenant, client, 'person-north.anna', 'ticket-north.2');
        const [erased, left] = [
          [person, ticket],
          [tenant, client, 'person-north.anna', 'ticket-north.2'],
        ].map((ids) => Promise.all(ids.map((id) => keys.seal(id, `of ${id}`))));
        return { erased: (await erased) ?? [], left: (await left) ?? [] };
      };

      it('erases a key and all below it, and nothing beside it', async () => {
        const keys = await start();
        const { erased, left } = await sealedTree(keys);
        await keys.forget(person, 7);
        const check = async (now: Keys) => {
          for (const sealed of erased) expect(await now.open(sealed)).toBeNull();
          for (const sealed of left) expect(await now.open(sealed)).toBe(`of ${sealed.kid}`);
        };
        await check(keys);
        await check(await again(keys));
      });

      it('takes everything of a tenant that leaves', async () => {
        const keys = await start();
        const { erased, left } = await sealedTree(keys);
        await keys.forget(tenant, 7);
        for (const sealed of [...erased, ...left]) expect(await keys.open(sealed)).toBeNull();
      });

      it('never makes a destroyed key again, nor one below it', async () => {
        const keys = await start();
        const { erased } = await sealedTree(keys);
        await keys.forget(person, 7);
        const check = async (now: Keys) => {
          const [other, old] = ['ticket-north.9', ticket].map((last) => [tenant, client, person, last]);
          for (const chain of [[tenant, client, person], other ?? [], old ?? [], [tenant, client, ticket]])
            await expect(now.ready(chain)).rejects.toMatchObject({ code: 'key-destroyed' });
          await expect(now.keep(person)).rejects.toMatchObject({ code: 'key-destroyed' });
          expect(await now.open(await now.seal(person, 'a late message'))).toBeNull();
          for (const sealed of erased) expect(await now.open(sealed)).toBeNull();
        };
        await check(keys);
        await check(await again(keys));
      });

      it('remembers one that was never made', async () => {
        const keys = await start();
        await keys.forget(person, 7);
        await expect((await again(keys)).ready([tenant, client, person])).rejects.toMatchObject({
          code: 'key-destroyed',
        });
      });

      it('also takes what was readied and is about to be kept', async () => {
        const keys = await start();
        await grown(keys, tenant, client, person);
        const readied = await keys.ready([tenant, client, person, ticket]);
        const sealed = await keys.seal(readied, 'Paul');
        const [forgotten, kept] = await Promise.allSettled([keys.forget(person, 7), keys.keep(readied)]);
        expect(forgotten).toMatchObject({ status: 'fulfilled' });
        expect(kept).toMatchObject({ status: 'rejected', reason: { code: 'key-destroyed' } });
        expect(await keys.open(sealed)).toBeNull();
        await expect(keys.keep(readied)).rejects.toMatchObject({ code: 'busy' });
        await expect(keys.ready([tenant, client, person, ticket])).rejects.toMatchObject({
          code: 'key-destroyed',
        });
      });

      it('stops another process from adding below', async () => {
        const [left, right] = [await start(), await start()];
        await grown(left, tenant, client, person);
        const readied = await right.ready([tenant, client, person, ticket]);
        await left.forget(person, 7);
        await expect(right.keep(readied)).rejects.toMatchObject({ code: 'key-destroyed' });
      });

      it('does nothing more the second time', async () => {
        const keys = await start();
        const { left } = await sealedTree(keys);
        await keys.forget(person, 7);
        await keys.forget(person, 7);
        expect(await keys.open(left[0] ?? { kid: '', box: '' })).toBe(`of ${tenant}`);
      });

      it('says up to where it is done, and never goes back by itself', async () => {
        const keys = await start();
        expect(await keys.forgottenUpTo()).toBe(0);
        await keys.forget(person, 12);
        await keys.forget('person-north.anna', 9);
        expect(await keys.forgottenUpTo()).toBe(12);
        expect(await (await again(keys)).forgottenUpTo()).toBe(12);
      });

      it('says an older position once an older back-up is restored, and can be asked again', async () => {
        const keys = await start();
        const { erased } = await sealedTree(keys);
        await keys.forget('person-north.other', 5);
        await stop(keys);
        cpSync(folder, join(base, 'back-up'), { recursive: true });
        const later = await start();
        await later.forget(person, 12);
        await stop(later);
        rmSync(folder, { recursive: true });
        cpSync(join(base, 'back-up'), folder, { recursive: true });
        const restored = await start();
        expect(await restored.forgottenUpTo()).toBe(5);
        await restored.forget(person, 12);
        for (const sealed of erased) expect(await restored.open(sealed)).toBeNull();
      });
    });

    describe('blind indexes', () => {
      it('meet for equal values of one kind in one tenant only, also after a start', async () => {
        const keys = await start();
        const index = await keys.blind('north', 'mail', 'paul@acme.example');
        expect(index).toMatch(/^[0-9a-f]{64}$/);
        const later = await again(keys);
        expect(await later.blind('north', 'mail', 'paul@acme.example')).toBe(index);
        const others = [
          await later.blind('south', 'mail', 'paul@acme.example'),
          await later.blind('north', 'phone', 'paul@acme.example'),
          await later.blind('north', 'mail', 'paul@acme.examplf'),
          await later.blind('north', 'mai', 'lpaul@acme.example'),
        ];
        expect(new Set([index, ...others]).size).toBe(5);
      });

      it('meet from the first moment on for all who ask at once', async () => {
        const keys = await start();
        const indexes = await Promise.all(
          Array.from({ length: 10 }, () => keys.blind('north', 'mail', 'a@b.example')),
        );
        expect(new Set(indexes).size).toBe(1);
      });

      it('are not to be had any more of a tenant that left', async () => {
        const keys = await start();
        await keys.blind('north', 'mail', 'a@b.example');
        await keys.forget(tenant, 7);
        await expect(keys.blind('north', 'mail', 'a@b.example')).rejects.toMatchObject({
          code: 'key-destroyed',
        });
      });
    });

    it('writes no clear text into any file', async () => {
      const keys = await start();
      const text = 'Paul Martin, 06 12 34 56 78';
      await keys.seal(await grown(keys, tenant, client, person), text);
      await keys.blind('north', 'phone', text);
      for (const when of ['while open', 'when closed']) {
        expect({ when, files: filesWith(folder, text) }).toEqual({ when, files: [] });
        if (when === 'while open') await stop(keys);
      }
    });
  });
};
