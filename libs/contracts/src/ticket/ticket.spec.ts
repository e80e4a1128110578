import { describe, expect, it } from '@jest/globals';
import { replay, step } from '@relais/kernel';
import {
  accepted,
  assigned,
  at,
  classified,
  closed,
  confirmed,
  held,
  offered,
  opened,
  pastsTo,
  released,
  reopened,
  resolved,
  resumed,
  returned,
  sealedAs,
  stamped,
  taken,
  ticketEvents,
  ticketHistories,
} from '@relais/testkit';
import fc from 'fast-check';
import { ticket, untilClosed, whileOpen, whileTicketIs, type Ticket, type TicketEvent } from './ticket.ts';
import { holdReasons, ticketKinds, type HoldReason } from './words.ts';

const now = { by: 'nadia', at: '2026-03-02T08:15:00Z' };
const after = (...past: Parameters<typeof stamped<TicketEvent>>[0][number][]): Ticket =>
  replay(ticket, stamped<TicketEvent>(past, now));
const noon = '2026-03-01T12:00:00.000Z';
const message = (from = 'zoe'): TicketEvent => ({
  type: 'MessageReceived',
  data: { channel: 'mail', text: sealedAs('Any news?'), from },
});

describe('the life of a ticket', () => {
  it('begins at level 1, in the client’s queue, with nobody', () =>
    expect(after(opened)).toStrictEqual({
      status: 'open',
      level: 1,
      kind: 'incident',
      holder: null,
      heldSince: null,
      queue: 'acme-1',
      home: 'acme-1',
      heldFor: null,
      client: 'acme',
      requester: 'zoe',
      product: 'printer',
      resolvedAt: null,
      closedAt: null,
    }));

  it('reaches each state', () => {
    const pasts = pastsTo(taken);
    for (const [status, past] of Object.entries(pasts)) expect(after(...past).status).toBe(status);
  });

  it('waits with the specialists once it is offered, and goes home when it is returned', () => {
    expect(after(opened, taken, offered)).toMatchObject({ level: 1, queue: 'printing-2', holder: null });
    expect(after(opened, offered, at(accepted, noon))).toMatchObject({
      ...{ level: 2, queue: 'printing-2', holder: 'lena', heldSince: noon },
    });
    expect(after(opened, offered, accepted, returned)).toMatchObject({
      ...{ level: 1, queue: 'acme-1', holder: null, heldSince: null },
    });
  });

  it('knows who has it, and since when', () => {
    expect(after(opened, at(taken, noon))).toMatchObject({ holder: 'nadia', heldSince: noon });
    expect(after(opened, taken, at(assigned, noon))).toMatchObject({ holder: 'omar', heldSince: noon });
    expect(after(opened, taken, released)).toMatchObject({ holder: null, heldSince: null });
  });

  it('leaves it with its holder while it waits, once it is resolved, and when it is reopened', () => {
    for (const past of [[held], [resolved], [resolved, reopened]])
      expect(after(opened, taken, ...past)).toMatchObject({ holder: 'nadia' });
  });

  it('takes it from its holder when it is closed', () =>
    expect(after(opened, taken, resolved, at(closed, noon))).toMatchObject({
      status: 'closed',
      holder: null,
      heldSince: null,
      closedAt: noon,
    }));

  it('takes its kind from the latest classification', () =>
    expect(
      after(opened, classified, { ...classified, data: { ...classified.data, kind: 'account' } }).kind,
    ).toBe('account'));

  it('remembers for whom it waits, as long as it does', () => {
    expect(after(opened, held)).toMatchObject({ status: 'on-hold', heldFor: 'requester' });
    for (const end of [resumed, resolved, closed, reopened])
      expect(after(opened, held, end).heldFor).toBeNull();
  });

  it.each(holdReasons)(
    'when it waits for the %s, a message ends that only if it is the requester',
    (reason: HoldReason) =>
      expect(after(opened, { ...held, data: { for: reason } }, message()).status).toBe(
        reason === 'requester' ? 'open' : 'on-hold',
      ),
  );

  it('is not opened again by the end of a hold that was over', () => {
    expect(after(opened, resolved, resumed).status).toBe('resolved');
    expect(after(opened, resolved, closed, resumed).status).toBe('closed');
  });

  it('is open again after a reopening, as if it had never been resolved', () =>
    expect(after(opened, taken, resolved, confirmed, closed, reopened)).toMatchObject({
      status: 'open',
      resolvedAt: null,
      closedAt: null,
    }));
});

const states = ['unopened', 'open', 'on-hold', 'resolved', 'closed'];

describe('any history of a ticket, whatever an import may bring', () => {
  it('leads to a state that contradicts itself nowhere', () =>
    fc.assert(
      fc.property(ticketHistories, (history) => {
        const t = after(...history);
        expect(states).toContain(t.status);
        expect([1, 2]).toContain(t.level);
        expect([null, ...ticketKinds]).toContain(t.kind);
        expect(t.heldFor !== null).toBe(t.status === 'on-hold');
        expect(t.closedAt !== null).toBe(t.status === 'closed');
        expect((t.heldSince === null) === (t.holder === null)).toBe(true);
        if (t.status === 'closed') expect(t.holder).toBeNull();
        if (t.status === 'resolved') expect(t.resolvedAt).not.toBeNull();
        if (t.status === 'open' || t.status === 'on-hold') expect(t.resolvedAt).toBeNull();
      }),
      { numRuns: 2_000 },
    ));

  it('never makes an opened ticket unopened', () =>
    fc.assert(
      fc.property(ticketHistories, (history) =>
        expect(after(opened, ...history).status).not.toBe('unopened'),
      ),
    ));

  it('is not moved by what people say or find out', () => {
    const words = ['MessageSent', 'NoteAdded', 'SolutionConfirmed', 'SolutionContested'];
    const findings = ['FilterQuestionAnswered', 'DiagnosisRecorded', 'StepTried'];
    const idle = ticketEvents.filter(({ type }) => [...words, ...findings].includes(type));
    fc.assert(
      fc.property(ticketHistories, idle, (history, event) =>
        expect(after(...history, event)).toStrictEqual(after(...history)),
      ),
    );
  });

  it('leaves an event of a later version as it found the state', () => {
    const state = after(opened, taken);
    const stranger = { type: 'constructor', data: {} } as unknown as TicketEvent;
    expect(step(ticket, state, stranger, { ...stamped([opened], now)[0]! })).toBe(state);
  });
});

describe('a rule that holds in some states only', () => {
  const context = { ...now, roles: [], level: null, rules: undefined };
  const rule = whileTicketIs('resolved', 'closed')(() => 'ruled');

  it('is asked in these, and refused by the name of any other', () => {
    const answers = Object.values(pastsTo()).map((past) => rule(after(...past), {}, context));
    expect(answers).toStrictEqual([
      { refusal: 'ticket-unknown' },
      { refusal: 'ticket-open' },
      { refusal: 'ticket-on-hold' },
      'ruled',
      'ruled',
    ]);
  });

  it.each([
    [
      'while it is worked on',
      whileOpen,
      ['ticket-unknown', 'ruled', 'ruled', 'ticket-resolved', 'ticket-closed'],
    ],
    ['until it is closed', untilClosed, ['ticket-unknown', 'ruled', 'ruled', 'ruled', 'ticket-closed']],
  ] as const)('has a name when it holds %s', (_, named, expected) => {
    const answers = Object.values(pastsTo()).map((past) => named(() => 'ruled')(after(...past), {}, context));
    expect(answers.map((answer) => (typeof answer === 'string' ? answer : answer.refusal))).toStrictEqual(
      expected,
    );
  });
});
