import shared from '@eventstore/db-client/generated/shared_pb.js';
import statusOf from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import { maxAppendSize, type Answer, type Append } from './appending.ts';
import type { Stored } from './log.ts';

/** An error as the server sends it; `exception` names it to the client. */
export const failure = (
  code: status,
  message: string,
  exception: { readonly [name: string]: string } = {},
): Partial<ServiceError> => {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(exception)) metadata.set(name, value);
  return Object.assign(new Error(message), { code, details: message, metadata });
};

export const streamDeleted = (stream: string): Partial<ServiceError> =>
  failure(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const identifier = (stream: string): InstanceType<typeof shared.StreamIdentifier> => {
  const named = new shared.StreamIdentifier();
  named.setStreamName(Buffer.from(stream));
  return named;
};

/** The name that a request gives. */
export const nameIn = (named: InstanceType<typeof shared.StreamIdentifier> | undefined): string =>
  Buffer.from(named?.getStreamName_asU8() ?? []).toString();

/** An event as it is read. */
export const eventOf = (stored: Stored): InstanceType<typeof streams.ReadResp> => {
  const { position, stream, revision, id, type, contentType, data, metadata, created } = stored;
  const record = new streams.ReadResp.ReadEvent.RecordedEvent();
  const uuid = new shared.UUID();
  uuid.setString(id);
  record.setId(uuid);
  record.setStreamIdentifier(identifier(stream));
  record.setStreamRevision(String(revision));
  record.setCommitPosition(String(position));
  record.setPreparePosition(String(position));
  record.getMetadataMap().set('type', type);
  record.getMetadataMap().set('content-type', contentType);
  // 100 ns each, since 1970.
  record.getMetadataMap().set('created', String(BigInt(created) * 10_000n));
  record.setData(data);
  record.setCustomMetadata(metadata);
  const event = new streams.ReadResp.ReadEvent();
  event.setEvent(record);
  event.setCommitPosition(String(position));
  const response = new streams.ReadResp();
  response.setEvent(event);
  return response;
};

type AppendResp = InstanceType<typeof streams.AppendResp>;

const unarySuccess = (revision: number, at: number | null): AppendResp => {
  const success = new streams.AppendResp.Success();
  success.setCurrentRevision(String(revision));
  if (at !== null) {
    const position = new streams.AppendResp.Position();
    position.setCommitPosition(String(at));
    position.setPreparePosition(String(at));
    success.setPosition(position);
  }
  const response = new streams.AppendResp();
  response.setSuccess(success);
  return response;
};

const unaryVersion = ({ expected }: Append, actual: number | null): AppendResp => {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (actual === null) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(actual));
  if (typeof expected === 'number') wrong.setExpectedRevision(String(expected));
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  if (expected === 'no_stream') wrong.setExpectedNoStream(new shared.Empty());
  if (expected === 'stream_exists') wrong.setExpectedStreamExists(new shared.Empty());
  const response = new streams.AppendResp();
  response.setWrongExpectedVersion(wrong);
  return response;
};

/** What the unary path answers: a message, or an error. */
export const unaryAnswer = (append: Append, answer: Answer): AppendResp | Partial<ServiceError> => {
  if (answer.kind === 'success') return unarySuccess(answer.revision, answer.position);
  if (answer.kind === 'wrong-version') return unaryVersion(append, answer.actual);
  if (answer.kind === 'stream-deleted') return streamDeleted(append.stream);
  if (answer.kind === 'bad-request') return failure(status.UNKNOWN, 'Exception was thrown by handler.');
  return failure(status.INVALID_ARGUMENT, `Maximum Append Size of ${maxAppendSize} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(maxAppendSize),
  });
};

type Details = { readonly serializeBinary: () => Uint8Array };

const packed = (name: string, message: string, details: Details): InstanceType<typeof statusOf.Status> => {
  const any = new anyPb.Any();
  any.pack(details.serializeBinary(), `event_store.client.${name}`, 'type.googleapis.com/');
  const error = new statusOf.Status();
  error.setMessage(message);
  error.setDetails(any);
  return error;
};

const batchVersion = (
  { expected }: Append,
  actual: number | null,
): InstanceType<typeof shared.WrongExpectedVersion> => {
  const wrong = new shared.WrongExpectedVersion();
  if (actual === null) wrong.setCurrentNoStream(new emptyPb.Empty());
  else wrong.setCurrentStreamRevision(String(actual));
  if (typeof expected === 'number') wrong.setExpectedStreamPosition(String(expected));
  if (expected === 'any') wrong.setExpectedAny(new emptyPb.Empty());
  if (expected === 'no_stream') wrong.setExpectedNoStream(new emptyPb.Empty());
  if (expected === 'stream_exists') wrong.setExpectedStreamExists(new emptyPb.Empty());
  return wrong;
};

const batchError = (append: Append, answer: Exclude<Answer, { readonly kind: 'success' }>) => {
  if (answer.kind === 'wrong-version')
    return packed('WrongExpectedVersion', 'WrongExpectedVersion', batchVersion(append, answer.actual));
  if (answer.kind === 'stream-deleted')
    return packed('StreamDeleted', 'StreamDeleted', new shared.StreamDeleted());
  if (answer.kind === 'bad-request') return packed('BadRequest', 'BadRequest', new shared.BadRequest());
  const exceeded = new shared.MaximumAppendSizeExceeded();
  exceeded.setMaxappendsize(maxAppendSize);
  return packed('MaximumAppendSizeExceeded', 'MaximumAppendSizeExceeded', exceeded);
};

/** What the batch path answers; null: the append took too long. */
export const batchAnswer = (
  append: Append,
  answer: Answer | null,
): InstanceType<typeof streams.BatchAppendResp> => {
  const response = new streams.BatchAppendResp();
  response.setStreamIdentifier(identifier(append.stream));
  if (answer === null) response.setError(packed('Timeout', 'Timeout', new shared.Timeout()));
  else if (answer.kind !== 'success') response.setError(batchError(append, answer));
  else {
    const success = new streams.BatchAppendResp.Success();
    success.setCurrentRevision(String(answer.revision));
    if (answer.position !== null) {
      const position = new shared.AllStreamPosition();
      position.setCommitPosition(String(answer.position));
      position.setPreparePosition(String(answer.position));
      success.setPosition(position);
    }
    response.setSuccess(success);
  }
  return response;
};
