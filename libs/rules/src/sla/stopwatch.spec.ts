import { describe, expect, it } from '@jest/globals';
import type { OpeningCalendar } from '@relais/contracts';
import fc from 'fast-check';
import { openMillis } from './calendar.ts';
import {
  consumedAt,
  dueBy,
  lapWatch,
  startWatch,
  stopWatch,
  unstarted,
  type Stopwatch,
} from './stopwatch.ts';

const hour = 3_600_000;
const calendar = (zone: string, from: string, to: string): OpeningCalendar => ({
  ...{ zone, holidays: ['2026-03-31'] },
  slots: ([1, 2, 3, 4, 5, 6] as const).map((day) => ({ day, from, to })),
});
const paris = calendar('Europe/Paris', '08:00', '18:00');
const calendars = [
  paris,
  calendar('America/New_York', '00:00', '24:00'),
  calendar('Asia/Tokyo', '20:00', '22:30'),
];
const [eight, ten, noon, two] = ['08', '10', '12', '14'].map((h) => `2026-03-02T${h}:00:00.000Z`) as [
  ...[string, string, string, string],
];

describe('the stopwatch', () => {
  const held = stopWatch(startWatch(unstarted, eight), paris, ten);

  it('keeps what was used up while it stands', () => {
    expect(held).toStrictEqual({ consumed: 2 * hour, since: null });
    expect(consumedAt(held, paris, two)).toBe(2 * hour);
  });

  it('goes on from there', () => expect(consumedAt(startWatch(held, noon), paris, two)).toBe(4 * hour));

  it('starts and stops once', () => {
    expect(startWatch(startWatch(unstarted, eight), noon)).toStrictEqual({ consumed: 0, since: eight });
    expect(stopWatch(held, paris, two)).toBe(held);
    expect(lapWatch(held, paris, two)).toBe(held);
  });

  it('tells by when a target is used up, as long as it runs', () => {
    expect(dueBy(startWatch(held, noon), paris, 3 * hour)).toBe('2026-03-02T13:00:00.000Z');
    expect(dueBy(held, paris, 3 * hour)).toBeNull();
  });

  it('is due where it starts when the target was used up before', () =>
    expect(dueBy(startWatch(held, noon), paris, hour)).toBe(noon));

  it('takes nothing back when it is stopped before it was started', () =>
    expect(stopWatch(startWatch(held, noon), paris, eight)).toStrictEqual(held));
});

type Act = {
  readonly what: 'start' | 'stop' | 'lap';
  readonly after: number;
  readonly next: OpeningCalendar;
};
const acts = fc.array(
  fc.record<Act>({
    what: fc.constantFrom('start', 'stop', 'lap'),
    after: fc.integer({ min: 0, max: 72 * hour }),
    next: fc.constantFrom(...calendars),
  }),
  { maxLength: 20 },
);

describe('time used up', () => {
  it('survives every stop, start and change of calendar: each part was counted by the calendar of its time', () =>
    fc.assert(
      fc.property(acts, (drawn) => {
        let [watch, by, at, expected] = [unstarted as Stopwatch, paris, Date.parse(eight), 0];
        for (const { what, after, next } of drawn) {
          const [before, now] = [new Date(at).toISOString(), new Date(at + after).toISOString()];
          if (watch.since !== null) expected += openMillis(by, before, now);
          if (what === 'start') watch = startWatch(watch, now);
          else if (what === 'stop') watch = stopWatch(watch, by, now);
          else [watch, by] = [lapWatch(watch, by, now), watch.since === null ? by : next];
          at += after;
          expect(consumedAt(watch, by, now)).toBe(expected);
        }
      }),
    ));
});
