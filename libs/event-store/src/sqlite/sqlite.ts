import { join } from 'node:path';
import type { Envelope, StreamName } from '@relais/contracts';
import { checkAppend } from '../appendable.ts';
import type { AppendAnswer, EventStore, Position, Range, Recorded } from '../event-store.ts';
import { Pull } from '../subscription.ts';
import { Ends } from './ends.ts';
import { folderFault, takeFolder } from './folder.ts';
import { GroupCommit } from './group-commit.ts';
import { readHeads, verifyLog } from './long-reads.ts';
import { openReads } from './reads.ts';
import { logName } from './schema.ts';
import type { Wanted } from './wire.ts';

/** `url` is where this process can be reached, for the message to a second one. */
export type SqliteOptions = { readonly folder: string; readonly url?: string };

/** What the writer is asked for, once all is checked that can be without the disk. */
const prepare = (stream: StreamName, expected: number, events: readonly Envelope[]): Wanted => {
  const { first, last } = checkAppend(stream, expected, events);
  return {
    ...{ stream, expected, prev: first.prev, hash: last.hash },
    events: events.map((event) => ({ id: event.id, text: JSON.stringify(event) })),
  };
};

/** Whether a read reaches the end of its stream. */
const isTail = ({ to, limit, backwards }: Range): boolean =>
  to === undefined && limit === undefined && !backwards;

/** What the store lets go of in the end. */
type Opened = {
  readonly writer: GroupCommit;
  readonly reads: ReturnType<typeof openReads>;
  readonly ends: Ends;
  readonly pulls: Set<Pull>;
  readonly release: () => void;
};

/** The embedded store. */
class SqliteStore implements EventStore {
  readonly #file: string;
  readonly #writer: GroupCommit;
  readonly #reads: ReturnType<typeof openReads>;
  readonly #pulls: Set<Pull>;
  readonly #release: () => void;
  readonly #ends: Ends;
  #closing: Promise<void> | null = null;

  constructor(file: string, opened: Opened) {
    this.#file = file;
    this.#writer = opened.writer;
    this.#reads = opened.reads;
    this.#ends = opened.ends;
    this.#pulls = opened.pulls;
    this.#release = opened.release;
  }

  readonly append = async (
    stream: StreamName,
    expected: number,
    events: readonly Envelope[],
  ): Promise<AppendAnswer> => {
    const answer = await this.#writer.append(prepare(stream, expected, events));
    if (answer.answer === 'written') this.#ends.at(stream, answer.revision);
    if (answer.answer === 'conflict') this.#ends.at(stream, answer.actual);
    return answer;
  };

  readonly read: EventStore['read'] = async (stream, range = {}) => {
    const { from = 0 } = range;
    if (this.#ends.isBefore(stream, from)) return [];
    const found = this.#reads.stream(stream, range);
    if (isTail(range)) this.#ends.at(stream, found.at(-1)?.event.revision ?? from - 1);
    return found;
  };

  readonly readAll: EventStore['readAll'] = async (after, limit = 1_000) => this.#reads.page(after, limit);

  readonly head: EventStore['head'] = async () => this.#reads.head();

  readonly heads: EventStore['heads'] = () => readHeads(this.#file);

  readonly verify: EventStore['verify'] = (heads) => verifyLog(this.#file, heads);

  readonly subscribe = (after: Position, deliver: (batch: readonly Recorded[]) => Promise<void>) => {
    const pull = new Pull(this.#reads.some, after, deliver);
    this.#pulls.add(pull);
    const stop = async (): Promise<void> => {
      this.#pulls.delete(pull);
      await pull.stop();
    };
    return { stop };
  };

  readonly close = (): Promise<void> => (this.#closing ??= this.#end());

  async #end(): Promise<void> {
    await Promise.all([...this.#pulls].map((pull) => pull.stop()));
    await this.#writer.settle();
    // The writer is the last to let go: SQLite then leaves one file behind, without a journal. One that has failed lets go
    // before: as the last it would try once more what has failed.
    await this.#writer.empty();
    this.#reads.close();
    await this.#writer.close();
    this.#release();
  }
}

/**
 * Opens the event log of a data folder, for this process alone. Faults: `folder-in-use` (says by whom),
 * `folder-unwritable`, `store-damaged` (the file is no log).
 */
export const openSqlite = async ({ folder: given, url }: SqliteOptions): Promise<EventStore> => {
  const { folder, release } = takeFolder(given, url);
  const file = join(folder, logName);
  const pulls = new Set<Pull>();
  const wakeAll = (): void => pulls.forEach((pull) => pull.wake());
  const ends = new Ends();
  let writer: GroupCommit | null = null;
  try {
    writer = await GroupCommit.open(file, wakeAll, (reason, code) => folderFault(folder, reason, code));
    const reads = openReads(file, (events) => ends.shown(events));
    // What a kill or a failed disk left in the journal can be read, which does not say that it is on the disk.
    const failed = await writer.empty();
    if (failed) throw folderFault(folder, failed.message, 'folder-unwritable');
    return new SqliteStore(file, { writer, reads, ends, pulls, release });
  } catch (error) {
    await writer?.close();
    release();
    throw error;
  }
};
