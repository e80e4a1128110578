import { BACKWARDS, END, START, type RecordedEvent } from '@eventstore/db-client';
import { LRUCache } from 'lru-cache';
import type { Position, Recorded } from '../event-store.ts';
import { collect, type Call } from './engine.ts';
import { typeOf } from './failing.ts';
import { eventsIn, isOurs, positionOf, recordedOf } from './records.ts';

/** How many events one call asks for when all are passed. */
const stride = 1_000;

const topOf = (events: readonly RecordedEvent[], least: Position): Position =>
  events.reduce((top, event) => Math.max(top, positionOf(event)), least);

const placeOf = (position: Position) => ({ commit: BigInt(position), prepare: BigInt(position) });

/** The whole log in its order: everything that the server holds, of which only Relais' own events are shown. */
export class Log {
  readonly #call: Call;
  /**
   * Where a read of what comes after a position may begin instead: what lies between is not ours, or the position is that
   * of another store and no record begins there.
   */
  readonly #starts = new LRUCache<Position, Position>({ max: 1_000 });

  constructor(call: Call) {
    this.#call = call;
  }

  async page(after: Position, limit: number): Promise<readonly Recorded[]> {
    return (await this.rows(after, limit)).map(recordedOf);
  }

  /** Ours, as the server gives them: at most `limit` after a position, fewer only at the end of the log. */
  async rows(after: Position, limit: number): Promise<readonly RecordedEvent[]> {
    const start = this.#starts.get(after) ?? after;
    try {
      return await this.#from(start, after, limit);
    } catch (error) {
      if (typeOf(error) !== 'unknown' || start === 0) throw error;
    }
    // No record begins there, or not any more.
    this.#starts.delete(after);
    if (start === after) this.#starts.set(after, await this.#floor(after));
    return this.rows(after, limit);
  }

  /** The position of the last event that is ours, 0 when there is none. */
  async head(): Promise<Position> {
    let before: Position | null = null;
    for (;;) {
      const raw = await this.#backwards(before);
      const found = raw.find(isOurs);
      if (found) return positionOf(found);
      const last = raw.at(-1);
      if (!last) return 0;
      before = positionOf(last);
    }
  }

  /** Events in the order of the log, from a place on that some record begins at; 0 is the start. */
  async #raw(from: Position, count: number): Promise<readonly RecordedEvent[]> {
    const fromPosition = from === 0 ? START : placeOf(from);
    const found = await this.#call((client, manner) =>
      collect(client.readAll({ ...manner, fromPosition, maxCount: count })),
    );
    return eventsIn(found);
  }

  async #backwards(before: Position | null): Promise<readonly RecordedEvent[]> {
    const fromPosition = before === null ? END : placeOf(before);
    const found = await this.#call((client, manner) =>
      collect(client.readAll({ ...manner, fromPosition, direction: BACKWARDS, maxCount: 16 })),
    );
    return eventsIn(found);
  }

  async #from(start: Position, after: Position, limit: number): Promise<readonly RecordedEvent[]> {
    const found: RecordedEvent[] = [];
    let last = start;
    let more = true;
    while (more && found.length < limit) {
      // What stands at the place itself comes again.
      const wanted = limit - found.length + 1;
      const raw = await this.#raw(last, wanted);
      const beyond = Math.max(after, last);
      found.push(...raw.filter((event) => positionOf(event) > beyond && isOurs(event)));
      more = raw.length === wanted;
      last = topOf(raw, last);
    }
    const shown = found.at(-1);
    const end = shown ? positionOf(shown) : after;
    if (last > end) this.#starts.set(end, last);
    return found.slice(0, limit);
  }

  /** The last place up to a position that a record begins at, 0 for none: found by reading, once for a foreign position. */
  async #floor(position: Position): Promise<Position> {
    let floor = 0;
    let more = true;
    while (more) {
      const raw = await this.#raw(floor, stride);
      const below = raw.filter((event) => positionOf(event) <= position);
      floor = topOf(below, floor);
      more = raw.length === stride && below.length === raw.length;
    }
    return floor;
  }
}
