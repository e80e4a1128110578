import { randomFillSync } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { KeyId } from '../keys.ts';
import { bindingOf, encrypt, keyBytes } from './box.ts';
import type { KeyRow } from './file.ts';

type Readied = KeyRow & { readonly key: Buffer };

/** Longer than any command takes from readying its keys to keeping them, in ms. */
const readiedFor = 600_000;

/** How long those who sealed under a key that lost its race are told so; nobody readies it anew meanwhile. In ms. */
const lostFor = 2_000;

/** The keys that were made in memory and are not stored: those of commands that are under way, or were refused. */
export class ReadiedKeys {
  readonly #readied = new LRUCache<KeyId, Readied>({
    max: 100_000,
    ttl: readiedFor,
    updateAgeOnGet: true,
    dispose: ({ key }) => key.fill(0),
  });
  readonly #lost = new Map<KeyId, Promise<void>>();

  key(id: KeyId): Buffer | null {
    return this.#readied.get(id)?.key ?? null;
  }

  make(id: KeyId, parent: KeyId, parentKey: Uint8Array): Buffer {
    const key = randomFillSync(Buffer.alloc(keyBytes));
    this.#readied.set(id, { id, parent, key, wrapped: encrypt(parentKey, key, bindingOf(id, parent)) });
    return key;
  }

  /** A key and what is missing above it, from the top of the tree down; empty when the key is not readied. */
  rows(id: KeyId): readonly KeyRow[] {
    const row = this.#readied.get(id);
    if (!row) return [];
    return [...this.rows(row.parent), { id, parent: row.parent, wrapped: row.wrapped }];
  }

  /** They are stored now. */
  stored(rows: readonly KeyRow[]): void {
    for (const { id } of rows) this.#readied.delete(id);
  }

  /** Drops what is named, and what hangs below it. */
  drop(ids: readonly KeyId[]): readonly KeyId[] {
    const named = new Set(ids);
    const doomed = [...this.#readied.keys()].filter((id) => this.#hangsBelow(id, named));
    for (const id of doomed) this.#readied.delete(id);
    return doomed;
  }

  /** Another key was stored under this name: who sealed under ours, or below it, has to begin again. */
  lose(id: KeyId): void {
    for (const doomed of this.drop([id])) {
      const over = pause(lostFor, undefined, { ref: false }).then(() => void this.#lost.delete(doomed));
      this.#lost.set(doomed, over);
    }
  }

  isLost(id: KeyId): boolean {
    return this.#lost.has(id);
  }

  /** Settled once nobody can be left that sealed under the lost keys of these names. */
  async lostAreGone(ids: readonly KeyId[]): Promise<void> {
    for (const id of ids) await this.#lost.get(id);
  }

  clear(): void {
    this.#readied.clear();
  }

  #hangsBelow(id: KeyId, named: ReadonlySet<KeyId>): boolean {
    if (named.has(id)) return true;
    const row = this.#readied.peek(id);
    return row !== undefined && this.#hangsBelow(row.parent, named);
  }
}
