import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  streamOf,
  ticket,
  whileOpen,
  type Caller,
  type StreamName,
  type Ticket,
  type TicketEvent,
  type TicketOpened,
  type TicketRefusal,
  type TicketReleased,
  type TicketTaken,
} from '@relais/contracts';
import { Fault, refuse, type Command, type Decider } from '@relais/kernel';
import { type EventStore } from './event-store.ts';
import { Commands } from './handle.ts';
import { openEventStore } from './open.ts';
import type { Request } from './request.ts';

type Rules = { readonly word: string } | undefined;
type Open = Command<'Open', { readonly client: string }>;
type Move = Command<'Take', {}> | Command<'Release', {}> | Command<'Tell', {}> | Command<'Forge', {}>;

const opening: Decider<Open, Ticket, TicketEvent, TicketOpened, 'ticket-open', Rules> = {
  fold: ticket,
  decide: {
    Open: (t, { client }) => {
      if (t.status !== 'unopened') return refuse('ticket-open');
      const subject = { kid: 'k', box: 'b' };
      return [
        {
          type: 'TicketOpened',
          data: { client, subject, number: 'R-1', kind: 'incident', channel: 'mail', queue: 'q' },
        },
      ];
    },
  },
};

const moving: Decider<
  Move,
  Ticket,
  TicketEvent,
  TicketTaken | TicketReleased,
  TicketRefusal | 'held-by-another',
  Rules
> = {
  fold: ticket,
  decide: {
    Take: whileOpen((t, _, { by, at }) => {
      if (t.holder === by) return [];
      return t.holder
        ? refuse('held-by-another', { by: t.holder, at })
        : [{ type: 'TicketTaken', data: { agent: by } }];
    }),
    Release: whileOpen((t) => (t.holder ? [{ type: 'TicketReleased', data: {} }] : [])),
    Tell: (_, __, { by, roles, level, at, rules }) => [
      { type: 'TicketTaken', data: { agent: JSON.stringify({ by, roles, level, at, rules }) } },
    ],
    Forge: () => [{ type: 'TicketOpened', data: {} } as never],
  },
};

const nadia: Caller = {
  tenant: 'acme',
  actor: 'nadia',
  roles: ['agent'],
  level: 1,
  clients: null,
  person: null,
  vendor: null,
};
const omar: Caller = { ...nadia, actor: 'omar' };

