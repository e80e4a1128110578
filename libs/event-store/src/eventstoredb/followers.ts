import type { EventStore, Position, Recorded } from '../event-store.ts';
import { openKeptPages } from '../kept-pages.ts';
import { Pull } from '../subscription.ts';
import { Live } from './live.ts';
import type { Engine } from './engine.ts';
import type { Log } from './log.ts';

type Flying = { readonly since: number; readonly page: Promise<readonly Recorded[]> };

/**
 * All who follow the log in this process. Each one pulls pages from where it stands, so that a slow one is never dropped
 * and nothing is lost between catching up and being live; one subscription wakes them all.
 */
export class Followers {
  readonly #engine: Engine;
  readonly #log: Log;
  readonly #pulls = new Set<Pull>();
  readonly #kept = openKeptPages();
  readonly #flying = new Map<Position, Flying>();
  #news = 0;
  #live: Live | null = null;

  constructor(engine: Engine, log: Log) {
    this.#engine = engine;
    this.#log = log;
  }

  readonly subscribe: EventStore['subscribe'] = (after, deliver) => {
    const pull = new Pull(this.#page, after, deliver);
    this.#pulls.add(pull);
    this.#live ??= new Live(this.#engine, this.wake);
    const stop = async (): Promise<void> => {
      this.#pulls.delete(pull);
      await pull.stop();
    };
    return { stop };
  };

  readonly wake = (): void => {
    this.#news += 1;
    this.#pulls.forEach((pull) => pull.wake());
  };

  async stop(): Promise<void> {
    this.#live?.stop();
    await Promise.all([...this.#pulls].map((pull) => pull.stop()));
  }

  /** A page that others may have read, or are reading: never one that was begun before the last news. */
  readonly #page = async (after: Position, limit: number): Promise<readonly Recorded[]> => {
    const known = this.#kept.find(after, limit);
    if (known) return known;
    const flying = this.#flying.get(after);
    if (flying?.since === this.#news) return flying.page;
    const page = this.#engine.ask(() => this.#log.page(after, limit));
    const mine = { since: this.#news, page };
    this.#flying.set(after, mine);
    try {
      const events = await page;
      this.#kept.keep(after, events);
      return events;
    } finally {
      if (this.#flying.get(after) === mine) this.#flying.delete(after);
    }
  };
}
