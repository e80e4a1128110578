import type { Bus } from './bus.ts';

/** The listeners of one process, by channel. */
export class Listeners {
  readonly #channels = new Map<string, Set<{ readonly told: (body: unknown) => void }>>();

  readonly listen: Bus['listen'] = (channel, told) => {
    const listener = { told };
    const listeners = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, listeners.add(listener));
    return () => void listeners.delete(listener);
  };

  /** Tells those of one channel. */
  readonly tell: Bus['signal'] = (channel, body) => {
    const listeners = this.#channels.get(channel);
    if (!listeners?.size) return;
    const said = body();
    for (const { told } of listeners) told(said);
  };

  /** Tells everybody that something may have been missed. */
  missed(): void {
    for (const listeners of this.#channels.values()) for (const { told } of listeners) told(null);
  }
}
