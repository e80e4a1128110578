import { BACKWARDS, END, FORWARDS, START, type RecordedEvent } from '@eventstore/db-client';
import type { StreamName } from '@relais/contracts';
import { Fault } from '@relais/kernel';
import type { Range, Recorded } from '../event-store.ts';
import { collect, type Engine } from './engine.ts';
import { typeOf } from './failing.ts';
import { eventsIn, recordedOf } from './records.ts';

/** From which revision, null for the end that is read first. */
type Direction = { readonly from: number | null; readonly backwards: boolean };

type Bounds = { readonly from: number; readonly to: number; readonly limit: number };

const top = Number.MAX_SAFE_INTEGER;

/** Events follow each other without a hole: somebody who truncates a stream would hide its past from every decision. */
const whole = (stream: StreamName, found: readonly Recorded[], from: number): readonly Recorded[] => {
  found.forEach(({ event: { revision } }, place) => {
    if (revision === from + place) return;
    throw new Fault('event-unreadable', `revision ${from + place} of ${stream} is hidden or gone`);
  });
  return found;
};

/** The reads of single streams. */
export class Streams {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  read(stream: StreamName, range: Range = {}): Promise<readonly Recorded[]> {
    const { from = 0, to = top, limit = top } = range;
    if (to < from || limit <= 0) return Promise.resolve([]);
    if (range.backwards) return this.#backwards(stream, { from, to, limit });
    return this.#forwards(stream, from, Math.min(limit, to - from + 1, top));
  }

  /** The last events, the very last one first. */
  async last(stream: StreamName, count: number): Promise<readonly Recorded[]> {
    const found = (await this.some(stream, count, { from: null, backwards: true })).map(recordedOf);
    const end = found[0]?.event.revision ?? -1;
    const due = Math.min(count, end + 1);
    whole(stream, found.toReversed(), end - due + 1);
    return found;
  }

  /** Events as the engine gives them, at most so many; none of a stream that is not there. */
  async some(
    stream: StreamName,
    count: number,
    { from, backwards }: Direction,
  ): Promise<readonly RecordedEvent[]> {
    const end = backwards ? END : START;
    const fromRevision = from === null ? end : BigInt(from);
    const direction = backwards ? BACKWARDS : FORWARDS;
    try {
      const found = await this.#engine.call((client, manner) =>
        collect(client.readStream(stream, { ...manner, fromRevision, direction, maxCount: count })),
      );
      return eventsIn(found);
    } catch (error) {
      if (typeOf(error) === 'stream-not-found') return [];
      throw error;
    }
  }

  async #forwards(stream: StreamName, from: number, count: number): Promise<readonly Recorded[]> {
    const found = await this.some(stream, count, { from, backwards: false });
    return whole(stream, found.map(recordedOf), from);
  }

  async #backwards(stream: StreamName, bounds: Bounds): Promise<readonly Recorded[]> {
    const { from, to, limit } = bounds;
    // What the engine reads backwards from beyond the end is said nowhere: forwards it is, where the stream goes so far.
    const lowest = Math.max(from, to - limit + 1);
    const found = to < top ? await this.#forwards(stream, lowest, to - lowest + 1) : [];
    if (to < top && found.length === to - lowest + 1) return found.toReversed();
    const last = await this.last(stream, limit);
    // Others have appended since.
    if ((last[0]?.event.revision ?? 0) > to) return this.#backwards(stream, bounds);
    return last.filter(({ event }) => event.revision >= from);
  }
}
