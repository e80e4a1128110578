import { createHmac, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import type { Sealed, TenantId } from '@relais/contracts';
import { Fault } from '@relais/kernel';
import { tenantKey, type KeyId, type Keys } from '../keys.ts';
import { decrypt, encrypt, keyBytes } from './box.ts';
import { prepareFile, root } from './file.ts';
import { ReadiedKeys } from './readied.ts';
import { heldFor, StoredKeys } from './stored.ts';
import { Writing } from './writing.ts';

/** The kid of what nothing will ever open: no key has this name. */
const throwAway = 'throw-away';

/** A chain begins at the tenant's key and stays inside that tenant. */
const lastOf = (chain: readonly KeyId[]): KeyId => {
  const tenant = /^tenant-([a-z0-9-]+)\.(.+)$/.exec(chain[0] ?? '')?.[1];
  const last = chain.at(-1);
  const inside = (id: KeyId) => id.slice(id.indexOf('-') + 1).startsWith(`${tenant}.`);
  if (!last || !tenant || chain[0] !== tenantKey(tenant) || !chain.every(inside))
    throw new Fault('key-chain-wrong', `[${chain.join(', ')}] is no chain of keys from a tenant's down`);
  return last;
};

const destroyed = (id: KeyId): Fault => new Fault('key-destroyed', `the key ${id} is destroyed for good`);
const busy = (id: KeyId): Fault =>
  new Fault('busy', `${id} was not readied in time, or another one was faster: begin again`);

class SqliteKeys implements Keys {
  readonly #stored: StoredKeys;
  readonly #readied = new ReadiedKeys();
  readonly #writing: Writing;
  readonly #blindings = new WeakMap<Buffer, KeyObject>();

  constructor(stored: StoredKeys, writing: Writing) {
    this.#stored = stored;
    this.#writing = writing;
  }

  async ready(chain: readonly KeyId[]): Promise<KeyId> {
    const last = lastOf(chain);
    await this.#readied.lostAreGone(chain);
    const gone = chain.find((id) => this.#stored.isDestroyed(id));
    if (gone) throw destroyed(gone);
    if (!this.#key(last)) this.#make(chain);
    return last;
  }

  async seal(id: KeyId, text: string): Promise<Sealed> {
    const key = this.#key(id);
    const kid = key ? id : throwAway;
    return { kid, box: encrypt(key ?? randomBytes(keyBytes), Buffer.from(text), kid).toString('base64url') };
  }

  async keep(id: KeyId): Promise<void> {
    if (this.#readied.isLost(id)) throw busy(id);
    const rows = this.#readied.rows(id);
    if (rows.length === 0) return this.#checkStored(id);
    const kept = await this.#writing.ask({ wish: 'keep', rows });
    if (kept.answer === 'kept') this.#readied.stored(rows);
    if (kept.answer === 'destroyed') {
      this.#readied.drop([kept.id]);
      throw destroyed(kept.id);
    }
    if (kept.answer === 'stored') {
      this.#readied.lose(kept.id);
      throw busy(kept.id);
    }
  }

  async open({ kid, box }: Sealed): Promise<string | null> {
    const key = this.#key(kid);
    if (!key) return null;
    const clear = decrypt(key, Buffer.from(box, 'base64url'), kid);
    if (!clear) throw new Fault('box-damaged', `a box does not open with its key ${kid}`);
    return clear.toString();
  }

  async forget(id: KeyId, position: number): Promise<void> {
    const forgotten = await this.#writing.ask({ wish: 'forget', id, position });
    if (forgotten.answer !== 'forgotten') throw new Fault('keys-unwritable', `${id} could not be destroyed`);
    this.#stored.wipe(forgotten.ids);
    this.#readied.drop(forgotten.ids);
    if (!forgotten.emptied)
      throw new Fault('busy', `${id} is destroyed, but a reader still holds its former pages: ask again`);
  }

  async forgottenUpTo(): Promise<number> {
    return this.#stored.forgottenUpTo();
  }

  async blind(tenant: TenantId, kind: string, value: string): Promise<string> {
    const key = await this.#lasting(tenantKey(tenant));
    return createHmac('sha256', this.#blinding(key))
      .update(JSON.stringify([kind, value]))
      .digest('hex');
  }

  async close(): Promise<void> {
    this.#readied.clear();
    // The last connection to leave empties the log, and a reading one could not.
    this.#stored.close();
    await this.#writing.close();
  }

  /** An index under a key that a crash loses would never be found again. */
  async #lasting(id: KeyId): Promise<Buffer> {
    const known = this.#stored.key(id);
    if (known) return known;
    await this.keep(await this.ready([id]));
    const key = this.#stored.key(id);
    if (!key) throw destroyed(id);
    return key;
  }

  /** Deriving it costs more than all the rest of an index; it lives no longer than the key that it is derived from is held. */
  #blinding(key: Buffer): KeyObject {
    const known = this.#blindings.get(key);
    if (known) return known;
    const blinding = createSecretKey(Buffer.from(hkdfSync('sha256', key, '', 'relais.blind.v1', keyBytes)));
    this.#blindings.set(key, blinding);
    return blinding;
  }

  /** What is stored goes before what is readied: it was first. Nothing is sealed under the master key itself. */
  #key(id: KeyId): Buffer | null {
    return id === root ? null : (this.#stored.key(id) ?? this.#readied.key(id));
  }

  #make(chain: readonly KeyId[]): void {
    let parent = root;
    for (const id of chain) {
      if (!this.#key(id)) this.#readied.make(id, parent, this.#keyAbove(parent));
      parent = id;
    }
  }

  #keyAbove(parent: KeyId): Buffer {
    const key = this.#stored.key(parent) ?? this.#readied.key(parent);
    if (!key) throw busy(parent);
    return key;
  }

  #checkStored(id: KeyId): void {
    if (this.#stored.isDestroyed(id)) throw destroyed(id);
    if (!this.#stored.key(id)) throw busy(id);
  }
}

/** `holdFor`: how long an unwrapped key is held at most, in ms; only tests that wait for it say another one. */
export const openSqliteKeys = (
  folder: string,
  {
    masterKey,
    holdFor = heldFor,
  }: { readonly masterKey?: Uint8Array | undefined; readonly holdFor?: number } = {},
): Keys => {
  const { file, master } = prepareFile(folder, masterKey);
  return new SqliteKeys(new StoredKeys(file, master, holdFor), new Writing(file));
};
