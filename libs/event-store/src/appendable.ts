import { noHash, type Envelope, type StreamName } from '@relais/contracts';
import { Fault } from '@relais/kernel';
import { noStream } from './event-store.ts';

/** What an append is wrong by itself for: a bug of its caller. */
export const broken = (stream: StreamName, message: string): Fault =>
  new Fault('append-broken', `${stream}: ${message}`);

/** The events of an append, of which there is at least one: they follow each other and the expected revision. */
export type Batch = { readonly first: Envelope; readonly last: Envelope };

/** Checks all that can be checked without the engine. */
export const checkAppend = (stream: StreamName, expected: number, events: readonly Envelope[]): Batch => {
  if (!Number.isSafeInteger(expected) || expected < noStream)
    throw broken(stream, `nothing can be at ${expected}`);
  const [first] = events;
  const last = events.at(-1);
  if (!first || !last) throw broken(stream, 'there is nothing to append');
  let hash = first.prev;
  events.forEach((event, place) => {
    if (event.stream !== stream) throw broken(stream, `an event is of ${event.stream}`);
    if (event.revision !== expected + 1 + place)
      throw broken(stream, `revision ${event.revision} does not follow`);
    if (event.prev !== hash)
      throw broken(stream, `revision ${event.revision} is not chained to the one before`);
    hash = event.hash;
  });
  if (expected === noStream && first.prev !== noHash)
    throw broken(stream, 'the first event is chained to something');
  return { first, last };
};
