import { runProjection, type RunningProjection } from '@relais/bus';
import type { ContractTerms, Envelope, TicketEvent } from '@relais/contracts';
import { streamOf } from '@relais/contracts';
import { Contracts } from '@relais/nest';
import {
  acme,
  classified,
  held,
  opened,
  openTestPorts,
  reopened,
  resolved,
  resumed,
  taken,
  terms,
  type TestPorts,
} from '@relais/testkit';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { overdueProjection } from './overdue.projection.ts';
import { OverdueReaction } from './overdue.reaction.ts';

// Real adapters are opened, on whatever else the machine is doing.
jest.setTimeout(60_000);

/** Open from 8 to 18 in Paris from Monday to Friday: 7 to 17 UTC in winter. */
const signed: ContractTerms = {
  ...terms,
  calendar: {
    ...terms.calendar,
    slots: ([1, 2, 3, 4, 5] as const).map((day) => ({ day, from: '08:00', to: '18:00' })),
  },
};
/** A day of March 2026 in UTC: the 2nd is a Monday. */
const on = (time: string): string => `2026-03-${time}:00.000Z`;
const byMail: TicketEvent = { ...opened, data: { ...opened.data, channel: 'mail' } };
const pressing: TicketEvent = { ...classified, data: { ...classified.data, priority: 1 } };
const easy: TicketEvent = { ...classified, data: { ...classified.data, priority: 5 } };
const angry: TicketEvent = { type: 'TicketEscalated', data: { why: 'angry-caller' } };
const source = { batch: 'log', line: 2 };
const ticket = acme('ticket', 't1');

