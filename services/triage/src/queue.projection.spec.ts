import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ticket, type MessageReceived, type NoteAdded, type TicketEvent } from '@relais/contracts';
import { replay, step } from '@relais/kernel';
import { openProjections, tidy, type Projections, type Table } from '@relais/projections';
import { noDeadline } from '@relais/rules';
import {
  assigned,
  at,
  classified,
  closed,
  held,
  opened,
  resolved,
  sealedAs,
  stamped,
  taken,
  terms,
  ticketHistories,
  type Given,
} from '@relais/testkit';
import fc from 'fast-check';
import {
  queue,
  queueProjection,
  queueQuery,
  type QueueFilter,
  type QueueOrder,
  type QueueRow,
} from './queue.projection.ts';

const now = { by: 'nadia', at: '2026-03-02T08:15:00.000Z' };
const past = (...events: readonly Given<TicketEvent>[]) => stamped<TicketEvent>(events, now);
const signed = {
  ...terms,
  calendar: { ...terms.calendar, slots: [{ day: 1, from: '00:00', to: '24:00' }] },
} as const;
const projection = queueProjection({
  ready: async () => undefined,
  of: (_, client, version) => (client === 'acme' && version === 1 ? signed : null),
});
const pinned = { ...opened, rules: { contract: 1 } };

const rowAfter = (...events: readonly Given<TicketEvent>[]): QueueRow | null =>
  replay(projection.fold, past(...events));

describe('the queue', () => {
  it('shows a ticket as soon as it is opened', () =>
    expect(rowAfter(at(opened, '2026-03-02T08:00:00.000Z'))).toStrictEqual({
      tenant: 'demo',
      client: 'acme',
      number: 'R-20417',
      reference: null,
      subject: sealedAs('The printer is silent'),
      requester: 'zoe',
      product: 'printer',
      kind: 'incident',
      openingKind: 'incident',
      channel: 'phone',
      status: 'open',
      level: 1,
      holder: null,
      heldSince: null,
      queue: 'acme-1',
      home: 'acme-1',
      heldFor: null,
      category: null,
      priority: null,
      openedAt: '2026-03-02T08:00:00.000Z',
      updatedAt: '2026-03-02T08:00:00.000Z',
      resolvedAt: null,
      closedAt: null,
      sla: null,
      deadline: noDeadline,
    }));

  it('carries the next instant at which something is owed, while the clock runs', () => {
    const eight = at(pinned, '2026-03-02T07:00:00.000Z');
    expect(rowAfter(eight)?.deadline).toBe('2026-03-02T15:00:00.000Z');
    expect(rowAfter(eight, { ...classified, data: { ...classified.data, priority: 1 } })?.deadline).toBe(
      '2026-03-02T09:00:00.000Z',
    );
    for (const end of [held, resolved]) expect(rowAfter(eight, end)?.deadline).toBe(noDeadline);
  });

  it('shows nothing of a ticket that was not opened', () => expect(rowAfter(taken, classified)).toBeNull());

  it('follows who has it, how pressing it is and for whom it waits', () =>
    expect(rowAfter(opened, classified, taken, at(assigned, '2026-03-02T08:12:00.000Z'), held)).toMatchObject(
      {
        ...{ status: 'on-hold', heldFor: 'requester', holder: 'omar', heldSince: '2026-03-02T08:12:00.000Z' },
        ...{ category: 'printing', priority: 3 },
      },
    ));

  it('keeps the kind that it was opened with beside the kind that it has', () =>
    expect(rowAfter(opened, { ...classified, data: { ...classified.data, kind: 'request' } })).toMatchObject({
      openingKind: 'incident',
      kind: 'request',
    }));

  it('keeps the client’s own reference', () =>
    expect(rowAfter({ ...opened, data: { ...opened.data, reference: 'X-7' } })?.reference).toBe('X-7'));

  it('goes on showing a closed ticket', () =>
    expect(rowAfter(opened, taken, resolved, closed)).toMatchObject({ status: 'closed', holder: null }));

  it('is touched by all that happens, and never goes back when something is told late', () => {
    const note: NoteAdded = { type: 'NoteAdded', data: { text: sealedAs('Seen on site') } };
    const said: MessageReceived = {
      type: 'MessageReceived',
      data: { channel: 'mail', text: sealedAs('Any news?') },
    };
    const [eight, nine, ten] = [
      '2026-03-02T08:00:00.000Z',
      '2026-03-02T09:00:00.000Z',
      '2026-03-02T10:00:00.000Z',
    ];
    expect(rowAfter(at(opened, eight), at(note, ten))?.updatedAt).toBe(ten);
    expect(rowAfter(at(opened, eight), at(note, ten), at(said, nine))).toMatchObject({
      openedAt: eight,
      updatedAt: ten,
    });
  });

  it('agrees with the ticket’s own fold on any history, even when each row is stored and read in between', () =>
    fc.assert(
      fc.property(ticketHistories, (history) => {
        const events = past(pinned, ...history);
        let row = projection.fold.initial;
        for (const event of events)
          row = JSON.parse(JSON.stringify(step(projection.fold, row, event, event))) as QueueRow;
        expect(row).toMatchObject(replay(ticket, events));
        expect(row).toStrictEqual(tidy(queue, row as QueueRow));
      }),
    ));
});

