import { lift, parseAsOf, prefixAt, type AsOf, type Envelope, type StreamName } from '@relais/contracts';
import type { EventStore } from '@relais/event-store';
import { replay, type Event, type Fold } from '@relais/kernel';
import { LRUCache } from 'lru-cache';

/** The instant of another stream that a past of one ticket goes with: `revision:<n>` says nothing elsewhere, its recording does. */
export const instantOf = (
  asOf: string | null,
  last: Pick<Envelope, 'recordedAt'> | undefined,
): AsOf | null => {
  if (asOf === null) return null;
  const past = parseAsOf(asOf);
  return past.by === 'revision' ? { by: 'recorded', at: last?.recordedAt ?? '' } : past;
};

/** Whole streams in their newest shape: the tail is read each time, what came before is kept. Made once for a process. */
export class Histories {
  readonly #store: EventStore;
  // Counted by events: about 1.5 KB each, so at most some 60 MB.
  readonly #kept = new LRUCache<StreamName, readonly Envelope[]>({
    maxSize: 40_000,
    sizeCalculation: (history) => history.length + 1,
  });

  constructor(store: EventStore) {
    this.#store = store;
  }

  async of<E extends Event>(stream: StreamName): Promise<readonly Envelope<E>[]> {
    const kept = this.#kept.get(stream) ?? [];
    const tail = await this.#store.read(stream, { from: kept.length });
    if (tail.length === 0) return kept as unknown as readonly Envelope<E>[];
    const whole = [...kept, ...tail.map(({ event }) => lift(event))];
    this.#kept.set(stream, whole);
    return whole as unknown as readonly Envelope<E>[];
  }

  /** A stream folded at an instant. */
  async at<State, In extends Event>(
    fold: Fold<State, In>,
    stream: StreamName,
    asOf: AsOf | null = null,
  ): Promise<State> {
    const history = prefixAt(await this.of<In>(stream), asOf);
    return replay(fold, history as unknown as readonly (In & Envelope)[]);
  }
}
