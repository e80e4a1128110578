import { describe, expect, it } from '@jest/globals';
import { hashOf, noHash, streamOf, type Envelope } from '@relais/contracts';
import fc from 'fast-check';
import { noStream } from './event-store.ts';
import { stamp } from './stamp.ts';
import { verifyChain } from './verify.ts';

const stream = streamOf('ticket', 'acme', 'one');
const chain = (length: number): readonly Envelope[] =>
  stamp(
    'intake',
    { revision: noStream, hash: noHash, recordedAt: '' },
    Array.from({ length }, (_, n) => ({ type: 'NoteAdded', data: { n } })),
    { stream, commandId: 'c', caller: { actor: 'nadia' }, correlation: 'x', now: '2026-03-02T08:15:00.000Z' },
  );

const place = (damage: ReturnType<typeof verifyChain>) =>
  damage && [damage.what, damage.stream, damage.revision];

describe('the chain of a stream', () => {
  const events = chain(10);

  it('holds as it was written', () => {
    expect(verifyChain(events)).toBeNull();
    expect(verifyChain([])).toBeNull();
  });

  it('breaks at any event that was changed', () => {
    const change = fc.constantFrom<Partial<Envelope>>(
      { by: 'omar' },
      { data: { n: 99 } },
      { type: 'TicketClosed' },
      { hash: noHash },
    );
    fc.assert(
      fc.property(fc.nat({ max: 9 }), change, (at, changed) => {
        const forged = events.with(at, { ...(events[at] as Envelope), ...changed });
        expect(place(verifyChain(forged))).toEqual(['hash-wrong', stream, at]);
      }),
    );
  });

  it('breaks behind an event that was changed and hashed anew', () => {
    fc.assert(
      fc.property(fc.nat({ max: 8 }), (at) => {
        const forged = { ...(events[at] as Envelope), by: 'omar' };
        const hashed = events.with(at, { ...forged, hash: hashOf(forged) });
        expect(place(verifyChain(hashed))).toEqual(['prev-wrong', stream, at + 1]);
      }),
    );
  });

  it('has a hole where an event is gone', () => {
    fc.assert(
      fc.property(fc.nat({ max: 8 }), (at) => {
        expect(place(verifyChain(events.toSpliced(at, 1)))).toEqual(['hole', stream, at]);
      }),
    );
  });

  it('shows two events that have changed places', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 9 }), { minLength: 2, maxLength: 2 }), ([a = 0, b = 0]) => {
        const swapped = events.with(a, events[b] as Envelope).with(b, events[a] as Envelope);
        const damage = verifyChain(swapped);
        expect(damage?.what).toBe('swapped');
        expect(damage?.revision).toBeGreaterThanOrEqual(Math.min(a, b));
        expect(damage?.revision).toBeLessThanOrEqual(Math.max(a, b));
      }),
    );
  });
});