describe('handling a command', () => {
  let folder: string;
  let store: EventStore;
  let now: string;
  let stream: StreamName;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'relais-handle-'));
    store = await openEventStore({ adapter: 'sqlite', folder });
  });
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    now = '2026-03-02T08:00:00.000Z';
    stream = streamOf('ticket', 'acme', randomUUID());
  });

  type More = Partial<Omit<Request<Move, Ticket, Rules, TicketTaken | TicketReleased>, 'command'>>;

  const clock = () => now;
  const intake = (on = store) => new Commands({ store: on, clock, service: 'intake' });
  const triage = (on = store) => new Commands({ store: on, clock, service: 'triage' });
  const belonging = ({ client }: Ticket) => ({ client });
  const open = (commandId: string = randomUUID(), on = intake()) =>
    on.handle(opening, {
      ...{ stream, commandId, belonging, caller: nadia, correlation: 'c', client: 'bakery' },
      command: { type: 'Open', data: { client: 'bakery' } },
    });
  const move = (type: Move['type'], more: More = {}, by = triage()) =>
    by.handle(moving, {
      ...{ stream, belonging, commandId: randomUUID(), caller: nadia, correlation: 'c' },
      ...more,
      command: { type, data: {} },
    });
  const events = async () => (await store.read(stream)).map(({ event }) => event);

  it('catches up with what another service has appended', async () => {
    const service = triage();
    expect(await move('Take', {}, service)).toMatchObject({
      ok: false,
      refusal: { refusal: 'ticket-unknown' },
      revision: -1,
    });
    await open();
    expect(await move('Take', {}, service)).toMatchObject({ ok: true, revision: 1 });
    await move('Release');
    expect(await move('Take', { caller: omar }, service)).toMatchObject({ ok: true, revision: 3 });
  });

  it('stamps what happened with all its circumstances', async () => {
    await open('c-1');
    const [event] = await events();
    expect(event).toMatchObject({
      ...{
        stream,
        revision: 0,
        type: 'TicketOpened',
        schema: 1,
        tenant: 'acme',
        client: 'bakery',
        by: 'nadia',
      },
      ...{ happenedAt: now, recordedAt: now, commandId: 'c-1', correlation: 'c', prev: '0'.repeat(64) },
    });
    expect(event).not.toHaveProperty('causation');
    await move('Take', { onBehalfOf: 'zoe', causation: event?.id });
    expect((await events())[1]).toMatchObject({
      onBehalfOf: 'zoe',
      causation: event?.id,
      client: 'bakery',
      prev: event?.hash,
    });
  });

  it('answers a command that it has seen with what it led to, and decides nothing', async () => {
    await open('c-1');
    const first = await move('Take', { commandId: 'c-2' });
    await move('Release');
    const load = () => Promise.reject(new Error('it was decided again'));
    expect(await move('Take', { commandId: 'c-2', load })).toEqual(first);
    expect(await move('Release', { commandId: 'c-2', load })).toEqual(first);
    expect(first).toMatchObject({ ok: true, revision: 1, events: [{ type: 'TicketTaken' }] });
  });

  it('answers what is not the caller’s exactly as what does not exist', async () => {
    const unknown = await move('Take');
    await open();
    const strangers: readonly Caller[] = [
      { ...nadia, tenant: 'north' },
      { ...nadia, clients: ['brewery'] },
      { ...nadia, roles: ['client'], clients: ['brewery'] },
      { ...nadia, roles: ['requester'], person: 'zoe' },
    ];
    for (const caller of strangers) expect(await move('Take', { caller })).toEqual(unknown);
    const commandId = (await events())[0]?.commandId;
    for (const caller of strangers)
      expect(await move('Take', { caller, ...(commandId && { commandId }) })).toEqual(unknown);
    expect(await move('Take', { caller: { ...nadia, clients: ['bakery'] } })).toMatchObject({ ok: true });
  });

  it('writes nothing to what is not the caller’s, even when the decision would', async () => {
    const caller = { ...nadia, tenant: 'north' };
    await expect(move('Tell', { caller })).rejects.toMatchObject({ code: 'out-of-scope' });
    await open();
    await expect(move('Tell', { caller })).rejects.toMatchObject({ code: 'out-of-scope' });
    expect(await events()).toHaveLength(1);
  });

  it('decides with who asks, when, and the rules whose versions it keeps', async () => {
    const load = async () => ({ rules: { word: 'script' }, versions: { script: 'v3', matrix: 2 } });
    await move('Tell', { load });
    const [event] = await events();
    const told = JSON.parse((event as { data: { agent: string } } | undefined)?.data.agent ?? '') as unknown;
    expect(told).toEqual({ by: 'nadia', roles: ['agent'], level: 1, at: now, rules: { word: 'script' } });
    expect(event?.rules).toEqual({ script: 'v3', matrix: 2 });
  });

  it('writes nothing when the answer is no, or when there is nothing to do', async () => {
    await open();
    await move('Take', { caller: omar });
    const refused = await move('Take');
    expect(refused).toEqual({
      ok: false,
      revision: 1,
      refusal: { refusal: 'held-by-another', by: 'omar', at: now },
    });
    expect(await move('Take', { caller: omar })).toEqual({ ok: true, revision: 1, events: [] });
    expect(await events()).toHaveLength(2);
  });

  it('refuses an event that another service owns', async () => {
    await open();
    await expect(move('Forge')).rejects.toMatchObject({ code: 'foreign-event' });
    expect(await events()).toHaveLength(1);
  });

  it('makes safe elsewhere what must be, before it writes', async () => {
    await open();
    const seen: string[] = [];
    const secure = async (written: readonly { type: string }[]) => {
      seen.push(...written.map(({ type }) => type));
      expect(await events()).toHaveLength(1);
      return refuse('mail-taken');
    };
    expect(await move('Take', { secure })).toEqual({
      ok: false,
      revision: 0,
      refusal: { refusal: 'mail-taken' },
    });
    expect(seen).toEqual(['TicketTaken']);
    expect(await events()).toHaveLength(1);
  });

  it('secures nothing for an event that cannot be written', async () => {
    await open();
    const secure = () => Promise.reject(new Error('it was secured'));
    const rules = { word: 'x'.repeat(70_000) };
    await expect(move('Tell', { secure, load: async () => ({ rules }) })).rejects.toMatchObject({
      code: 'data-too-large',
    });
  });

  describe('when somebody says when it happened', () => {
    beforeEach(async () => {
      await open();
      now = '2026-03-03T12:00:00.000Z';
    });

    it('keeps that time, in UTC, and decides by it', async () => {
      await move('Tell', { happenedAt: '2026-03-03T12:30:00+01:00' });
      const [, event] = await events();
      expect(event).toMatchObject({ happenedAt: '2026-03-03T11:30:00.000Z', recordedAt: now });
      expect(JSON.stringify(event?.data)).toContain('2026-03-03T11:30:00.000Z');
    });

    it.each([
      ['2026-03-03T12:00:00.001Z', 'happened-ahead'],
      ['2026-03-02T11:59:59.999Z', 'happened-too-long-ago'],
      ['yesterday', 'happened-unreadable'],
      ['2026-03-03', 'happened-unreadable'],
      ['2026-02-30T10:00:00Z', 'happened-unreadable'],
    ])('refuses %s: %s', async (happenedAt, code) => {
      await expect(move('Take', { happenedAt })).rejects.toMatchObject({
        name: 'Invalid',
        code,
        field: 'happenedAt',
      });
      expect(await events()).toHaveLength(1);
    });

    it('takes exactly now and exactly 24 hours ago', async () => {
      expect(await move('Take', { happenedAt: now })).toMatchObject({ ok: true });
      expect(await move('Release', { happenedAt: '2026-03-02T12:00:00.000Z' })).toMatchObject({ ok: true });
    });

    it('refuses a time before the stream began', async () => {
      now = '2026-03-02T20:00:00.000Z';
      const early = move('Take', { happenedAt: '2026-03-02T07:59:59.999Z' });
      await expect(early).rejects.toMatchObject({ code: 'happened-before-start', field: 'happenedAt' });
    });

    it('lets a reaction carry the instant that was due, however long nothing ran', async () => {
      now = '2026-03-09T12:00:00.000Z';
      const happenedAt = '2026-03-03T12:00:00.000Z';
      expect(await move('Take', { happenedAt, causation: (await events())[0]?.id })).toMatchObject({
        ok: true,
      });
    });
  });

  it('never lets the time of a stream run backwards', async () => {
    await open();
    now = '2026-03-02T07:00:00.000Z';
    await move('Tell');
    expect((await events())[1]).toMatchObject({
      recordedAt: '2026-03-02T08:00:00.000Z',
      happenedAt: '2026-03-02T08:00:00.000Z',
    });
    expect(JSON.stringify((await events())[1]?.data)).toContain('2026-03-02T08:00:00.000Z');
  });

  /** A store on which others are faster, so many times. */
  const raced = (times: number): { readonly on: EventStore; readonly appends: () => number } => {
    let appends = 0;
    const append: EventStore['append'] = async (...what) => {
      appends += 1;
      if (appends <= times) await move('Tell', { caller: omar });
      return store.append(...what);
    };
    return { on: { ...store, append }, appends: () => appends };
  };

  it('decides again on what the faster one wrote', async () => {
    await open();
    const { on } = raced(1);
    const refused = await move('Take', {}, triage(on));
    expect(refused).toMatchObject({ ok: false, revision: 1, refusal: { refusal: 'held-by-another' } });
  });

  it('wins after three lost races, and gives up after four', async () => {
    await open();
    expect(await move('Tell', {}, triage(raced(3).on))).toMatchObject({ ok: true, revision: 4 });
    const lost = raced(4);
    await expect(move('Tell', {}, triage(lost.on))).rejects.toMatchObject({ code: 'busy' });
    expect(lost.appends()).toBe(4);
    expect(await events()).toHaveLength(9);
  });

  it('appends the very same again when the reply was lost', async () => {
    await open();
    let lost = 2;
    const answers: string[] = [];
    const append: EventStore['append'] = async (...what) => {
      const answer = await store.append(...what);
      lost -= 1;
      if (lost >= 0) throw new Fault('reply-lost', 'the engine does not answer');
      answers.push(answer.answer);
      return answer;
    };
    const service = triage({ ...store, append });
    const handled = await move('Take', { commandId: 'c-2' }, service);
    expect(handled).toMatchObject({ ok: true, revision: 1, events: [(await events())[1]] });
    expect(await events()).toHaveLength(2);
    expect(await move('Release', {}, service)).toMatchObject({ ok: true, revision: 2 });
    expect(answers).toEqual(['same', 'written']);
  });

  it('hands on what the store cannot do', async () => {
    const append: EventStore['append'] = () => Promise.reject(new Fault('store-down', 'the disk failed'));
    await expect(move('Tell', {}, triage({ ...store, append }))).rejects.toMatchObject({
      code: 'store-down',
    });
  });
});
