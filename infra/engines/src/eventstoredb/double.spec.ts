import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ANY,
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  streamNameFilter,
  STREAM_EXISTS,
  type AppendExpectedRevision,
} from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

// The answers of a real EventStoreDB 23.10.8, recorded once. RELAIS_EVENTSTOREDB_URL runs the same on another real one.
jest.setTimeout(60_000);

const real = process.env['RELAIS_EVENTSTOREDB_URL'];
const program = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'relais-double-'));
let child: ChildProcess | null = null;
let url: string;
let client: EventStoreDBClient;

const begin = async (port: number): Promise<void> => {
  const args = [program, '--file', join(folder, 'log.db'), '--port', String(port)];
  child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer];
  url = /esdb:\S+/.exec(String(said))?.[0] ?? '';
};
const end = async (signal: NodeJS.Signals): Promise<void> => {
  if (!child) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
};

beforeAll(async () => {
  if (real) url = real;
  else await begin(0);
  client = EventStoreDBClient.connectionString(url);
});
afterAll(async () => {
  await client.dispose();
  await end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const fresh = (): string => `spec-${randomUUID()}`;
const event = (id: string = randomUUID()) => jsonEvent({ id, type: 'Noted', data: { id } });
const some = (count: number) => Array.from({ length: count }, () => event());

const credentials = { username: 'admin', password: 'changeit' };
/** Both ways of appending: credentials given per call take the unary one. */
const paths = [
  ['batch', {}],
  ['append', { credentials }],
] as const;
type Manner = (typeof paths)[number][1];
type Events = ReturnType<typeof some>;

const append = (stream: string, expectedRevision: AppendExpectedRevision, events: Events, manner: Manner) =>
  client.appendToStream(stream, events, { expectedRevision, ...manner });

const refused = async (appending: Promise<unknown>): Promise<object> =>
  appending.then(
    () => ({ type: 'none' }),
    (error: object) => error,
  );

type Read = {
  readonly event?: { readonly id: string; readonly revision: bigint; readonly streamId: string };
};
const all = async (reading: AsyncIterable<Read>) => {
  const found = [];
  for await (const { event: one } of reading) if (one) found.push(one);
  return found;
};
const idsOf = async (stream: string) => (await all(client.readStream(stream))).map(({ id }) => id);

describe.each(paths)('appending by the %s path', (path, manner) => {
  it('tells the revision and the position of the last event', async () => {
    const stream = fresh();
    const answer = await append(stream, NO_STREAM, some(3), manner);
    const last = (await all(client.readStream(stream))).at(-1);
    expect(answer).toMatchObject({ success: true, nextExpectedRevision: 2n });
    expect(answer.position?.commit).toBe(answer.position?.prepare);
    expect(answer.position).toEqual((last as unknown as { position: object }).position);
  });

  it.each([
    ['NO_STREAM on a stream', 2, NO_STREAM, 'no_stream', 1n],
    ['another revision', 3, 0n, 0n, 2n],
    ['a revision ahead', 1, 7n, 7n, 0n],
    ['a revision of no stream', 0, 0n, 0n, 'no_stream'],
    ['STREAM_EXISTS of no stream', 0, STREAM_EXISTS, 'stream_exists', 'no_stream'],
  ] as const)('refuses %s and writes nothing', async (...row) => {
    const [, there, expected, expectedVersion, actualVersion] = row;
    const stream = fresh();
    if (there > 0) await append(stream, NO_STREAM, some(there), manner);
    const error = await refused(append(stream, expected, some(5), manner));
    const type = 'wrong-expected-version';
    expect(error).toMatchObject({ type, streamName: stream, expectedVersion, actualVersion, message: '' });
    if (there > 0) expect(await idsOf(stream)).toHaveLength(there);
  });

  it('answers the same again, also after others have followed, and writes nothing', async () => {
    const [stream, events] = [fresh(), some(3)];
    const answer = await append(stream, NO_STREAM, events, manner);
    expect(await append(stream, NO_STREAM, events, manner)).toEqual(answer);
    await append(stream, 2n, some(2), manner);
    expect(await append(stream, NO_STREAM, events, manner)).toEqual(answer);
    expect(await idsOf(stream)).toHaveLength(5);
  });

  it('refuses the same events at another revision, and writes them again at the current one', async () => {
    const [stream, events] = [fresh(), some(3)];
    await append(stream, NO_STREAM, events, manner);
    await append(stream, 2n, some(1), manner);
    expect(await refused(append(stream, 1n, events, manner))).toMatchObject({ actualVersion: 3n });
    expect(await append(stream, 3n, events, manner)).toMatchObject({ nextExpectedRevision: 6n });
    expect(await idsOf(stream)).toHaveLength(7);
  });

  it('takes a part of a batch for a repetition where it stands in order, and nothing else', async () => {
    const stream = fresh();
    const [a, b, c] = some(3) as [Events[0], Events[0], Events[0]];
    await append(stream, NO_STREAM, [a, b], manner);
    expect(await append(stream, NO_STREAM, [a], manner)).toMatchObject({ nextExpectedRevision: 0n });
    expect(await append(stream, 0n, [b], manner)).toMatchObject({ nextExpectedRevision: 1n });
    for (const [expected, events] of [
      [NO_STREAM, [b]],
      [NO_STREAM, [b, a]],
      [NO_STREAM, [a, b, c]],
      [0n, [b, c]],
    ] as const)
      expect(await refused(append(stream, expected, [...events], manner))).toMatchObject({
        actualVersion: 1n,
      });
    expect(await refused(append(stream, ANY, [b, c], manner))).toMatchObject({ expectedVersion: 'any' });
    expect(await idsOf(stream)).toHaveLength(2);
    await append(stream, ANY, [c, a], manner);
    expect(await idsOf(stream)).toEqual([a.id, b.id, c.id, a.id]);
  });

  it('keeps the first content of an id, and takes the same id in another stream or twice in a batch', async () => {
    const [stream, id] = [fresh(), randomUUID()];
    await append(stream, NO_STREAM, [event(id)], manner);
    const other = jsonEvent({ id, type: 'Noted', data: { id: 'other' } });
    expect(await append(stream, NO_STREAM, [other], manner)).toMatchObject({ nextExpectedRevision: 0n });
    const [kept] = (await all(client.readStream(stream))) as unknown as [{ data: object }];
    expect(kept.data).toEqual({ id });
    const elsewhere = fresh();
    await append(elsewhere, NO_STREAM, [event(id), event(id)], manner);
    expect(await idsOf(elsewhere)).toEqual([id, id]);
  });

  it('takes 1,048,576 bytes of data and not one more, and goes on', async () => {
    const sized = (bytes: number) => [jsonEvent({ type: 'Noted', data: 'x'.repeat(bytes - 2) as never })];
    const stream = fresh();
    expect(await append(stream, NO_STREAM, sized(1_048_576) as never, manner)).toMatchObject({
      success: true,
    });
    const type = 'maximum-append-size-exceeded';
    expect(await refused(append(fresh(), NO_STREAM, sized(1_048_577) as never, manner))).toMatchObject({
      ...{ type, maxAppendSize: 1_048_576 },
    });
    expect(await append(fresh(), NO_STREAM, some(1), manner)).toMatchObject({ success: true });
  });

  it('answers an empty batch with revision 0, and still checks what is expected of a stream', async () => {
    const stream = fresh();
    expect(await append(stream, NO_STREAM, [], manner)).toMatchObject({ nextExpectedRevision: 0n });
    await append(stream, NO_STREAM, some(2), manner);
    expect(await append(stream, 1n, [], manner)).toMatchObject({ nextExpectedRevision: 0n });
    expect(await refused(append(stream, 0n, [], manner))).toMatchObject({ actualVersion: 1n });
  });

  it('does not know what to say to an empty name or an id that is none', async () => {
    for (const [stream, given] of [
      ['', event()],
      [fresh(), event('no-uuid')],
    ] as const) {
      const error = await refused(append(stream, ANY, [given], manner));
      expect(error).toMatchObject({ type: 'unknown' });
      if (path === 'batch') expect(error).toMatchObject({ message: 'Could not recognize BadRequest' });
      else expect(error).toMatchObject({ code: 2 });
    }
  });

  it('lets one of two racers win, a hundred times', async () => {
    const stream = fresh();
    await append(stream, NO_STREAM, some(1), manner);
    for (let at = 0n; at < 100n; at += 1n) {
      const tries = await Promise.allSettled([1, 2].map(() => append(stream, at, some(1), manner)));
      expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    }
  });

  it('never writes twice what is in flight twice', async () => {
    const [stream, events] = [fresh(), some(2)];
    const tries = await Promise.allSettled([1, 2].map(() => append(stream, NO_STREAM, events, manner)));
    for (const one of tries)
      if (one.status === 'rejected')
        expect(one.reason).toMatchObject(
          path === 'batch' ? { type: 'deadline-exceeded' } : { type: 'timeout', code: 10 },
        );
    expect(await idsOf(stream)).toEqual(events.map(({ id }) => id));
  });
});

(real ? describe.skip : describe)('killed and started again', () => {
  it('has all that was acknowledged, still knows what was expected exactly, and has forgotten the rest', async () => {
    const [exact, loose, events] = [fresh(), fresh(), some(2)];
    const answer = await append(exact, NO_STREAM, events, paths[1][1]);
    await append(loose, ANY, events, paths[1][1]);
    await end('SIGKILL');
    await begin(Number(new URL(url).port));
    await client.dispose();
    client = EventStoreDBClient.connectionString(url);
    expect(await append(exact, NO_STREAM, events, paths[1][1])).toEqual(answer);
    expect(await idsOf(exact)).toHaveLength(2);
    await append(loose, ANY, events, paths[1][1]);
    expect(await idsOf(loose)).toHaveLength(4);
  });
});

describe('reading', () => {
  it('includes the revision that it begins with, both ways', async () => {
    const stream = fresh();
    await append(stream, NO_STREAM, some(4), {});
    const revisions = async (options: Parameters<typeof client.readStream>[1]) =>
      (await all(client.readStream(stream, options))).map(({ revision }) => revision);
    expect(await revisions({ fromRevision: 2n })).toEqual([2n, 3n]);
    expect(await revisions({ fromRevision: 2n, direction: BACKWARDS })).toEqual([2n, 1n, 0n]);
    expect(await revisions({ fromRevision: 9n })).toEqual([]);
    expect(await revisions({ direction: BACKWARDS })).toEqual([0n]);
    expect(await revisions({ fromRevision: END, direction: BACKWARDS, maxCount: 1 })).toEqual([3n]);
    expect(await refused(revisions({ maxCount: 0 }))).toMatchObject({ type: 'unknown' });
  });

  it('finds no stream that is not there, at the first step', async () => {
    expect(await refused(idsOf(fresh()))).toMatchObject({ type: 'stream-not-found' });
  });

  it('of everything includes the position forwards, and not backwards; between two records there is none', async () => {
    const [stream, events] = [fresh(), some(3)];
    await append(stream, NO_STREAM, events, {});
    const [first, , third] = (await all(client.readStream(stream))) as unknown as {
      readonly position: { readonly commit: bigint; readonly prepare: bigint };
    }[];
    const ids = async (options: Parameters<typeof client.readAll>[0]) =>
      (await all(client.readAll(options))).map(({ id }) => id);
    const at = (one: typeof first) => one?.position ?? { commit: 0n, prepare: 0n };
    expect(await ids({ fromPosition: at(first), maxCount: 3 })).toEqual(events.map(({ id }) => id));
    const back = await ids({ fromPosition: at(third), direction: BACKWARDS, maxCount: 2 });
    expect(back).toEqual([events[1]?.id, events[0]?.id]);
    const between = { commit: at(first).commit + 1n, prepare: at(first).prepare + 1n };
    expect(await refused(ids({ fromPosition: between, maxCount: 1 }))).toMatchObject({ type: 'unknown' });
    expect(at(third).commit).toBeGreaterThan(at(first).commit);
  });
});

describe('following', () => {
  it('confirms, gives what was after a position, says once that it has caught up, then what comes', async () => {
    const stream = fresh();
    await append(stream, NO_STREAM, some(2), {});
    const told: string[] = [];
    const filter = streamNameFilter({ prefixes: [stream] });
    const following = client.subscribeToAll({ filter });
    following.on('confirmation', () => told.push('confirmation'));
    following.on('caughtUp', () => told.push('caughtUp'));
    following.on('data', ({ event: one }) => told.push(String(one?.revision)));
    while (!told.includes('caughtUp')) await new Promise((resolve) => setTimeout(resolve, 5));
    await append(stream, 1n, some(1), {});
    while (told.length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(told).toEqual(['confirmation', '0', '1', 'caughtUp', '2']);
    await following.unsubscribe();
  });

  it('of a stream begins after the revision, and has caught up with none that is not there', async () => {
    const [stream, missing] = [fresh(), fresh()];
    await append(stream, NO_STREAM, some(3), {});
    const told: string[] = [];
    const following = client.subscribeToStream(stream, { fromRevision: 0n });
    following.on('data', ({ event: one }) => told.push(String(one?.revision)));
    const nothing = client.subscribeToStream(missing);
    nothing.on('caughtUp', () => told.push('caughtUp'));
    await once(nothing, 'confirmation');
    while (told.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(told).toEqual(['1', '2']);
    await append(missing, NO_STREAM, some(1), {});
    while (told.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(told.at(-1)).toBe('caughtUp');
    await Promise.all([following.unsubscribe(), nothing.unsubscribe()]);
  });
});

describe('deleting', () => {
  it('softly lets a stream begin anew where it was', async () => {
    const stream = fresh();
    await append(stream, NO_STREAM, some(2), {});
    await client.deleteStream(stream);
    expect(await refused(idsOf(stream))).toMatchObject({ type: 'stream-not-found' });
    expect(await append(stream, ANY, some(1), {})).toMatchObject({ nextExpectedRevision: 2n });
    expect(await idsOf(stream)).toHaveLength(1);
  });

  it.each(paths)('for good refuses everything (%s)', async (_, manner) => {
    const stream = fresh();
    await append(stream, NO_STREAM, some(1), {});
    await client.tombstoneStream(stream);
    expect(await refused(idsOf(stream))).toMatchObject({ type: 'stream-deleted' });
    expect(await refused(append(stream, 0n, some(1), manner))).toMatchObject({ type: 'stream-deleted' });
  });

  it('by count or by revision hides from the stream, not from everything', async () => {
    const [stream, events] = [fresh(), some(4)];
    const { position } = await append(stream, NO_STREAM, events, {});
    await client.setStreamMetadata(stream, { maxCount: 1 });
    expect(await idsOf(stream)).toEqual([events[3]?.id]);
    await client.setStreamMetadata(stream, { truncateBefore: 4 });
    expect(await idsOf(stream)).toEqual([]);
    const kept = await all(client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 6 }));
    expect(kept.filter(({ streamId }) => streamId === stream)).toHaveLength(4);
    expect(position).toBeDefined();
  });
});
