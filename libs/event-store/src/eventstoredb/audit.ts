import type { RecordedEvent } from '@eventstore/db-client';
import type { StreamName } from '@relais/contracts';
import type { Damage, Head, Row, Verified } from '../damage.ts';
import type { Position } from '../event-store.ts';
import { Verifier } from '../verify.ts';
import type { Log } from './log.ts';
import { envelopeOf, keptIn, positionOf } from './records.ts';
import type { Streams } from './streams.ts';

/** How many events are read between two words of progress. */
const stride = 1_000;

/** How many streams are looked at side by side. */
const abreast = 32;

/** Everything of ours, page by page. */
async function* pages(log: Log): AsyncGenerator<readonly RecordedEvent[]> {
  let after: Position = 0;
  for (;;) {
    const rows = await log.rows(after, stride);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = positionOf(last);
  }
}

const headOf = (event: RecordedEvent): Head => ({
  stream: event.streamId as StreamName,
  revision: Number(event.revision),
  hash: keptIn(event)?.hash ?? '',
});

/** Where each stream ends: the whole log is read, the server has no list of its streams. */
export const headsOf = async (log: Log): Promise<readonly Head[]> => {
  const heads = new Map<string, Head>();
  for await (const rows of pages(log)) rows.forEach((row) => heads.set(row.streamId, headOf(row)));
  return [...heads.values()];
};

const rowOf = (event: RecordedEvent): Row => {
  const envelope = envelopeOf(event);
  const position = positionOf(event);
  return {
    ...{ position, place: position, stream: event.streamId, revision: Number(event.revision), id: event.id },
    text: envelope && JSON.stringify(envelope),
  };
};

/** What the log holds of a stream and a read of the stream does not show: it was deleted or truncated by somebody. */
const hidden = async (streams: Streams, { stream, revision }: Head): Promise<readonly Damage[]> => {
  const [first] = await streams.some(stream, 1, { from: null, backwards: false });
  const [last] = await streams.some(stream, 1, { from: null, backwards: true });
  const damage = { what: 'index-wrong', stream, position: null } as const;
  if (first?.revision !== 0n) return [{ ...damage, revision: 0 }];
  return Number(last?.revision ?? -1) < revision ? [{ ...damage, revision }] : [];
};

/** How many events there are in all, as far as the place of the last one that was read can tell. */
const guess = (events: number, last: RecordedEvent | undefined, head: Position): number =>
  last ? Math.max(events, Math.round((events * head) / Math.max(1, positionOf(last)))) : events;

/** What a page holds, looked at event by event; `ends` learns where the streams end. */
const damagesOf = (rows: readonly RecordedEvent[], verifier: Verifier, ends: Map<string, Head>) =>
  rows.flatMap((event) => {
    ends.set(event.streamId, headOf(event));
    const damage = verifier.next(rowOf(event));
    return damage ? [damage] : [];
  });

/** All damages, and a number for each page: how many events there were so far, and how many there will be. */
async function* lookAt(log: Log, streams: Streams, verifier: Verifier) {
  const ends = new Map<string, Head>();
  const head = await log.head();
  for await (const rows of pages(log)) {
    yield* damagesOf(rows, verifier, ends);
    const { events } = verifier.count();
    yield { events, of: guess(events, rows.at(-1), head) };
  }
  yield* verifier.end();
  const all = [...ends.values()];
  for (let at = 0; at < all.length; at += abreast) {
    const some = all.slice(at, at + abreast).map((end) => hidden(streams, end));
    yield* (await Promise.all(some)).flat();
  }
}

/** Verifies all events of ours: each one, each chain, and that each stream shows what the log holds of it. */
export async function* audit(log: Log, streams: Streams, kept: readonly Head[]): AsyncGenerator<Verified> {
  const verifier = new Verifier(kept, { gapless: false });
  let damages = 0;
  for await (const seen of lookAt(log, streams, verifier)) {
    if ('events' in seen) yield { kind: 'progress', ...seen };
    else {
      damages += 1;
      yield { kind: 'damage', damage: seen };
    }
  }
  yield { kind: 'end', ...verifier.count(), damages };
}
