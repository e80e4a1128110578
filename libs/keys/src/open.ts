import type { Keys } from './keys.ts';

/** Where the keys are kept. */
export type KeysSettings = {
  readonly adapter: 'sqlite';
  /** The data folder: `keys.db` and, when no master key is handed in, `master.key` lie in it. */
  readonly folder: string;
  /** 32 bytes. Without it the file `master.key` is read, and made at the first start. */
  readonly masterKey?: Uint8Array | undefined;
};

/**
 * Opens the tree of keys. Rejects with one readable Fault: `master-key-wrong`, `master-key-missing`, `master-key-exposed`
 * (others may read the file), `master-key-unreadable`, or `keys-unopenable` (no such folder, not writable, not ours).
 */
export const openKeys = async ({ folder, masterKey }: KeysSettings): Promise<Keys> => {
  const { openSqliteKeys } = await import('./sqlite/sqlite-keys.ts');
  return openSqliteKeys(folder, { masterKey });
};
