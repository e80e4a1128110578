import {
  streamOf,
  type ClientEvent,
  type ContractTerms,
  type Envelope,
  type StreamName,
} from '@relais/contracts';
import { Fault } from '@relais/kernel';
import { LRUCache } from 'lru-cache';
import type { Histories } from './histories.ts';

/** What an event says of the contract that goes with it. */
type Pinned = Pick<Envelope, 'tenant' | 'client' | 'rules'>;

/** Far more clients than the events of one batch name. */
const kept = 5_000;

/**
 * What clients have signed, at hand for folds, which wait for nothing: a version of a contract never changes, so what is at hand stays
 * right. A projection gives `ready` as its own, and `of` to its fold.
 */
export class Contracts {
  readonly #histories: Histories;
  readonly #signed = new LRUCache<StreamName, readonly ContractTerms[]>({ max: kept });

  constructor(histories: Histories) {
    this.#histories = histories;
  }

  /** Reads the clients that these events belong to, unless what they name is at hand. */
  readonly ready = async (batch: readonly { readonly event: Pinned }[]): Promise<void> => {
    for (const { event } of batch) {
      const { tenant, client, rules } = event;
      if (client === undefined) continue;
      const stream = streamOf('client', tenant, client);
      const version = Number(rules?.['contract'] ?? 0);
      const known = this.#signed.get(stream);
      if (!known || known.length < version) this.#signed.set(stream, await this.#read(stream));
    }
  };

  /** The terms of a version; null when that client never signed it. Throws a Fault for a client that was not made ready. */
  readonly of = (tenant: string, client: string, version: number): ContractTerms | null => {
    const signed = this.#signed.get(streamOf('client', tenant, client));
    if (!signed) throw new Fault('contract-not-ready', `the contracts of ${client} were not read before`);
    return signed[version - 1] ?? null;
  };

  async #read(stream: StreamName): Promise<readonly ContractTerms[]> {
    const history = await this.#histories.of<ClientEvent>(stream);
    return history.flatMap((event) => (event.type === 'ContractSigned' ? [event.data] : []));
  }
}
