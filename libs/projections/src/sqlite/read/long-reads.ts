import type { Scalar, Stored } from '../../encode.ts';
import { Letters, type Asking } from '../letters.ts';
import type { Sql } from './moments.ts';

/** How a scan is read: plain data, so that it travels to the reader's thread. */
export type Scan = {
  /** Gives `id` and `part` of each row. */
  readonly found: Sql;
  /** For each part how a row is read by its id. */
  readonly whole: readonly string[];
};

/** What the reader's thread can be asked. */
export type LongRead = {
  readonly rows: (sql: string, values: readonly Scalar[]) => readonly Stored[];
  /** Begins a scan of one moment. */
  readonly begin: (scan: Scan) => number;
  /** The next rows of a scan; none when it has come to its end. */
  readonly next: (scan: number) => readonly Stored[];
  readonly end: (scan: number) => void;
};

/** Reads that may look at many rows, the past's and whole scans: in a thread of their own, made when it is first needed. */
export class LongReads {
  readonly #folder: string;
  #letters: Letters | null = null;
  #asked: Asking<LongRead> | null = null;
  readonly #reading = new Set<Promise<unknown>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  rows(sql: string, values: readonly Scalar[]): Promise<readonly Stored[]> {
    return this.#follow(this.#thread().rows(sql, values));
  }

  async *scan(asked: Scan): AsyncIterable<readonly Stored[]> {
    const { begin, next, end } = this.#thread();
    const scan = await this.#follow(begin(asked));
    try {
      for (;;) {
        const rows = await this.#follow(next(scan));
        if (rows.length === 0) return;
        yield rows;
      }
    } finally {
      await end(scan);
    }
  }

  /** Settles when what was asked so far has been read: a scan goes on as of the moment at which it began. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#reading]);
  }

  async close(): Promise<void> {
    await this.#letters?.close();
  }

  #thread(): Asking<LongRead> {
    this.#letters ??= this.#start();
    this.#asked ??= this.#letters.works<LongRead>({ rows: true, begin: true, next: true, end: true });
    return this.#asked;
  }

  #start(): Letters {
    const letters = new Letters('read/reader', { folder: this.#folder });
    void Promise.allSettled([letters.opened()]);
    return letters;
  }

  async #follow<Result>(reading: Promise<Result>): Promise<Result> {
    this.#reading.add(reading);
    try {
      return await reading;
    } finally {
      this.#reading.delete(reading);
    }
  }
}
