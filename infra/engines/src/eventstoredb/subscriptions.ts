import streams from '@eventstore/db-client/generated/streams_pb.js';
import { status } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { tombstoneRevision, type Log, type Stored } from './log.ts';
import { eventOf, failure, nameIn } from './messages.ts';
import type { Options, ReadCall } from './reads.ts';

/** More live events than these wait for nobody. */
const liveBuffer = 32;

/** What is looked through between two checkpoints, for each unit of the interval. */
const searchWindow = 32;

const confirmation = () => {
  const confirmed = new streams.ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(randomUUID());
  const response = new streams.ReadResp();
  response.setConfirmation(confirmed);
  return response;
};

const caughtUp = () => {
  const response = new streams.ReadResp();
  response.setCaughtUp(new streams.ReadResp.CaughtUp());
  return response;
};

const checkpointAt = (position: number) => {
  const checkpoint = new streams.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(position));
  checkpoint.setPreparePosition(String(position));
  const response = new streams.ReadResp();
  response.setCheckpoint(checkpoint);
  return response;
};

type Match = (stored: Stored) => boolean;

const filterOf = (options: Options): Match => {
  const filter = options.getFilter();
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType();
  if (!filter || !expression) return () => true;
  const told = (stored: Stored): string => (filter.hasEventType() ? stored.type : stored.stream);
  const prefixes = expression.getPrefixList();
  const regex = expression.getRegex();
  return prefixes.length > 0
    ? (stored) => prefixes.some((prefix) => told(stored).startsWith(prefix))
    : (stored) => new RegExp(regex).test(told(stored));
};

type Wish = {
  readonly stream: string | null;
  readonly position: number;
  readonly revision: bigint;
  readonly matches: Match;
};

const ofStream = (log: Log, given: NonNullable<ReturnType<Options['getStream']>>): Wish => {
  const stream = nameIn(given.getStreamIdentifier());
  return {
    stream,
    position: given.hasEnd() ? log.end : 0,
    revision: given.hasRevision() ? BigInt(given.getRevision()) : -1n,
    matches: (stored) => stored.stream === stream,
  };
};

/** What somebody wants to follow, and from where. */
const wishOf = (log: Log, options: Options): Wish => {
  const given = options.getStream();
  if (given) return ofStream(log, given);
  const all = options.getAll();
  const from = Number(all?.getPosition()?.getCommitPosition() ?? 0);
  const position = all?.hasEnd() ? log.end : from;
  return { stream: null, position, revision: -1n, matches: filterOf(options) };
};

/** One caller who follows: first what was, then what comes. */
export class Follower {
  readonly #log: Log;
  readonly #call: ReadCall;
  readonly #stream: string | null;
  readonly #matches: Match;
  readonly #every: number;
  #position: number;
  #revision: bigint;
  #searched = 0;
  #isLive = false;
  #isFull = false;
  #waiting: Stored[] = [];

  constructor(log: Log, call: ReadCall, options: Options) {
    this.#log = log;
    this.#call = call;
    const { stream, position, revision, matches } = wishOf(log, options);
    this.#stream = stream;
    this.#position = position;
    this.#revision = revision;
    this.#matches = matches;
    this.#every = (options.getFilter()?.getCheckpointintervalmultiplier() ?? 0) * searchWindow;
    call.on('drain', () => {
      this.#isFull = false;
      this.look();
    });
  }

  begin(): void {
    this.#call.write(confirmation());
    this.look();
  }

  /** Sends on what there is; while the caller does not take it, what is live is kept for a little. */
  look(): void {
    while (!this.#isFull && this.#waiting.length > 0) this.#send(this.#waiting.shift() as Stored);
    while (!this.#call.cancelled && (!this.#isFull || this.#isLive)) {
      const found = this.#log.after(this.#position, 100);
      if (found.length === 0) return this.#rest();
      if (!found.every((stored) => this.#take(stored))) return undefined;
    }
    return undefined;
  }

  /** False when no more can be taken now. */
  #take(stored: Stored): boolean {
    if (this.#isFull && !this.#isLive) return false;
    this.#position = stored.position;
    this.#search(stored.position);
    if (!this.#isDue(stored)) return true;
    if (!this.#isFull) this.#send(stored);
    else this.#waiting.push(stored);
    if (this.#waiting.length <= liveBuffer) return true;
    this.#call.emit(
      'error',
      failure(
        status.ABORTED,
        'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
      ),
    );
    return false;
  }

  #isDue(stored: Stored): boolean {
    const { revision } = stored;
    return (
      this.#matches(stored) &&
      (this.#stream === null || revision > this.#revision || revision === tombstoneRevision)
    );
  }

  #search(position: number): void {
    this.#searched += 1;
    if (this.#every > 0 && this.#searched % this.#every === 0) this.#call.write(checkpointAt(position));
  }

  #send(stored: Stored): void {
    this.#isFull = !this.#call.write(eventOf(stored));
  }

  #rest(): void {
    // Nobody has caught up with a stream that is not there.
    if (this.#isLive || (this.#stream !== null && this.#log.stateOf(this.#stream) === null)) return;
    this.#isLive = true;
    this.#call.write(caughtUp());
  }
}
