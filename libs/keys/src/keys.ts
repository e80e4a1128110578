import type { Sealed, TenantId } from '@relais/contracts';

/** Names a key of the tree: `tenant-<tenant>.<tenant>`, and for client, person and ticket the name of their stream. */
export type KeyId = string;

/** The key of a tenant, the root of its tree. */
export const tenantKey = (tenant: TenantId): KeyId => `tenant-${tenant}.${tenant}`;

/**
 * The tree of keys: tenant → client → person → ticket. Each key is stored wrapped by its parent's, the tenant's by the master key;
 * what is destroyed takes all below it along.
 */
export type Keys = {
  /**
   * Readies the last key of a chain that begins at the tenant's. Missing ones are made in memory, shared by all callers of this process,
   * and stored by `keep` alone: a refused command leaves no key behind. A destroyed key in the chain rejects with the Fault `key-destroyed`.
   */
  readonly ready: (chain: readonly KeyId[]) => Promise<KeyId>;
  /** Seals a text under a key; under an unknown or destroyed one, with a throw-away key that nothing will open. */
  readonly seal: (key: KeyId, text: string) => Promise<Sealed>;
  /** Stores a readied key and what is missing above it, on disk when settled. Another one stored meanwhile: the Fault `busy`. */
  readonly keep: (key: KeyId) => Promise<void>;
  /** The clear text; null when its key is destroyed (or never was): erased. A damaged box is the Fault `box-damaged`. */
  readonly open: (sealed: Sealed) => Promise<string | null>;
  /** Destroys a key and all below it, in every cache within 60 s and on disk when settled. Again: nothing more. `position` is that of the event that asked for it. */
  readonly forget: (key: KeyId, position: number) => Promise<void>;
  /** Up to which position of the store the forgettings are done: an older back-up of the keys says an older one. */
  readonly forgottenUpTo: () => Promise<number>;
  /** A blind index: HMAC-SHA256, hex, under a key derived from the tenant's: equal values meet, nobody reads them. */
  readonly blind: (tenant: TenantId, kind: string, value: string) => Promise<string>;
  readonly close: () => Promise<void>;
};
