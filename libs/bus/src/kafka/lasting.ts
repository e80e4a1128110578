import { setTimeout as pause } from 'node:timers/promises';

type Client = { readonly connect: () => Promise<void>; readonly disconnect: () => Promise<void> };

/** Nobody waits longer for a client to say goodbye, in ms. */
const goodbye = 5_000;

/** Ends what may hang, within a deadline; what it says of its end is of no consequence. */
export const within = async (ending: Promise<unknown>): Promise<void> => {
  const timer = new AbortController();
  await Promise.race([
    Promise.allSettled([ending]),
    pause(goodbye, undefined, { signal: timer.signal, ref: false }).catch(() => undefined),
  ]);
  timer.abort();
};

/** One client at a time, connected when it is needed; one that failed is left, and the next one begins anew. */
export class Lasting<C extends Client> {
  readonly #make: () => C;
  #current: Promise<C> | null = null;

  constructor(make: () => C) {
    this.#make = make;
  }

  /** Works with the client; after any failure there is another one. */
  async use<Result>(work: (client: C) => Promise<Result>): Promise<Result> {
    const connecting = (this.#current ??= this.#connect());
    try {
      return await work(await connecting);
    } catch (error) {
      if (this.#current === connecting) this.#current = null;
      void connecting.then((client) => within(client.disconnect())).catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    const closing = this.#current;
    this.#current = null;
    if (closing) await within(closing.then((client) => client.disconnect()));
  }

  async #connect(): Promise<C> {
    const client = this.#make();
    try {
      await client.connect();
      return client;
    } catch (error) {
      void within(client.disconnect());
      throw error;
    }
  }
}
