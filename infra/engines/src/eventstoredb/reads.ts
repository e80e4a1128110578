import type streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import { status, type ServerWritableStream, type ServiceError } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Log, Stored, StreamState } from './log.ts';
import { eventOf, failure, identifier, nameIn, streamDeleted } from './messages.ts';

export type ReadCall = ServerWritableStream<streamsPb.ReadReq, streamsPb.ReadResp>;
export type Options = streamsPb.ReadReq.Options;
type StreamOptions = streamsPb.ReadReq.Options.StreamOptions;
type AllOptions = streamsPb.ReadReq.Options.AllOptions;

/** So many records are taken from the log at a time. */
const page = 500;

/** Waits until the caller has taken what was written; rejects when they have left. */
const write = (call: ReadCall, message: streamsPb.ReadResp): Promise<void> | null => {
  if (call.write(message) || call.cancelled) return null;
  return new Promise((resolve) => {
    const go = (): void => {
      call.off('drain', go);
      call.off('cancelled', go);
      resolve();
    };
    call.on('drain', go);
    call.on('cancelled', go);
  });
};

/** The revisions that can be read of a stream. */
export const visible = ({ from, last, maxCount }: StreamState): readonly [from: number, to: number] => [
  Math.max(from, maxCount === null ? 0 : last - maxCount + 1),
  last,
];

const notFound = (stream: string): streamsPb.ReadResp => {
  const missing = new streams.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifier(stream));
  const response = new streams.ReadResp();
  response.setStreamNotFound(missing);
  return response;
};

const isBackwards = (options: Options): boolean =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;

const startOf = (options: StreamOptions, backwards: boolean, last: number): number => {
  if (options.hasEnd()) return backwards ? last : last + 1;
  return options.hasRevision() ? Number(options.getRevision()) : 0;
};

const unreadable = (what: string): Partial<ServiceError> =>
  failure(status.UNKNOWN, `Unexpected ${what}: Error`);

const readPages = function* (
  log: Log,
  stream: string,
  range: readonly [number, number],
  backwards: boolean,
): Generator<Stored> {
  for (let [from, to] = range; from <= to;) {
    const found = log.of(stream, [from, to], page, backwards);
    if (found.length === 0) return;
    yield* found;
    const next = Number(found.at(-1)?.revision);
    if (backwards) to = next - 1;
    else from = next + 1;
  }
};

/** Sends so many of what is found, as fast as the caller takes it, then the end. */
const send = async (call: ReadCall, found: Iterable<Stored>, count: number): Promise<void> => {
  let left = count;
  for (const stored of found) {
    await write(call, eventOf(stored));
    left -= 1;
    if (left === 0 || call.cancelled) break;
  }
  call.end();
};

const rangeOf = (given: StreamOptions, state: StreamState, backwards: boolean): readonly [number, number] => {
  const start = startOf(given, backwards, state.last);
  const [from, to] = visible(state);
  return backwards ? [from, Math.min(start, to)] : [Math.max(from, start), to];
};

/** The events of one stream, then the end. */
export const readStream = async (log: Log, call: ReadCall, options: Options): Promise<void> => {
  const given = options.getStream();
  const stream = nameIn(given?.getStreamIdentifier());
  const state = log.stateOf(stream);
  const count = Number(options.getCount());
  if (!given || count === 0) return void call.emit('error', unreadable('ReadStreamResult'));
  if (state?.state === 'tombstone') return void call.emit('error', streamDeleted(stream));
  if (state?.state === 'alive') {
    const backwards = isBackwards(options);
    return send(call, readPages(log, stream, rangeOf(given, state, backwards), backwards), count);
  }
  call.write(notFound(stream));
  call.end();
};

const placeOf = (all: AllOptions | undefined): number | 'start' | 'end' => {
  if (all?.hasPosition()) return Number(all.getPosition()?.getCommitPosition());
  return all?.hasEnd() ? 'end' : 'start';
};

const allPages = function* (log: Log, place: number, backwards: boolean): Generator<Stored> {
  for (let at = place; ;) {
    const found = backwards ? log.before(at, page) : log.after(at, page);
    yield* found;
    const last = found.at(-1);
    if (!last) return;
    at = last.position;
  }
};

/** The position that reading begins behind, or before when it goes backwards. */
const beginOf = (log: Log, place: number | 'start' | 'end', backwards: boolean): number => {
  if (place === 'start') return 0;
  if (place === 'end') return backwards ? log.end + 1 : log.end;
  return backwards ? place : place - 1;
};

/** Everything from a position on, that one included; backwards without it. A count of nothing never ends. */
export const readAll = async (log: Log, call: ReadCall, options: Options): Promise<void> => {
  const backwards = isBackwards(options);
  const place = placeOf(options.getAll());
  const count = Number(options.getCount());
  if (count === 0) return undefined;
  if (typeof place === 'number' && place !== 0 && !log.isRecord(place))
    return void call.emit('error', unreadable('ReadAllResult'));
  return send(call, allPages(log, beginOf(log, place, backwards), backwards), count);
};
