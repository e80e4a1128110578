import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hashOf, ticket, type Envelope, type RelaisEvent, type TicketEvent } from '@relais/contracts';
import { verifyChain } from '@relais/event-store';
import { refuse, replay } from '@relais/kernel';
import { acme, openTestPorts, type TestPorts } from '@relais/testkit';
import type { Fact } from './fact.ts';
import { writeFacts } from './facts.ts';

const batch = { tenant: 'acme', batch: 'a-log' };
const opened: RelaisEvent = {
  type: 'TicketOpened',
  data: { number: 'R-1', kind: 'incident', client: 'lumen', queue: 'lumen-1' },
};
const taken: RelaisEvent = { type: 'TicketTaken', data: { agent: 'nadia' } };
const resolved: RelaisEvent = {
  type: 'TicketResolved',
  data: { code: 'solved', cause: 'not-recorded', remotely: true },
};

const fact = (id: string, line: number, event: Fact['event'], more: Partial<Fact> = {}): Fact => ({
  ...{ stream: acme('ticket', id), client: 'lumen', by: 'nadia', line, event },
  at: `2010-01-13T08:00:${String(line % 60).padStart(2, '0')}.000Z`,
  ...more,
});

const life = (id: string, line: number): readonly Fact[] => [
  fact(id, line, opened, { inferred: true }),
  fact(id, line, taken),
  fact(id, line + 1, resolved),
];

const many = (count: number): readonly Fact[] =>
  Array.from({ length: count }, (_, n) => life(`t${n}`, 2 * n + 2)).flat();