describe('calling a supervisor when a deadline has passed', () => {
  let test: TestPorts;
  let rows: RunningProjection;

  beforeEach(async () => {
    test = await openTestPorts(on('01T08:00'));
    await test.given(acme('client', 'acme'), [
      { type: 'ClientRegistered', data: { name: 'Acme', queue: 'acme-1' } },
      { type: 'ContractSigned', data: signed },
    ]);
    rows = runProjection({
      ...test.ports,
      projection: overdueProjection(new Contracts(test.ports.histories)),
    });
  });
  afterEach(async () => {
    await rows.stop();
    await test.close();
  });

  /** The first event is pinned to the contract, as an opening is. */
  const happens = async (time: string, event: TicketEvent, stated: object = {}): Promise<void> => {
    test.now(on(time));
    const pinned = event.type === 'TicketOpened' ? { rules: { contract: 1 } } : {};
    await test.given(ticket, [event], { client: 'acme', ...pinned, ...stated });
  };
  const look = async (instant: string): Promise<void> => {
    test.now(instant);
    await rows.caughtUp(await test.ports.store.head());
    await new OverdueReaction(test.ports).callDue(new AbortController().signal);
  };
  const calls = async (): Promise<readonly Envelope[]> =>
    (await test.events(ticket)).filter(({ type, by }) => type === 'TicketEscalated' && by === 'relais');
  const calledAt = async (): Promise<readonly string[]> =>
    (await calls()).map(({ happenedAt }) => happenedAt);

  it('waits until it has passed', async () => {
    await happens('02T09:00', byMail);
    await look(on('02T10:00'));
    expect(await calls()).toStrictEqual([]);
    await look('2026-03-02T10:00:00.001Z');
    expect(await calledAt()).toStrictEqual([on('02T10:00')]);
  });

  it('calls at the instant that was due, however late it is looked at, and names what it was decided by', async () => {
    await happens('02T09:00', byMail);
    const last = (await test.events(ticket)).at(-1);
    await look(on('12T10:00'));
    expect((await calls())[0]).toMatchObject({
      data: { why: 'deadline' },
      ...{ happenedAt: on('02T10:00'), recordedAt: on('12T10:00'), client: 'acme' },
      ...{ causation: last?.id, correlation: last?.correlation, rules: { sla: 1, contract: 1 } },
    });
  });

  it('calls once for the response, and once for the resolution', async () => {
    await happens('02T09:00', byMail);
    for (const time of ['02T10:01', '02T10:02', '02T16:59', '02T17:01', '03T10:00', '20T10:00'])
      await look(on(time));
    expect(await calledAt()).toStrictEqual([on('02T10:00'), on('02T17:00')]);
  });

  it('calls for nothing that was done in time', async () => {
    await happens('02T09:00', byMail);
    await happens('02T09:30', taken);
    await happens('02T16:00', resolved);
    await look(on('20T10:00'));
    expect(await calls()).toStrictEqual([]);
  });

  it('follows a deadline that a hold has moved', async () => {
    await happens('02T09:00', byMail);
    await happens('02T09:40', held);
    await look(on('02T12:00'));
    expect(await calls()).toStrictEqual([]);
    await happens('03T09:00', resumed);
    await look(on('03T09:20'));
    expect(await calls()).toStrictEqual([]);
    await look(on('03T09:21'));
    expect(await calledAt()).toStrictEqual([on('03T09:20')]);
  });

  it('follows a deadline that another priority has moved, either way', async () => {
    await happens('02T09:00', byMail);
    await happens('02T09:30', easy);
    await look(on('02T12:59'));
    expect(await calls()).toStrictEqual([]);
    await happens('02T13:00', pressing);
    await look(on('02T13:01'));
    expect(await calledAt()).toStrictEqual([on('02T09:15')]);
    await look(on('02T13:02'));
    expect(await calledAt()).toStrictEqual([on('02T09:15'), on('02T11:00')]);
  });

  it('calls again when more time was given, and has passed too', async () => {
    await happens('02T09:00', byMail);
    await look(on('02T10:10'));
    await happens('02T10:20', easy);
    await look(on('02T13:01'));
    expect(await calledAt()).toStrictEqual([on('02T10:00'), on('02T13:00')]);
  });

  it('does not call again when a ticket whose time was up goes on after a hold or a reopening', async () => {
    await happens('02T09:00', byMail);
    await look(on('02T18:00'));
    await look(on('02T18:01'));
    await happens('03T09:00', held);
    await happens('04T09:00', resumed);
    await happens('04T10:00', resolved);
    await happens('05T10:00', reopened);
    await look(on('20T10:00'));
    expect(await calledAt()).toStrictEqual([on('02T10:00'), on('02T17:00')]);
  });

  it('knows that somebody has called for it already, and that an angry caller is something else', async () => {
    await happens('02T09:00', byMail);
    await happens('02T09:10', angry);
    await happens('02T10:01', { type: 'TicketEscalated', data: { why: 'deadline' } });
    await look(on('02T10:02'));
    expect(await calls()).toStrictEqual([]);
    await look(on('02T17:01'));
    expect(await calledAt()).toStrictEqual([on('02T17:00')]);
  });

  it('decides on the ticket as it is, when the row is a moment old', async () => {
    await happens('02T09:00', byMail);
    await rows.caughtUp(await test.ports.store.head());
    await rows.stop();
    await happens('02T09:30', taken);
    test.now(on('02T10:30'));
    await new OverdueReaction(test.ports).callDue(new AbortController().signal);
    expect(await calls()).toStrictEqual([]);
  });

  it('looks at all that is due, beyond one page, of all tenants', async () => {
    await test.given(streamOf('client', 'north', 'acme'), [
      { type: 'ClientRegistered', data: { name: 'Acme', queue: 'acme-1' } },
      { type: 'ContractSigned', data: signed },
    ]);
    test.now(on('02T09:00'));
    const streams = Array.from({ length: 130 }, (_, n) =>
      streamOf('ticket', n % 2 ? 'acme' : 'north', `n${n}`),
    );
    for (const stream of streams)
      await test.given(stream, [byMail], { client: 'acme', rules: { contract: 1 } });
    await look(on('02T10:01'));
    const ends = await Promise.all(streams.map(async (stream) => (await test.events(stream)).at(-1)?.type));
    expect(ends).toStrictEqual(streams.map(() => 'TicketEscalated'));
  });

  it('watches by itself from the start of its service to the end, and tells how it does', async () => {
    await rows.stop();
    const reaction = new OverdueReaction(test.ports);
    reaction.onApplicationBootstrap();
    const { processors, store } = test.ports;
    await processors.get('overdue')?.caughtUp?.(await store.head());
    const states = () => ['overdue', 'overdue-calls'].map((name) => processors.get(name)?.standing().state);
    expect(states()).toStrictEqual(['running', 'running']);
    await reaction.beforeApplicationShutdown();
    expect(states()).toStrictEqual([undefined, undefined]);
  });

  describe('an import', () => {
    it('calls for nothing, however long its deadlines have passed', async () => {
      await happens('02T09:00', byMail, { source });
      await happens('02T09:30', easy, { source });
      await look(on('28T10:00'));
      expect(await calls()).toStrictEqual([]);
    });

    it('counts from the first command of somebody on', async () => {
      await happens('02T09:00', byMail, { source });
      await look(on('02T18:00'));
      await happens('03T09:00', { type: 'NoteAdded', data: { text: { kid: 'throw-away', box: '' } } });
      await look(on('03T09:01'));
      expect(await calledAt()).toStrictEqual([on('02T10:00')]);
    });

    it('owes nothing when it names no contract, whatever happens to its tickets later', async () => {
      await happens('02T09:00', byMail, { source, rules: undefined });
      await happens('03T09:00', taken);
      await happens('03T09:10', pressing);
      await look(on('20T10:00'));
      expect(await calls()).toStrictEqual([]);
    });
  });

  it('calls for nothing at midnight, of any day, because a day began', async () => {
    await happens('06T16:30', byMail);
    await happens('06T16:40', taken);
    // Friday night to Monday: the clock is at 30 minutes of 480.
    for (const [from, minutes] of [
      ['06T22:55', 10],
      ['07T22:55', 10],
      ['08T22:55', 10],
      ['06T23:55', 10],
    ] as const)
      for (let n = 0; n < minutes; n += 1)
        await look(new Date(Date.parse(on(from)) + n * 60_000).toISOString());
    expect(await calls()).toStrictEqual([]);
    await look(on('09T14:31'));
    expect(await calledAt()).toStrictEqual([on('09T14:30')]);
  });
});