describe('asking the queue', () => {
  let folder: string;
  let projections: Projections;
  let table: Table<QueueRow>;
  const tickets = [
    ['t1', past(opened)],
    ['t2', past(pinned, classified)],
    ['t3', past(pinned, { ...classified, data: { ...classified.data, priority: 1 } }, taken)],
    [
      't4',
      past(
        { ...opened, data: { ...opened.data, client: 'globex', queue: 'globex-1', number: 'R-4' } },
        taken,
      ),
    ],
    ['t5', past(opened, resolved, closed)],
  ] as const;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relais-queue-'));
    projections = await openProjections({ adapter: 'sqlite', folder });
    await projections.prepare(queue);
    const versions = tickets.map(([key, events]) => ({
      ...{ key, row: replay(projection.fold, events), revision: events.length - 1 },
      ...{ happenedAt: now.at, recordedAt: now.at },
    }));
    await projections.commit({ processor: 'queue', position: 9, writes: [{ model: queue, versions }] });
    table = projections.table(queue);
  });
  afterAll(async () => {
    await projections.close();
    await rm(folder, { recursive: true });
  });

  const keys = async (
    filter: QueueFilter,
    order: QueueOrder = 'openedAt',
    tenant = 'demo',
  ): Promise<readonly string[]> => {
    const { rows } = await table.page({ ...queueQuery(tenant, filter, order), first: 50 });
    return rows.map(({ key }) => key);
  };

  it('is served by an index for any filters in any order', async () => {
    const filters: readonly (keyof QueueRow)[] = queue.filters ?? [];
    await fc.assert(
      fc.asyncProperty(
        fc.subarray([...filters]),
        fc.constantFrom<QueueOrder>('openedAt', 'updatedAt', 'priority', 'deadline'),
        async (wanted, order) => {
          const [row] = (await table.get(['t3'])).values();
          const where = Object.fromEntries(wanted.map((field) => [field, row?.row?.[field]]));
          expect(await keys(where, order)).toContain('t3');
        },
      ),
    );
  });

  it('shows the most pressing first, after what nobody has classified', async () =>
    expect(await keys({ status: ['open', 'on-hold'], queue: 'acme-1' }, 'priority')).toStrictEqual([
      't1',
      't3',
      't2',
    ]));

  it('shows what falls due first, and what nothing is owed for last, the oldest first', async () =>
    expect(await keys({ client: 'acme' }, 'deadline')).toStrictEqual(['t3', 't2', 't5', 't1']));

  it('filters by each of what a list may be asked for', async () => {
    expect(await keys({ status: 'closed' })).toStrictEqual(['t5']);
    expect(await keys({ holder: 'nadia', status: 'open' }, 'priority')).toStrictEqual(['t4', 't3']);
    expect(await keys({ client: 'globex' })).toStrictEqual(['t4']);
    expect(await keys({ number: 'R-4' })).toStrictEqual(['t4']);
    expect(await keys({ priority: [1, 3] }, 'priority')).toStrictEqual(['t3', 't2']);
    expect(await keys({ reference: 'X-7' })).toStrictEqual([]);
  });

  it('goes the other way round when asked to', async () => {
    const { rows } = await table.page({
      ...queueQuery('demo', { client: 'acme' }, 'priority', true),
      first: 2,
    });
    expect(rows.map(({ key }) => key)).toStrictEqual(['t2', 't3']);
  });

  it('shows another tenant nothing', async () =>
    expect(await keys({}, 'openedAt', 'north')).toStrictEqual([]));

  it('counts by client, queue, status and level, so that a scope is a sum of groups', async () => {
    const counts = await table.counts('queue', { tenant: 'demo', client: 'acme' });
    expect(
      counts.map(({ group, count }) => [group['queue'], group['status'], group['level'], count]),
    ).toStrictEqual([
      ['acme-1', 'closed', 1, 1],
      ['acme-1', 'open', 1, 3],
    ]);
    expect(await table.counts('queue', { tenant: 'north' })).toStrictEqual([]);
  });
});
