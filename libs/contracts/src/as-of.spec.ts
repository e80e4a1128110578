import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseAsOf, prefixAt, type AsOf } from './as-of.ts';

describe('an instant as a caller writes it', () => {
  it.each([
    ['2026-03-02T08:15:00Z', { by: 'happened', at: '2026-03-02T08:15:00.000Z' }],
    ['2026-03-02T08:15Z', { by: 'happened', at: '2026-03-02T08:15:00.000Z' }],
    ['2026-03-02T09:15:00.5+01:00', { by: 'happened', at: '2026-03-02T08:15:00.500Z' }],
    ['2024-02-29T23:59:59.999999999Z', { by: 'happened', at: '2024-02-29T23:59:59.999Z' }],
    ['2026-03-02T23:15:00-10:30', { by: 'happened', at: '2026-03-03T09:45:00.000Z' }],
    ['recorded:2026-03-02T08:15:00Z', { by: 'recorded', at: '2026-03-02T08:15:00.000Z' }],
    ['recorded:2026-03-29T03:30:00+02:00', { by: 'recorded', at: '2026-03-29T01:30:00.000Z' }],
    ['revision:0', { by: 'revision', revision: 0 }],
    ['revision:417', { by: 'revision', revision: 417 }],
  ] as const)('%s', (written, read) => {
    expect(parseAsOf(written)).toEqual(read);
  });

  it.each([
    '',
    'now',
    '2026-03-02',
    '2026-03-02T08:15:00',
    '2026-03-02 08:15:00Z',
    '2026-02-30T08:15:00Z',
    '2025-02-29T08:15:00Z',
    '2026-13-01T08:15:00Z',
    '2026-03-02T25:15:00Z',
    '2026-03-02T08:15:00+99:00',
    '+010000-01-01T00:00:00Z',
    '9999-12-31T23:59:59-12:00',
    '0000-01-01T00:00:00+12:00',
    'recorded:',
    'recorded:revision:1',
    'recorded:recorded:2026-03-02T08:15:00Z',
    'happened:2026-03-02T08:15:00Z',
    'revision:',
    'revision:-1',
    'revision:1.5',
    'revision:9999999999999999',
    ' 2026-03-02T08:15:00Z',
    '2026-03-02T08:15:00Z\n',
  ])('is refused when it is "%s"', (written) => {
    expect(() => parseAsOf(written)).toThrow(
      expect.objectContaining({ code: 'as-of-unreadable', field: 'asOf' }),
    );
  });
});

type Moment = { readonly revision: number; readonly happenedAt: string; readonly recordedAt: string };

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString();

/** A stream from pairs of minutes: happened, recorded. */
const stream = (...minutes: readonly (readonly [number, number])[]): readonly Moment[] =>
  minutes.map(([happened, recorded], revision) => ({
    revision,
    happenedAt: at(happened),
    recordedAt: at(recorded),
  }));

const revisions = (events: readonly Moment[]) => events.map(({ revision }) => revision);

describe('the past of a stream', () => {
  const told = stream([0, 0], [10, 10], [10, 11], [5, 20], [30, 30]);

  it('is all of it without an instant', () => {
    expect(prefixAt(told, null)).toBe(told);
  });

  it('is empty before the first event', () => {
    expect(prefixAt(told, { by: 'happened', at: at(-1) })).toEqual([]);
  });

  it('holds every event of the very instant', () => {
    expect(revisions(prefixAt(told, { by: 'happened', at: at(0) }))).toEqual([0]);
    expect(revisions(prefixAt(told, { by: 'happened', at: at(10) }))).toEqual([0, 1, 2, 3]);
  });

  it('does not hold an event told later of an earlier time before those that stand before it', () => {
    expect(revisions(prefixAt(told, { by: 'happened', at: at(7) }))).toEqual([0]);
  });

  it('holds what was known then, by the time of recording', () => {
    expect(revisions(prefixAt(told, { by: 'recorded', at: at(10) }))).toEqual([0, 1]);
    expect(revisions(prefixAt(told, { by: 'recorded', at: at(19) }))).toEqual([0, 1, 2]);
  });

  it('is named exactly by a revision', () => {
    expect(revisions(prefixAt(told, { by: 'revision', revision: 2 }))).toEqual([0, 1, 2]);
    expect(revisions(prefixAt(told, { by: 'revision', revision: 99 }))).toEqual([0, 1, 2, 3, 4]);
  });

  it('is cut by revisions, not by places, when only the tail was read', () => {
    expect(revisions(prefixAt(told.slice(2), { by: 'revision', revision: 3 }))).toEqual([2, 3]);
  });
});

/** Any order of times; what is recorded never goes back. */
const histories = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })), { maxLength: 12 })
  .map((pairs) => {
    const recorded = pairs.map(([, minute]) => minute).toSorted((a, b) => a - b);
    return stream(...pairs.map(([happened], place) => [happened, recorded[place] ?? 0] as const));
  });
const kinds = fc.constantFrom('happened', 'recorded');
const minutes = fc.integer({ min: -1, max: 41 });
const instants: fc.Arbitrary<AsOf> = fc.oneof(
  fc.record({ by: kinds, at: minutes.map(at) }),
  fc.record({ by: fc.constant('revision' as const), revision: fc.nat(12) }),
);

describe('any past of any stream', () => {
  it('is a prefix of it', () => {
    fc.assert(
      fc.property(histories, instants, (history, asOf) => {
        const past = prefixAt(history, asOf);
        expect(past).toEqual(history.slice(0, past.length));
      }),
    );
  });

  it('counts an event from the latest time of itself and all before it', () => {
    fc.assert(
      fc.property(histories, kinds, minutes, (history, by, minute) => {
        const latest = history.map((_, place) =>
          history
            .slice(0, place + 1)
            .reduce((max, event) => (event[`${by}At`] > max ? event[`${by}At`] : max), ''),
        );
        const counting = latest.filter((time) => time <= at(minute)).length;
        expect(prefixAt(history, { by, at: at(minute) })).toHaveLength(counting);
      }),
    );
  });

  it('only grows with the instant', () => {
    fc.assert(
      fc.property(histories, kinds, minutes, minutes, (history, by, a, b) => {
        const [earlier, later] = [Math.min(a, b), Math.max(a, b)].map((minute) =>
          prefixAt(history, { by, at: at(minute) }),
        );
        expect(later?.slice(0, earlier?.length)).toEqual(earlier);
      }),
    );
  });

  it('does not change when the stream goes on', () => {
    fc.assert(
      fc.property(histories, instants, fc.nat(12), (history, asOf, end) => {
        const before = prefixAt(history.slice(0, end), asOf);
        expect(prefixAt(history, asOf).slice(0, before.length)).toEqual(before);
      }),
    );
  });
});
