import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import featuresPb from '@eventstore/db-client/generated/serverfeatures_pb.js';
import service from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import {
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import { maxAppendSize, type Append, type Expected } from './appending.ts';
import { Log, tombstoneRevision, type Proposed } from './log.ts';
import { batchAnswer, failure, nameIn, streamDeleted, unaryAnswer } from './messages.ts';
import { readAll, readStream, type ReadCall } from './reads.ts';
import { Follower } from './subscriptions.ts';
import { Writer } from './writer.ts';

/** What the double says that it is. */
const version = '23.10.8';

type AppendReq = InstanceType<typeof streams.AppendReq>;
type AppendResp = InstanceType<typeof streams.AppendResp>;
type BatchReq = InstanceType<typeof streams.BatchAppendReq>;
type BatchResp = InstanceType<typeof streams.BatchAppendResp>;
type Message =
  | NonNullable<ReturnType<AppendReq['getProposedMessage']>>
  | ReturnType<BatchReq['getProposedMessagesList']>[number];

const proposed = (message: Message): Proposed => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

type Choice = {
  readonly hasAny: () => boolean;
  readonly hasNoStream: () => boolean;
  readonly hasStreamExists: () => boolean;
};

const expectedOf = (choice: Choice | undefined, revision: string | undefined): Expected => {
  if (choice?.hasNoStream()) return 'no_stream';
  if (choice?.hasStreamExists()) return 'stream_exists';
  return choice?.hasAny() ? 'any' : Number(revision);
};

/** The unary path: one append a call. */
const appendOne =
  (writer: Writer) =>
  (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>): void => {
    const requests: AppendReq[] = [];
    call.on('data', (request: AppendReq) => void requests.push(request));
    call.on('end', () => {
      const options = requests[0]?.getOptions();
      const events = requests.flatMap((request) => {
        const message = request.getProposedMessage();
        return message ? [proposed(message)] : [];
      });
      const stream = nameIn(options?.getStreamIdentifier());
      const append: Append = { stream, expected: expectedOf(options, options?.getRevision()), events };
      void writer.append(append).then((decided) => {
        const said = decided
          ? unaryAnswer(append, decided)
          : failure(status.ABORTED, 'Operation timed out: Commit phase timeout');
        return said instanceof streams.AppendResp ? answer(null, said) : answer(said, null);
      });
    });
  };

type Batch = { readonly options: ReturnType<BatchReq['getOptions']>; readonly events: Proposed[] };

const batchOf = ({ options, events }: Batch): Append => ({
  stream: nameIn(options?.getStreamIdentifier()),
  expected: expectedOf(options, options?.getStreamPosition()),
  events,
});

const isLate = ({ options }: Batch): boolean =>
  (options?.getDeadline()?.toDate().getTime() ?? Infinity) < Date.now();

/** The batch path: any number of appends on one call, each in any number of parts. */
const appendBatches =
  (writer: Writer) =>
  (call: ServerDuplexStream<BatchReq, BatchResp>): void => {
    const open = new Map<string, Batch>();
    const answer = async (batch: Batch, correlation: ReturnType<BatchReq['getCorrelationId']>) => {
      const append = batchOf(batch);
      const response = batchAnswer(append, isLate(batch) ? null : await writer.append(append));
      response.setCorrelationId(correlation);
      call.write(response);
    };
    call.on('data', (request: BatchReq) => {
      const correlation = request.getCorrelationId();
      const name = correlation?.getString() ?? '';
      const begun = open.get(name) ?? { options: request.getOptions(), events: [] };
      open.set(name, begun);
      begun.events.push(...request.getProposedMessagesList().map(proposed));
      if (!request.getIsFinal()) return;
      open.delete(name);
      void answer(begun, correlation);
    });
    call.on('end', () => call.end());
  };

const read =
  (log: Log, followers: Set<Follower>) =>
  (call: ReadCall): void => {
    const options = call.request.getOptions();
    if (!options) return void call.emit('error', failure(status.UNKNOWN, 'Exception was thrown by handler.'));
    if (options.hasSubscription()) {
      const follower = new Follower(log, call, options);
      followers.add(follower);
      call.on('cancelled', () => followers.delete(follower));
      return follower.begin();
    }
    return void (options.hasAll() ? readAll(log, call, options) : readStream(log, call, options));
  };

const metadataEvent = (): Proposed => ({
  ...{
    id: crypto.randomUUID(),
    type: '$metadata',
    contentType: 'application/json',
    metadata: new Uint8Array(),
  },
  data: Buffer.from('{"$tb":9223372036854775807}'),
});

type Ending = ServerUnaryCall<
  InstanceType<typeof streams.DeleteReq>,
  InstanceType<typeof streams.DeleteResp>
>;

const wrongVersion = (stream: string, expected: number, actual: number) =>
  failure(status.FAILED_PRECONDITION, 'Append failed due to WrongExpectedVersion.', {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': String(expected),
    'actual-version': String(actual),
  });

/** Ends a stream within a transaction, and gives the position of what says so. */
const endStream = (log: Log, stream: string, forGood: boolean): number => {
  log.keep(stream, { from: 0, maxCount: null, state: forGood ? 'tombstone' : 'deleted' });
  if (forGood)
    return log.add(stream, tombstoneRevision, {
      ...{ ...metadataEvent(), type: '$streamDeleted' },
      data: Buffer.from('{}'),
    });
  const metastream = `$$${stream}`;
  return log.add(metastream, BigInt(log.stateOf(metastream)?.last ?? -1) + 1n, metadataEvent());
};

const ended = (forGood: boolean, position: number) => {
  const [Response, Position] = forGood
    ? [streams.TombstoneResp, streams.TombstoneResp.Position]
    : [streams.DeleteResp, streams.DeleteResp.Position];
  const at = new Position();
  at.setCommitPosition(String(position));
  at.setPreparePosition(String(position));
  const response = new Response();
  response.setPosition(at);
  return response;
};

/** Deletes a stream so that it can begin anew, or for good. */
const end =
  (log: Log, forGood: boolean, written: () => void) =>
  (call: Ending, answer: sendUnaryData<never>): void => {
    const options = call.request.getOptions();
    const stream = nameIn(options?.getStreamIdentifier());
    const { state, last } = log.stateOf(stream) ?? { state: 'alive', last: -1 };
    const expected = expectedOf(options, options?.getRevision());
    if (state === 'tombstone') return answer(streamDeleted(stream));
    if (typeof expected === 'number' && expected !== last)
      return answer(wrongVersion(stream, expected, last));
    const position = log.commit(() => endStream(log, stream, forGood));
    written();
    return answer(null, ended(forGood, position) as never);
  };

const supported = (
  _: unknown,
  answer: sendUnaryData<InstanceType<typeof featuresPb.SupportedMethods>>,
): void => {
  const methods = new featuresPb.SupportedMethods();
  methods.setEventStoreServerVersion(version);
  for (const name of ['read', 'append', 'delete', 'tombstone', 'batchappend']) {
    const method = new featuresPb.SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName(name);
    methods.addMethods(method);
  }
  answer(null, methods);
};

/** Serves a log at a port of loopback (0 for any free one); gives the port, and what ends it. */
export const serveDouble = async (
  file: string,
  port: number,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> => {
  const log = new Log(file);
  const followers = new Set<Follower>();
  const written = (): void => followers.forEach((follower) => follower.look());
  const writer = new Writer(log, written);
  const server = new Server({ 'grpc.max_receive_message_length': 32 * maxAppendSize });
  server.addService(service.StreamsService as never, {
    read: read(log, followers) as never,
    append: appendOne(writer) as never,
    batchAppend: appendBatches(writer) as never,
    delete: end(log, false, written) as never,
    tombstone: end(log, true, written) as never,
  });
  server.addService(features.ServerFeaturesService as never, { getSupportedMethods: supported as never });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, own) =>
      error ? reject(error) : resolve(own),
    );
  });
  const close = async (): Promise<void> => {
    server.forceShutdown();
    log.close();
  };
  return { port: bound, close };
};
