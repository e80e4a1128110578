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
  /** Numbers of rows by these fields, kept with each write, never counted on reading. */
  readonly counters: { readonly [counter: string]: readonly (keyof R & string)[] };
  /** Whether past versions of a row are kept, by each of the two times. */
  readonly temporal: boolean;
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

/** `after` is the opaque cursor of a former page, only valid with the same filter and order. */
export type Query<R extends Row> = {
  readonly where: Filter<R>;
  readonly order: readonly { readonly field: keyof R & string; readonly descending?: boolean }[];
  /** At most 100. */
  readonly first: number;
  readonly after?: string | undefined;
  /** The rows as they were, by one of the two times. */
  readonly asOf?: { readonly by: 'happened' | 'recorded'; readonly at: string } | undefined;
};

export type Page<R extends Row> = {
  readonly rows: readonly Version<R>[];
  readonly cursors: readonly string[];
  /** Whether there is more after the last row. */
  readonly more: boolean;
};

export type Count = { readonly group: { readonly [field: string]: unknown }; readonly count: number };

/** One line of the change log: written with the row, read once the row can be read. */
export type Change<R extends Row> = { readonly cursor: string; readonly key: string; readonly row: R | null; readonly revision: number };

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
  readonly get: (keys: readonly string[]) => Promise<ReadonlyMap<string, Version<R>>>;
  /** Invalid `after-unreadable` for a cursor that is not of this query; a filter or order without index is a Fault. */
  readonly page: (query: Query<R>) => Promise<Page<R>>;
  readonly counts: (counter: string, where: Filter<R>) => Promise<readonly Count[]>;
  /** The change log after a cursor (null: from now on, gives only the cursor). `restart` when the cursor is void, after a rebuild. */
  readonly changes: (
    after: string | null,
    limit: number,
  ) => Promise<{ readonly changes: readonly Change<R>[]; readonly cursor: string } | 'restart'>;
  /** SHA-256 over all rows, past versions and counters, in order: equal for a live and a rebuilt one. */
  readonly hash: () => Promise<string>;
};

/** Where read models are kept. */
export type Projections = {
  readonly table: <R extends Row>(model: Model<R>) => Table<R>;
  /** 0 for a processor that has not begun. */
  readonly checkpoint: (processor: string) => Promise<number>;
  readonly commit: (commit: Commit) => Promise<void>;
  readonly parked: (processor?: string) => Promise<readonly Parked[]>;
  /** A next generation of a model beside the live one, empty; reads go on on the live one until `swap`. */
  readonly beside: <R extends Row>(model: Model<R>) => Promise<{
    readonly write: (versions: readonly Version<R>[]) => Promise<void>;
    readonly get: Table<R>['get'];
    readonly hash: Table<R>['hash'];
    /** Makes it the live one and sets the processor's checkpoint, in one commit; drops the old one. */
    readonly swap: (processor: string, position: number) => Promise<void>;
    readonly drop: () => Promise<void>;
  }>;
  readonly close: () => Promise<void>;
};
