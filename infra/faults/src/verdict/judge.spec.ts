import { describe, expect, it } from '@jest/globals';
import type { Entry, Wish } from '../ledger.ts';
import { hashOf, judge, type Evidence } from './judge.ts';
import type { Stored } from './log.ts';
import type { Row } from './rows.ts';

/** A wish of Nadia's, and what it wrote. */
const wish = (commandId: string, ticketId: string | null): Wish => ({
  ...{ commandId, ticketId, tenant: 'acme', account: 'nadia@acme', foreign: false },
  field: ticketId === null ? 'openTicket' : 'addNote',
  input: {},
});
const acknowledged = (commandId: string, ticketId: string | null, revision: number): Entry => ({
  wish: wish(commandId, ticketId),
  answer: { kind: 'acknowledged', ticketId: 't1', revision },
  tries: 1,
});

const chained = (bare: readonly Partial<Stored>[]): readonly Stored[] => {
  const ends = new Map<string, Stored>();
  return bare.map((one, place) => {
    const stream = one.stream ?? 'ticket-acme.t1';
    const end = ends.get(stream);
    const event = {
      ...{ id: `e${place}`, stream, revision: (end?.revision ?? -1) + 1, type: 'NoteAdded', tenant: 'acme' },
      ...{ by: 'nadia', commandId: `c${place}`, recordedAt: `2026-03-02T08:15:0${place}.000Z`, data: {} },
      ...{ prev: end?.hash ?? '0'.repeat(64), hash: '', ...one },
    };
    const stored = { ...event, hash: hashOf(event) };
    ends.set(stream, stored);
    return stored;
  });
};

const bare: readonly Partial<Stored>[] = [{ type: 'TicketOpened' }, {}, {}];
const row: Row = { model: 'queue', key: 't1', tenant: 'acme', text: 'queue {"key":"t1"}' };
const entries = [acknowledged('c0', null, 0), acknowledged('c1', 't1', 1), acknowledged('c2', 't1', 2)];
const sound: Evidence = {
  ...{ entries, events: chained(bare), before: new Set<string>(), again: entries },
  ...{ live: [row], rebuilt: [row] },
};

/** The questions that are answered badly. */
const bad = (change: Partial<Evidence>): readonly string[] =>
  judge({ ...sound, ...change })
    .filter(({ faults }) => faults.length > 0)
    .map(({ question }) => question);

describe('the verdict', () => {
  it('finds nothing wrong with a sound log', () => {
    expect(judge(sound).map(({ of, faults }) => [of, faults])).toEqual([
      [3, []],
      [3, []],
      [3, []],
      [1, []],
      [1, []],
      [5, []],
    ]);
  });

  it('finds an acknowledged command that is not in the log', () => {
    const lost = [...entries, acknowledged('c3', 't1', 3)];
    expect(bad({ entries: lost })).toEqual(['acknowledged is in the log']);
    expect(bad({ events: chained(bare.slice(0, 2)) })).toEqual(['acknowledged is in the log']);
  });

  it('finds an acknowledged command at another revision than was said', () => {
    const other = [entries[0] as Entry, acknowledged('c1', 't1', 2), entries[2] as Entry];
    expect(bad({ entries: other, again: other })).toEqual(['acknowledged is in the log']);
  });

  it.each<[string, Partial<Stored>]>([
    ['nobody asked for', {}],
    ['of another kind than was asked for', { commandId: 'c3', type: 'TicketClosed' }],
    ['by somebody who did not ask', { commandId: 'c3', by: 'karim' }],
    ['that answers nothing in the log', { causation: 'e9' }],
  ])('finds an event %s', (_, event) => {
    const asked = [
      ...entries,
      { ...acknowledged('c3', 't1', 3), answer: { kind: 'unknown', why: '' } as const },
    ];
    const events = chained([...bare, { commandId: 'x', ...event }]);
    expect(bad({ events, entries: asked })).toEqual(['nothing invented']);
  });

  it('finds an event of a command that was refused', () => {
    const refused = {
      ...acknowledged('c3', 't1', 3),
      answer: { kind: 'refused', code: 'ticket-closed' } as const,
    };
    const events = chained([...bare, { commandId: 'c3' }]);
    expect(bad({ events, entries: [...entries, refused] })).toEqual(['nothing invented']);
  });

  it('lets be what was there before, and what answers an event of the log', () => {
    const events = chained([...bare, { commandId: 'x' }, { commandId: 'y', causation: 'e0', by: 'intake' }]);
    expect(bad({ events, before: new Set(['e3']) })).toEqual([]);
  });

  it('finds a command that has written twice', () => {
    const events = chained([...bare, { commandId: 'c1' }]);
    expect(bad({ events })).toEqual(['acknowledged is in the log', 'each command at most once']);
  });

  it('finds a command that was answered otherwise when it was sent again', () => {
    expect(bad({ again: [acknowledged('c1', 't1', 2)] })).toEqual(['each command at most once']);
  });

  it('finds a gap, a broken chain and a changed event', () => {
    const [first, second, third] = sound.events as readonly [Stored, Stored, Stored];
    const gap = { before: new Set(['e1']), entries: [entries[0] as Entry, entries[2] as Entry], again: [] };
    expect(bad({ events: [first, third], ...gap })).toEqual(['streams gapless']);
    expect(bad({ events: [first, { ...second, data: { text: 'another' } }, third] })).toEqual([
      'streams gapless',
    ]);
    expect(bad({ events: [first, { ...second, prev: third.hash }, third] })).toEqual(['streams gapless']);
  });

  it('finds a row that differs from the one made anew, one too many and one too few', () => {
    const other = { ...row, text: 'queue {"key":"t1","status":"closed"}' };
    for (const rebuilt of [[other], [row, row], []])
      expect(bad({ rebuilt })).toEqual(['live rows = rebuilt rows']);
  });

  it('finds a row of another tenant, an event in another tenant’s stream, and a wish granted there', () => {
    const foreign = { ...row, tenant: 'borealis' };
    expect(bad({ live: [foreign], rebuilt: [foreign] })).toEqual(['no cross-tenant row']);
    expect(bad({ events: chained([{ type: 'TicketOpened' }, { tenant: 'borealis' }, {}]) })).toEqual([
      'no cross-tenant row',
    ]);
    const granted = entries.map((entry) => ({ ...entry, wish: { ...entry.wish, foreign: true } }));
    expect(bad({ entries: granted })).toEqual(['no cross-tenant row']);
  });
});
