import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { noHash, streamOf } from '@relais/contracts';
import { noStream, type EventStore } from '../event-store.ts';
import { openEventStore } from '../open.ts';
import { stamp } from '../stamp.ts';

const stream = streamOf('ticket', 'acme', 'one');
const [opened = [], noted = []] = stamp(
  'intake',
  { revision: noStream, hash: noHash, recordedAt: '' },
  Array.from({ length: 2 }, (_, n) => ({ type: 'NoteAdded', data: { n } })),
  { stream, commandId: 'c', caller: { actor: 'nadia' }, correlation: 'x', now: '2026-03-02T08:15:00.000Z' },
).map((event) => [event]);

describe('where a stream ends', () => {
  let folder: string;
  let store: EventStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'relais-ends-'));
    store = await openEventStore({ adapter: 'sqlite', folder });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is where a page of the log has shown it, though its writer was not answered yet', async () => {
    await store.append(stream, noStream, opened);
    expect(await store.read(stream, { from: 1 })).toEqual([]);
    const appending = store.append(stream, 0, noted);
    await nextTurn();
    // The thread of the writer goes on meanwhile; its answer has to wait for a turn that is not given.
    for (let seen = 1; seen < 2;) seen = (await store.readAll(0)).length;
    expect(await store.read(stream, { from: 1 })).toHaveLength(1);
    await appending;
  });
});
