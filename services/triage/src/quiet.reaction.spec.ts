import { runProjection, type RunningProjection } from '@relais/bus';
import type { ContractTerms, RelaisEvent } from '@relais/contracts';
import { Contracts } from '@relais/nest';
import { acme, openTestPorts, type TestPorts } from '@relais/testkit';
import { usualMatrix } from '@relais/rules';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { queueProjection } from './queue.projection.ts';
import { QuietReaction } from './quiet.reaction.ts';

const targets = { response: 60, resolution: 480 };
const terms: ContractTerms = {
  products: [],
  calendar: { zone: 'Europe/Paris', slots: [], holidays: [] },
  targets: { 1: targets, 2: targets, 3: targets, 4: targets, 5: targets },
  clockStops: [],
  matrix: usualMatrix,
  languages: ['fr'],
  channels: ['phone'],
  quietDays: 2,
};

const subject = { kid: 'throw-away', box: '' };
const opened: RelaisEvent = {
  type: 'TicketOpened',
  data: { number: 'R-1', kind: 'incident', channel: 'phone', subject, client: 'lumen', queue: 'lumen-1' },
};
const resolved: RelaisEvent = {
  type: 'TicketResolved',
  data: { code: 'solved', cause: 'software', remotely: true },
};
const ticket = acme('ticket', 't1');

describe('closing a resolved ticket after its quiet days', () => {
  let test: TestPorts;
  let rows: RunningProjection;

  beforeEach(async () => {
    test = await openTestPorts('2026-03-02T08:00:00.000Z');
    await test.given(acme('client', 'lumen'), [
      { type: 'ClientRegistered', data: { name: 'Lumen', queue: 'lumen-1' } },
      { type: 'ContractSigned', data: terms },
    ]);
    rows = runProjection({ ...test.ports, projection: queueProjection(new Contracts(test.ports.histories)) });
  });

  afterEach(async () => {
    await rows.stop();
    await test.close();
  });

  const closeDueAt = async (instant: string): Promise<void> => {
    test.now(instant);
    await rows.caughtUp(await test.ports.store.head());
    await new QuietReaction(test.ports).closeDue(new AbortController().signal);
  };

  it('waits until they have passed', async () => {
    await test.given(ticket, [opened, resolved]);
    await closeDueAt('2026-03-04T07:59:59.999Z');
    expect((await test.events(ticket)).at(-1)?.type).toBe('TicketResolved');
  });

  it('closes at the instant that was due, however late it is looked at', async () => {
    await test.given(ticket, [opened, resolved]);
    const answered = (await test.events(ticket)).at(-1)?.id;
    await closeDueAt('2026-03-09T08:00:00.000Z');
    expect((await test.events(ticket)).at(-1)).toMatchObject({
      type: 'TicketClosed',
      by: 'relais',
      happenedAt: '2026-03-04T08:00:00.000Z',
      recordedAt: '2026-03-09T08:00:00.000Z',
      causation: answered,
    });
  });

  it('closes once', async () => {
    await test.given(ticket, [opened, resolved]);
    await closeDueAt('2026-03-09T08:00:00.000Z');
    await closeDueAt('2026-03-19T08:00:00.000Z');
    expect((await test.events(ticket)).filter(({ type }) => type === 'TicketClosed')).toHaveLength(1);
  });

  it('counts from the last word', async () => {
    await test.given(ticket, [opened, resolved]);
    test.now('2026-03-04T07:00:00.000Z');
    await test.given(ticket, [{ type: 'MessageSent', data: { channel: 'mail', text: subject } }]);
    await closeDueAt('2026-03-06T06:59:59.999Z');
    expect((await test.events(ticket)).at(-1)?.type).toBe('MessageSent');
    await closeDueAt('2026-03-06T07:00:00.000Z');
    expect((await test.events(ticket)).at(-1)?.type).toBe('TicketClosed');
  });

  it('leaves an imported ticket alone', async () => {
    await test.given(ticket, [opened, resolved], { source: { batch: 'log', line: 2 } });
    await closeDueAt('2026-04-02T08:00:00.000Z');
    expect((await test.events(ticket)).at(-1)?.type).toBe('TicketResolved');
  });

  it('leaves a ticket alone whose client has no contract', async () => {
    await test.given(acme('client', 'lumen'), [{ type: 'ContractEnded', data: {} }]);
    await test.given(ticket, [opened, resolved]);
    await closeDueAt('2026-04-02T08:00:00.000Z');
    expect((await test.events(ticket)).at(-1)?.type).toBe('TicketResolved');
  });
});
