import type { Envelope, StreamName } from '@relais/contracts';
import type { EventStore, Recorded } from '@relais/event-store';
import { Fault, step, type Event } from '@relais/kernel';
import { tidy, type Row, type Table, type Version } from '@relais/projections';
import { LRUCache } from 'lru-cache';
import type { Work } from './passing.ts';
import type { Projection } from './processor.ts';

/** So many rows are remembered between two batches; the others are read back. */
const remembered = 20_000;

const later = (one: string | undefined, other: string): string =>
  one !== undefined && one > other ? one : other;

/** A time that no adapter can store would hold up every other stream at the commit. */
const checkTimes = ({ happenedAt, recordedAt }: Envelope): void => {
  if (Number.isNaN(Date.parse(happenedAt) + Date.parse(recordedAt)))
    throw new Fault('event-unreadable', `"${happenedAt}" or "${recordedAt}" is no instant`);
};

/** A stream's id: what follows the first dot, for tenants hold none. Asked for every event, hence no pattern. */
const keyOf = (stream: StreamName): string => {
  const dot = stream.indexOf('.');
  if (dot < 0) throw new Fault('stream-unreadable', `${stream} is the name of no stream`);
  return stream.slice(dot + 1);
};

/** Folds events into versions of rows, one stream each; what is known already is left out, what is missing is fetched. */
export class Projecting<R extends Row, In extends Event> implements Work {
  readonly #projection: Projection<R, In>;
  readonly #store: EventStore;
  readonly #get: Table<R>['get'];
  readonly #rows = new LRUCache<string, Version<R>>({ max: remembered });
  #fresh = new Map<string, Version<R>>();
  #versions: Version<R>[] = [];

  constructor(projection: Projection<R, In>, store: EventStore, get: Table<R>['get']) {
    this.#projection = projection;
    this.#store = store;
    this.#get = get;
  }

  readonly select = async (batch: readonly Recorded[]): Promise<readonly Recorded[]> => {
    await this.#load(batch);
    const next = new Map<StreamName, number>();
    const due: Recorded[] = [];
    for (const recorded of batch) {
      const { stream, revision } = recorded.event;
      const expected = next.get(stream) ?? (this.#standing(keyOf(stream))?.revision ?? -1) + 1;
      if (revision < expected) continue;
      if (revision > expected) due.push(...(await this.#missing(stream, expected, revision - 1)));
      due.push(recorded);
      next.set(stream, revision + 1);
    }
    await this.#projection.ready?.(due);
    return due;
  };

  readonly apply = ({ event }: Recorded): void => {
    const { model, fold } = this.#projection;
    const key = keyOf(event.stream);
    const standing = this.#standing(key);
    checkTimes(event);
    const row = step(fold, standing ? standing.row : fold.initial, event as Envelope & In, event);
    const version: Version<R> = {
      key,
      row: row && tidy(model, row),
      revision: event.revision,
      happenedAt: later(standing?.happenedAt, event.happenedAt),
      recordedAt: later(standing?.recordedAt, event.recordedAt),
    };
    this.#fresh.set(key, version);
    this.#versions.push(version);
  };

  /** What was applied and is not committed yet. */
  pending(): readonly Version<R>[] {
    return this.#versions;
  }

  /** What was applied is committed. */
  settle(): void {
    for (const [key, version] of this.#fresh) this.#rows.set(key, version);
    this.#fresh = new Map();
    this.#versions = [];
  }

  /** The rows are others now. */
  forget(): void {
    this.#rows.clear();
    this.#fresh = new Map();
    this.#versions = [];
  }

  #standing(key: string): Version<R> | undefined {
    return this.#fresh.get(key) ?? this.#rows.get(key);
  }

  async #load(batch: readonly Recorded[]): Promise<void> {
    const keys = new Set(batch.map(({ event }) => keyOf(event.stream)));
    const unknown = [...keys].filter((key) => !this.#standing(key));
    if (unknown.length === 0) return;
    // What a batch needs stays at hand until it is committed, however many rows it touches.
    for (const [key, version] of await this.#get(unknown)) this.#fresh.set(key, version);
  }

  /** A bus may lose what the store has; a projection passes nothing. */
  async #missing(stream: StreamName, from: number, to: number): Promise<readonly Recorded[]> {
    const found = await this.#store.read(stream, { from, to });
    if (found.length === to - from + 1) return found;
    throw new Fault('history-incomplete', `${stream} lacks a revision from ${from} to ${to}`);
  }
}
