import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Fault } from '@relais/kernel';
import { LRUCache } from 'lru-cache';
import type { KeyId } from '../keys.ts';
import { bindingOf, decrypt } from './box.ts';
import { forgettings, openReading, root } from './file.ts';

/** How many unwrapped keys are held. */
const held = 20_000;

/** How often it is looked for what another process has destroyed, and what is too old is wiped, in ms. */
const wipeEvery = 1_000;

/** Below 60 s together with `wipeEvery`, were it ever overlooked that another process destroyed a key that is held here. In ms. */
export const heldFor = 50_000;

/** The keys on disk, unwrapped: a point query and one decryption a level, or what is held of it. */
export class StoredKeys {
  readonly #db: DatabaseSync;
  readonly #master: Buffer;
  readonly #find: StatementSync;
  readonly #mark: StatementSync;
  #forgettings: number;
  readonly #held: LRUCache<KeyId, Buffer>;
  readonly #wiper: NodeJS.Timeout;

  constructor(file: string, master: Buffer, holdFor: number) {
    this.#master = master;
    this.#db = openReading(file);
    this.#find = this.#db.prepare('SELECT parent, wrapped, alive FROM keys WHERE id = ?');
    this.#mark = this.#db.prepare('SELECT value FROM marks WHERE name = ?');
    this.#forgettings = this.#countOfForgettings();
    this.#held = new LRUCache({ max: held, ttl: holdFor, dispose: (key) => key.fill(0) });
    this.#wiper = setInterval(() => this.#purge(), wipeEvery).unref();
  }

  /** Null when there is no such key, or not any more. A row that does not unwrap is the Fault `key-damaged`. */
  key(id: KeyId): Buffer | null {
    if (id === root) return this.#master;
    const known = this.#held.get(id);
    if (known) return known;
    const row = this.#find.get(id);
    if (!row?.['alive']) return null;
    const parent = row['parent'] as string;
    const parentKey = this.key(parent);
    const key = parentKey && decrypt(parentKey, row['wrapped'] as Uint8Array, bindingOf(id, parent));
    if (!key) throw new Fault('key-damaged', `the key ${id} does not unwrap: keys.db is damaged`);
    this.#held.set(id, key);
    return key;
  }

  isDestroyed(id: KeyId): boolean {
    return this.#find.get(id)?.['alive'] === 0;
  }

  forgottenUpTo(): number {
    return this.#read('forgotten-up-to');
  }

  wipe(ids: readonly KeyId[]): void {
    for (const id of ids) this.#held.delete(id);
  }

  #read(mark: string): number {
    return (this.#mark.get(mark)?.['value'] as number | undefined) ?? 0;
  }

  #purge(): void {
    const count = this.#countOfForgettings();
    if (count === this.#forgettings) this.#held.purgeStale();
    else this.#held.clear();
    this.#forgettings = count;
  }

  /** NaN, which is like no count, where it cannot be read: then nothing is held. */
  #countOfForgettings(): number {
    try {
      return this.#read(forgettings);
    } catch {
      // Whoever needs a key next is told why.
      return Number.NaN;
    }
  }

  close(): void {
    clearInterval(this.#wiper);
    this.#held.clear();
    this.#master.fill(0);
    this.#db.close();
  }
}
