import { END, streamNameFilter, type AllStreamSubscription } from '@eventstore/db-client';
import { streamKinds } from '@relais/contracts';
import type { Engine } from './engine.ts';
import { deadline, late } from './failing.ts';

/** How long to wait after so many failures in a row, in ms. */
const backoff = (failures: number): number => Math.min(50 * 2 ** failures, 2_000);

/** Also when the server says nothing all is looked at that often, in ms. */
const glance = 5_000;

/**
 * Says that there may be something new, sooner or later too often and never too seldom: a subscription to what is appended,
 * begun again whatever ends it. It carries no position: what was handed on is known to those who are woken.
 */
export class Live {
  readonly #engine: Engine;
  readonly #wake: () => void;
  readonly #glancing: NodeJS.Timeout;
  #current: AllStreamSubscription | null = null;
  #failures = 0;
  #resting: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(engine: Engine, wake: () => void) {
    this.#engine = engine;
    this.#wake = wake;
    this.#glancing = setInterval(wake, glance).unref();
    this.#listen();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#glancing);
    clearTimeout(this.#resting);
    this.#leave();
  }

  #listen(): void {
    const { credentials, requiresLeader } = this.#engine.manner();
    const subscription = this.#engine.client.subscribeToAll({
      ...{ credentials, requiresLeader, fromPosition: END },
      filter: streamNameFilter({ prefixes: streamKinds.map((kind) => `${kind}-`) }),
    });
    this.#current = subscription;
    // A server that accepts and hangs confirms nothing, and no deadline is kept for a subscription.
    const silence = setTimeout(() => subscription.emit('error', late()), deadline).unref();
    const heard = (): void => {
      clearTimeout(silence);
      this.#failures = 0;
      this.#wake();
    };
    const ended = (): void => {
      clearTimeout(silence);
      if (this.#current === subscription) this.#again();
    };
    // For as long as the subscription lives: without a listener an error would end the process.
    subscription.on('error', ended);
    subscription.on('end', ended);
    subscription.on('close', ended);
    // What was appended before it was confirmed has to be looked for.
    subscription.on('confirmation', heard);
    subscription.on('caughtUp', heard);
    subscription.on('data', heard);
  }

  #again(): void {
    this.#leave();
    if (this.#stopped) return;
    this.#resting = setTimeout(() => this.#listen(), backoff(this.#failures)).unref();
    this.#failures += 1;
  }

  #leave(): void {
    const left = this.#current;
    this.#current = null;
    // One that never reached a server has nothing to end.
    void left?.unsubscribe().catch(() => null);
  }
}
