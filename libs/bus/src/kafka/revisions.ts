import type { Envelope, StreamName } from '@relais/contracts';
import type { EventStore, Position, Recorded } from '@relais/event-store';
import { Fault } from '@relais/kernel';
import { LRUCache } from 'lru-cache';

/** So many streams are remembered: beyond, an old event may come again, as it may after a restart. */
const most = 50_000;

/** An event that came by the bus: parsed only when it is wanted. */
export type Brought = { readonly position: Position; readonly event: () => Envelope };

/** How far each stream was handed on: what is not newer is left out, what is missing is fetched. */
export class Revisions {
  readonly #store: EventStore;
  readonly #last = new LRUCache<StreamName, number>({ max: most });

  constructor(store: EventStore) {
    this.#store = store;
  }

  /** What of this is still to be handed on, each stream in order and without a hole behind what is remembered. */
  async due(brought: readonly Brought[]): Promise<readonly Recorded[]> {
    const next = new Map<StreamName, number>();
    const due: Recorded[] = [];
    for (const one of brought) {
      const { position } = one;
      const event = await this.#read(one);
      const { stream, revision } = event;
      const expected = next.get(stream) ?? this.#next(stream) ?? revision;
      if (revision < expected) continue;
      if (revision > expected) due.push(...(await this.#missing(stream, expected, revision - 1)));
      due.push({ position, event });
      next.set(stream, revision + 1);
    }
    return due;
  }

  /** What all that led to is committed. */
  passed(due: readonly Recorded[]): void {
    for (const { event } of due) this.#last.set(event.stream, event.revision);
  }

  /** What cannot be read as it came is as the store has it. */
  async #read({ position, event }: Brought): Promise<Envelope> {
    try {
      return event();
    } catch (error) {
      const [stored] = await this.#store.readAll(position - 1, 1);
      if (stored?.position === position) return stored.event;
      throw error;
    }
  }

  #next(stream: StreamName): number | null {
    const last = this.#last.get(stream);
    return last === undefined ? null : last + 1;
  }

  async #missing(stream: StreamName, from: number, to: number): Promise<readonly Recorded[]> {
    const found = await this.#store.read(stream, { from, to });
    if (found.length === to - from + 1) return found;
    throw new Fault('history-incomplete', `${stream} lacks a revision from ${from} to ${to}`);
  }
}
