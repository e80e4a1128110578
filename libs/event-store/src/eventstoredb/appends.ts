import { randomUUID } from 'node:crypto';
import { NO_STREAM, type AppendResult } from '@eventstore/db-client';
import type { Envelope, StreamName } from '@relais/contracts';
import { Fault } from '@relais/kernel';
import { LRUCache } from 'lru-cache';
import { broken, checkAppend } from '../appendable.ts';
import { compare } from '../compare.ts';
import { noStream, type AppendAnswer, type Recorded } from '../event-store.ts';
import { Turns } from '../turns.ts';
import type { Engine } from './engine.ts';
import { Silent, typeOf } from './failing.ts';
import { keptIn, positionOf, sent } from './records.ts';
import type { Streams } from './streams.ts';

/** The sum of the data of one append, in bytes: what a server takes unless it was told otherwise. */
const largest = 1_048_576;

type End = { readonly revision: number; readonly hash: string };
const nowhere: End = { revision: noStream, hash: '' };
type Wanted = {
  readonly stream: StreamName;
  readonly expected: number;
  readonly events: readonly Envelope[];
};

const tooLarge = (stream: StreamName): Fault =>
  new Fault('append-too-large', `${stream}: one append holds at most ${largest} bytes of data`);

/** The client never answers an append of an event without data, and ends the process over it. */
const checkSize = ({ stream, events }: Wanted): void => {
  let bytes = 0;
  for (const { data, revision } of events) {
    const text = JSON.stringify(data) as string | undefined;
    if (text === undefined || data === null) throw broken(stream, `revision ${revision} has no data`);
    bytes += Buffer.byteLength(text);
  }
  if (bytes > largest) throw tooLarge(stream);
};

/** Appends, one at a time to each stream: the server lets twins that fly together wait for seconds. */
export class Appends {
  readonly #engine: Engine;
  readonly #streams: Streams;
  readonly #turns = new Turns();
  /** An end that was seen. Others may have moved on since, but what stands at a revision stands there for ever. */
  readonly #ends = new LRUCache<StreamName, End>({ max: 20_000 });

  constructor(engine: Engine, streams: Streams) {
    this.#engine = engine;
    this.#streams = streams;
  }

  readonly append = async (
    stream: StreamName,
    expected: number,
    events: readonly Envelope[],
  ): Promise<AppendAnswer> => {
    const wanted = { stream, expected, events };
    const { first, last } = checkAppend(stream, expected, events);
    checkSize(wanted);
    return this.#turns.take(
      stream,
      async () => (await this.#obstacle(wanted, first)) ?? (await this.#write(wanted, last)),
    );
  };

  /** What a read shows of where its stream ends. */
  learn(found: readonly Recorded[]): void {
    const last = found.at(-1)?.event;
    if (last && last.revision >= (this.#ends.get(last.stream)?.revision ?? 0))
      this.#ends.set(last.stream, { revision: last.revision, hash: last.hash });
  }

  /** What stands against writing: the server compares revisions, hashes it does not know. */
  async #obstacle({ stream, expected }: Wanted, { prev }: Envelope): Promise<AppendAnswer | null> {
    if (expected === noStream) return null;
    const known = this.#ends.get(stream) ?? nowhere;
    if (known.revision > expected || (known.revision === expected && known.hash === prev)) return null;
    const found = await this.#streams.last(stream, 1);
    this.learn(found);
    const end = found[0]?.event;
    return end ? this.#compareEnd(end, expected, prev) : { answer: 'not-found' };
  }

  #compareEnd(end: Envelope, expected: number, prev: string): AppendAnswer | null {
    if (end.revision < expected) return { answer: 'conflict', actual: end.revision };
    if (end.revision === expected && end.hash !== prev)
      throw broken(end.stream, 'an event is not chained to the end of it');
    return null;
  }

  async #write(wanted: Wanted, last: Envelope): Promise<AppendAnswer> {
    const nonce = randomUUID();
    try {
      await this.#send(wanted, nonce);
      return await this.#proven(wanted, last, nonce);
    } catch (error) {
      if (typeOf(error) === 'wrong-expected-version') return this.#judge(wanted, error);
      if (typeOf(error) === 'maximum-append-size-exceeded') throw tooLarge(wanted.stream);
      if (error instanceof Silent && !error.unsent)
        throw new Fault('reply-lost', `whether ${wanted.stream} was written to is not known`, error);
      throw error;
    }
  }

  /** The same append until somebody answers: same ids and same expectation, so that it is written once. */
  #send({ stream, expected, events }: Wanted, nonce: string): Promise<AppendResult> {
    const expectedRevision = expected === noStream ? NO_STREAM : BigInt(expected);
    const written = events.map((event) => sent(event, nonce));
    return this.#engine.call((client, manner) =>
      client.appendToStream(stream, written, { ...manner, expectedRevision }),
    );
  }

  /** The server says yes to who wrote it and to who repeats it; what it holds says which of both this was. */
  async #proven({ stream }: Wanted, last: Envelope, nonce: string): Promise<AppendAnswer> {
    const [stored] = await this.#streams.some(stream, 1, { from: last.revision, backwards: false });
    const kept = stored && keptIn(stored);
    if (!stored || kept?.id !== last.id || stored.revision !== BigInt(last.revision))
      throw new Fault('store-damaged', `${stream} took revision ${last.revision} and does not hold it`);
    this.#ends.set(stream, { revision: last.revision, hash: kept.hash });
    const answer = kept.nonce === nonce ? 'written' : 'same';
    return { answer, revision: last.revision, position: positionOf(stored) };
  }

  async #judge(wanted: Wanted, error: unknown): Promise<AppendAnswer> {
    const { actualVersion } = error as { readonly actualVersion: bigint | string };
    const { stream, expected, events } = wanted;
    if (typeof actualVersion !== 'bigint')
      return expected === noStream ? { answer: 'conflict', actual: noStream } : { answer: 'not-found' };
    const found = await this.#streams.some(stream, events.length, { from: expected + 1, backwards: false });
    const followers = found.map((event) => ({ id: event.id, position: positionOf(event) }));
    return compare(wanted, Number(actualVersion), followers);
  }
}
