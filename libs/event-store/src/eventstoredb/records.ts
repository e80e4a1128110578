import { jsonEvent, type RecordedEvent } from '@eventstore/db-client';
import { parseStream, type Envelope } from '@relais/contracts';
import { Fault } from '@relais/kernel';
import type { Position, Recorded } from '../event-store.ts';

/**
 * How an event is kept: its data as the engine's data; all the rest as metadata, in the order in which it was stamped, so
 * that the envelope has the same text when it is read again. `data` only keeps its own place in that order.
 */
type Kept = Omit<Envelope, 'data'> & {
  readonly data: null;
  /** Drawn anew for each append: says who wrote it, of two that had the very same events. */
  readonly nonce: string;
};

/** An event as it is sent. */
export const sent = (event: Envelope, nonce: string) => {
  const metadata = { ...event, data: null, nonce } as Kept;
  return jsonEvent({ id: event.id, type: event.type, data: event.data as Record<string, unknown>, metadata });
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array);

/** What was kept beside the data; null when it is not what Relais writes. */
export const keptIn = ({ metadata }: RecordedEvent): Kept | null =>
  isObject(metadata) && 'nonce' in metadata && 'data' in metadata && 'hash' in metadata
    ? (metadata as unknown as Kept)
    : null;

/** The envelope of a stored event, whatever it says; null when it cannot be read. */
export const envelopeOf = (event: RecordedEvent): Envelope | null => {
  const kept = keptIn(event);
  if (!kept || !event.isJson || !isObject(event.data)) return null;
  const { nonce: _, ...rest } = kept;
  return { ...rest, data: event.data } as unknown as Envelope;
};

/** The events of a read. */
export const eventsIn = (found: readonly { readonly event?: unknown }[]): readonly RecordedEvent[] =>
  found.flatMap(({ event }) => (event === undefined ? [] : [event as RecordedEvent]));

export const positionOf = ({ position }: RecordedEvent): Position => Number(position?.commit ?? 0n);

/** Whether an event of the whole log is one of Relais: of a stream of ours, and nothing that the engine notes about it. */
export const isOurs = ({ streamId, type }: RecordedEvent): boolean =>
  !type.startsWith('$') && parseStream(streamId) !== null;

const isItself = (envelope: Envelope, { streamId, revision, id, type }: RecordedEvent): boolean =>
  envelope.stream === streamId &&
  envelope.revision === Number(revision) &&
  envelope.id === id &&
  envelope.type === type;

/** A stored event. The Fault `event-unreadable` names one that is damaged, or that stands in the place of another. */
export const recordedOf = (event: RecordedEvent): Recorded => {
  const envelope = envelopeOf(event);
  if (envelope && isItself(envelope, event)) return { position: positionOf(event), event: envelope };
  throw new Fault('event-unreadable', `revision ${event.revision} of ${event.streamId} is damaged`);
};
