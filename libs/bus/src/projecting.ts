import type { Envelope, StreamName } from '@relais/contracts';
import type { EventStore, Recorded } from '@relais/event-store';
import { Fault, step, type Event } from '@relais/kernel';
import { millisOf } from '@relais/rules';
import { tidy, type Row, type Table, type Version } from '@relais/projections';
import { LRUCache } from 'lru-cache';
import type { Work } from './passing.ts';
import type { Projection } from './processor.ts';

/** So many rows are remembered between two batches; the others are read back. */
const remembered = 20_000;

const checkTime = (iso: string): string => {
  // A time that no adapter can store would hold up every other stream at the commit.
  if (Number.isNaN(millisOf(iso))) throw new Fault('event-unreadable', `"${iso}" is no instant`);
  return iso;
};

/** The effective time of an event: that of those before it unless its own is later. */
const later = (before: string | undefined, own: string): string =>
  before !== undefined && before >= own ? before : checkTime(own);

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
  /** What was handed over, and how far streams were passed that have no row. */
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
    const before = standing ? standing.row : fold.initial;
    const row = step(fold, before, event as Envelope & In, event);
    const version: Version<R> = {
      key,
      row: row && tidy(model, row),
      revision: event.revision,
      happenedAt: later(standing?.happenedAt, event.happenedAt),
      recordedAt: later(standing?.recordedAt, event.recordedAt),
    };
    this.#fresh.set(key, version);
    // Where there was no row and is none, there is nothing to write: most streams of most projections.
    if (version.row || standing?.row) this.#versions.push(version);
  };

  /** How many versions were applied and not taken yet. */
  waiting(): number {
    return this.#versions.length;
  }

  /** Hands over what was applied, and how far each stream was passed. */
  take(): { readonly versions: readonly Version<R>[]; readonly revisions: ReadonlyMap<string, number> } {
    const { temporal, followed } = this.#projection.model;
    // Where nobody will ask what was in between, only what came last is written.
    const last =
      temporal || followed ? null : new Map(this.#versions.map((version) => [version.key, version]));
    const versions = last ? [...last.values()] : this.#versions;
    const revisions = new Map<string, number>();
    for (const [key, version] of this.#fresh) {
      this.#rows.set(key, version);
      revisions.set(key, version.revision);
    }
    this.#fresh = new Map();
    this.#versions = [];
    return { versions, revisions };
  }

  /** The rows are others now. */
  forget(): void {
    this.#rows.clear();
    this.#fresh = new Map();
    this.#versions = [];
  }

  /** How far a stream was passed, as far as that is remembered; -1 when it is not. */
  passed(key: string): number {
    return this.#rows.get(key)?.revision ?? -1;
  }

  #standing(key: string): Version<R> | undefined {
    return this.#fresh.get(key) ?? this.#rows.get(key);
  }

  async #load(batch: readonly Recorded[]): Promise<void> {
    const unknown = new Set<string>();
    const begun = new Set<string>();
    for (const { event } of batch) {
      const key = keyOf(event.stream);
      // From its first event on a stream is folded anew, whatever its row: the writer ignores what is not newer.
      if (event.revision === 0) begun.add(key);
      else if (!begun.has(key) && !this.#standing(key)) unknown.add(key);
    }
    if (unknown.size === 0) return;
    // What a batch needs stays at hand until it is committed, however many rows it touches.
    for (const [key, version] of await this.#get([...unknown])) this.#fresh.set(key, version);
  }

  /** A bus may lose what the store has; a projection passes nothing. */
  async #missing(stream: StreamName, from: number, to: number): Promise<readonly Recorded[]> {
    const found = await this.#store.read(stream, { from, to });
    if (found.length === to - from + 1) return found;
    throw new Fault('history-incomplete', `${stream} lacks a revision from ${from} to ${to}`);
  }
}