describe('writing the facts of a log', () => {
  let test: TestPorts;
  const told = (): { code: string; line: number }[] => [];
  const write = (facts: readonly Fact[], refused: { code: string; line: number }[] = told()) =>
    writeFacts(test.ports, batch, facts, { refused: ({ line }, code) => refused.push({ line, code }) });
  const typesOf = async (id: string) => (await test.events(acme('ticket', id))).map(({ type }) => type);

  beforeEach(async () => {
    test = await openTestPorts();
  });
  afterEach(() => test.close());

  it('keeps the time and the line of the log, and when it was written', async () => {
    expect(await write(life('t1', 7))).toEqual({ events: 3, alreadyThere: 0 });
    const [first, second, third] = await test.events(acme('ticket', 't1'));
    expect(first).toMatchObject({
      ...{ revision: 0, type: 'TicketOpened', client: 'lumen', by: 'nadia', schema: 1 },
      ...{ happenedAt: '2010-01-13T08:00:07.000Z', recordedAt: '2026-03-02T08:00:00.000Z' },
      source: { batch: 'a-log', line: 7, inferred: true },
    });
    expect(second?.source).toEqual({ batch: 'a-log', line: 7 });
    expect(third).toMatchObject({ revision: 2, type: 'TicketResolved', source: { line: 8 } });
  });

  it('chains what it writes', async () => {
    await write(many(3));
    for (const id of ['t0', 't1', 't2']) {
      const events = await test.events(acme('ticket', id));
      expect(verifyChain(events)).toBeNull();
      expect(events.map((event) => hashOf(event))).toEqual(events.map(({ hash }) => hash));
    }
  });

  it('writes nothing the second time', async () => {
    const facts = many(700);
    expect(await write(facts)).toEqual({ events: 2_100, alreadyThere: 0 });
    const head = await test.ports.store.head();
    expect(await write(facts)).toEqual({ events: 0, alreadyThere: 2_100 });
    expect(await test.ports.store.head()).toBe(head);
  });

  it('goes on where it was broken off, at any fact', async () => {
    const facts = [...life('t1', 2), fact('t1', 4, taken), fact('t1', 5, resolved)];
    for (let broken = 0; broken <= facts.length; broken += 1) {
      const id = `broken-${broken}`;
      const of = facts.map((one) => ({ ...one, stream: acme('ticket', id) }));
      await write(of.slice(0, broken));
      expect(await write(of)).toEqual({ events: 5 - broken, alreadyThere: broken });
      expect(await typesOf(id)).toEqual(facts.map(({ event }) => (event as RelaisEvent).type));
    }
  });

  it('goes on behind what was done to the ticket meanwhile', async () => {
    await write(life('t1', 2));
    await test.given(acme('ticket', 't1'), [{ type: 'TicketClosed', data: {} }]);
    expect(await write([...life('t1', 2), fact('t1', 9, taken)])).toEqual({ events: 1, alreadyThere: 3 });
    expect(await typesOf('t1')).toEqual([
      ...['TicketOpened', 'TicketTaken', 'TicketResolved', 'TicketClosed', 'TicketTaken'],
    ]);
  });

  it('writes each fact once when the same log is imported twice at the same moment', async () => {
    const facts = many(300);
    const [one, other] = await Promise.all([write(facts), write(facts)]);
    expect(one.events + other.events).toBe(900);
    expect(await test.ports.store.head()).toBe(900);
  });

  it('loses no race against those who work on the same ticket', async () => {
    const live = Array.from({ length: 10 }, () => async () => {
      const note: RelaisEvent = { type: 'TicketReleased', data: {} };
      await test.given(acme('ticket', 't1'), [note]);
    });
    const facts = Array.from({ length: 50 }, (_, n) => fact('t1', n + 2, n === 0 ? opened : taken));
    const working = (async () => {
      for (const once of live) await once();
    })();
    await Promise.all([write(facts), working]);
    const history = await test.events(acme('ticket', 't1'));
    expect(history.filter(({ source }) => source).map(({ source }) => source?.line)).toEqual(
      facts.map(({ line }) => line),
    );
  });

  it('tells of a line that comes too late, and does not write it', async () => {
    await write([fact('t1', 2, opened), fact('t1', 5, resolved)]);
    const refused = told();
    await write([fact('t1', 2, opened), fact('t1', 3, taken), fact('t1', 5, resolved)], refused);
    expect(refused).toEqual([{ line: 3, code: 'late' }]);
    expect(await typesOf('t1')).toEqual(['TicketOpened', 'TicketResolved']);
  });

  it('makes an event only when it has to be written', async () => {
    let made = 0;
    const making = async () => {
      made += 1;
      return opened;
    };
    await write([fact('t1', 2, making)]);
    await write([fact('t1', 2, making)]);
    expect(made).toBe(1);
  });

  it('turns a ticket away whose opening is refused, with all its lines', async () => {
    const refused = told();
    const taking = async () => refuse('reference-taken');
    const facts = [fact('t1', 2, taking), fact('t1', 3, taken), ...life('t2', 4), fact('t1', 6, resolved)];
    expect((await write(facts, refused)).events).toBe(3);
    expect(await typesOf('t1')).toEqual([]);
    expect(refused.toSorted((a, b) => a.line - b.line)).toEqual(
      [2, 3, 6].map((line) => ({ line, code: 'reference-taken' })),
    );
  });

  it('has what a ticket names before the ticket', async () => {
    const client: RelaisEvent = { type: 'ClientRegistered', data: { name: 'Lumen', queue: 'lumen-1' } };
    await write([...life('t1', 2), { ...fact('', 2, client), stream: acme('client', 'lumen') }]);
    const [first] = await test.ports.store.readAll(0);
    expect(first?.event.type).toBe('ClientRegistered');
  });

  it('gives others their turn', async () => {
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    await write(many(2_000));
    clearInterval(counting);
    expect(turns).toBeGreaterThan(20);
  });

  it('is read like any other history', async () => {
    await write(life('t1', 2));
    const history = (await test.events(acme('ticket', 't1'))) as readonly Envelope<TicketEvent>[];
    expect(replay(ticket, history)).toMatchObject({ status: 'resolved', holder: 'nadia' });
  });
});
