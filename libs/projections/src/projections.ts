/** A column of a read model. `json` is stored and given back whole, never filtered on. */
export type FieldType = 'text' | 'number' | 'json';

/** Plain data; what is absent is null. */
export type Row = { readonly [field: string]: unknown };

/** What a read model declares of itself: the adapters make tables, collections and indexes from it. */
export type Model<R extends Row> = {
  readonly name: string;
  /** Another number, another shape: it is rebuilt from the log before it is read. */
  readonly version: number;
  readonly fields: { readonly [F in keyof R]: FieldType };
  /** The only orders and leading filters that pages may use; each is completed by the key. */
  readonly indexes: readonly (readonly (keyof R & string)[])[];
  /**
   * Fields that a page may filter on besides the leading ones of an index: they are compared row by row along the index,
   * so a filter that few rows pass deserves an index of its own.
   */
  readonly filters?: readonly (keyof R & string)[];
  /** Numbers of rows by these fields, kept with each write, never counted on reading. */
  readonly counters: { readonly [counter: string]: readonly (keyof R & string)[] };
  /** Whether past versions of a row are kept, by each of the two times. */
  readonly temporal: boolean;
  /** Whether its changes are kept for those who follow it; nobody can follow it unless said. */
  readonly followed?: boolean;
};

/** A row as one event left it. Times are effective ones: the latest of the event and all before it in its stream. */
export type Version<R extends Row> = {
  readonly key: string;
  /** Null: the row is gone. */
  readonly row: R | null;
  /** Of the stream that feeds the row; what is not newer is ignored. */
  readonly revision: number;
  readonly happenedAt: string;
  readonly recordedAt: string;
};

export type Filter<R extends Row> = { readonly [F in keyof R]?: R[F] | readonly R[F][] };

/** A past instant, by one of the two times: ISO 8601 UTC with milliseconds. */
export type Instant = { readonly by: 'happened' | 'recorded'; readonly at: string };

/**
 * `after` is the opaque cursor of a former page, only valid with the same filter, order and instant. An index serves a query
 * when its columns are some of the filter's fields followed by exactly the order. All orders go the same way, and the
 * key, which ends the order, goes with them; null comes before all else, texts are compared by their UTF-8 bytes.
 */
export type Query<R extends Row> = {
  readonly where: Filter<R>;
  readonly order: readonly { readonly field: keyof R & string; readonly descending?: boolean }[];
  /** At most 100. */
  readonly first: number;
  readonly after?: string | undefined;
  /** The rows as they were, by one of the two times. */
  readonly asOf?: Instant | undefined;
};

export type Page<R extends Row> = {
  readonly rows: readonly Version<R>[];
  readonly cursors: readonly string[];
  /** Whether there is more after the last row. */
  readonly more: boolean;
};

export type Count = { readonly group: { readonly [field: string]: unknown }; readonly count: number };

/** One line of the change log: written with the row, read once the row can be read. */
export type Change<R extends Row> = {
  readonly cursor: string;
  readonly key: string;
  readonly row: R | null;
  readonly revision: number;
};

/** An event that a processor could not apply: its stream waits, the others go on. */
export type Parked = {
  readonly processor: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly reason: string;
  /** ISO 8601 UTC. */
  readonly at: string;
};

/** All that one batch of a processor leaves behind, in one commit. */
export type Commit = {
  readonly processor: string;
  /** The position up to which the processor has applied or parked everything. */
  readonly position: number;
  readonly writes: readonly { readonly model: Model<Row>; readonly versions: readonly Version<Row>[] }[];
  readonly park?: readonly Parked[];
  /** Streams that wait no more. */
  readonly release?: readonly string[];
};

/** A read model that can be asked. */
export type Table<R extends Row> = {
  /** What is known of these keys, rows that are gone included (their `row` is null). */
  readonly get: (keys: readonly string[]) => Promise<ReadonlyMap<string, Version<R>>>;
  /**
   * Invalid `after-unreadable` for a cursor that is not of this query, `page-too-large` beyond 100; a filter or order that
   * no index serves is the Fault `no-index`.
   */
  readonly page: (query: Query<R>) => Promise<Page<R>>;
  /** `where` may name the counter's fields only. With `asOf` (temporal models) the rows of that instant are counted. */
  readonly counts: (counter: string, where: Filter<R>, asOf?: Instant) => Promise<readonly Count[]>;
  /**
   * All rows that the filter lets pass, as they stood at the moment of the first batch (with `asOf`, a temporal model's, at that
   * instant), in the order of their keys, at most 1,000 a batch: for figures over a whole tenant. `where` names the
   * leading fields of an index, or nothing; anything else is the Fault `no-index`.
   */
  readonly scan: (where: Filter<R>, asOf?: Instant) => AsyncIterable<readonly Version<R>[]>;
  /**
   * The change log of a followed model after a cursor (null: from now on, gives only the cursor). `restart` when the cursor is void:
   * after a rebuild, or when the log no longer reaches back so far. Invalid `after-unreadable` for a cursor of something else.
   */
  readonly changes: (
    after: string | null,
    limit: number,
  ) => Promise<{ readonly changes: readonly Change<R>[]; readonly cursor: string } | 'restart'>;
  /** SHA-256 over all rows, past versions and counters, in order: equal for a live and a rebuilt one. */
  readonly hash: () => Promise<string>;
};

/** A next generation of a model that is being filled while the live one is read. */
export type Beside<R extends Row> = {
  readonly write: (versions: readonly Version<R>[]) => Promise<void>;
  readonly get: Table<R>['get'];
  readonly hash: Table<R>['hash'];
  /** To be called once nearly everything is written: what is made faster on full tables (indexes) is made now. */
  readonly settle: () => Promise<void>;
  /**
   * Makes it the live one, sets the processor's checkpoint and what it has parked, in one commit; drops the old one. Settles first
   * what is not settled.
   */
  readonly swap: (processor: string, position: number, parked?: readonly Parked[]) => Promise<void>;
  readonly drop: () => Promise<void>;
};

/** Where read models are kept. Reading or writing a model that is `outdated` is the Fault `projection-outdated`. */
export type Projections = {
  /**
   * Makes what a model needs when it is new. `outdated`: what is stored has another version of the model and must be
   * rebuilt before it is read or written.
   */
  readonly prepare: (model: Model<Row>) => Promise<'ready' | 'outdated'>;
  readonly table: <R extends Row>(model: Model<R>) => Table<R>;
  /** 0 for a processor that has not begun. It never goes back, except by a swap. */
  readonly checkpoint: (processor: string) => Promise<number>;
  /** All or nothing; what is released is released before anything is parked. Can be read when it is settled. */
  readonly commit: (commit: Commit) => Promise<void>;
  readonly parked: (processor?: string) => Promise<readonly Parked[]>;
  /** A next generation, empty; reads go on on the live one until `swap`. */
  readonly beside: <R extends Row>(model: Model<R>) => Promise<Beside<R>>;
  readonly close: () => Promise<void>;
};
