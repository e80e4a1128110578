import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Event, Stamp } from './event.ts';
import { derive, extend, onceBegun, replay, step, type Fold } from './fold.ts';

type Lit = Event<'Lit', { readonly watts: number }>;
type Put = Event<'Put', { readonly room: string }>;
type Broken = Event<'Broken', {}>;
type LampEvent = Lit | Put | Broken;
type Lamp = { readonly on: boolean; readonly since: string | null };

const lamp: Fold<Lamp, LampEvent> = {
  initial: { on: false, since: null },
  evolve: {
    Lit: (l, _, { happenedAt }) => ({ ...l, on: true, since: happenedAt }),
    Broken: () => ({ on: false, since: null }),
  },
};

/** Remembers what the lamp itself has no word for. */
const placed = extend(lamp, {
  initial: { room: 'box', fires: 0, wasOn: false },
  evolve: {
    Put: (_, { room }) => ({ room }),
    Lit: ({ fires }) => ({ fires: fires + 1 }),
    Broken: ({ on }) => ({ wasOn: on }),
  },
});

const stamp = (revision: number): Stamp => ({
  tenant: 'north',
  revision,
  by: 'nadia',
  happenedAt: new Date(Date.UTC(2026, 2, 2, 8, 0, revision)).toISOString(),
  recordedAt: new Date(Date.UTC(2026, 2, 2, 9, 0, revision)).toISOString(),
  commandId: `c-${revision}`,
});

const history = (...events: readonly LampEvent[]) =>
  events.map((event, revision) => ({ ...event, ...stamp(revision) }));
const lit: Lit = { type: 'Lit', data: { watts: 40 } };
const put: Put = { type: 'Put', data: { room: 'kitchen' } };
const broken: Broken = { type: 'Broken', data: {} };

/** Histories of known and unknown events in any order. */
const anything = fc.array(
  fc.oneof(
    fc.constantFrom<LampEvent>(lit, put, broken),
    fc.record({ type: fc.string(), data: fc.object() }).map((event) => event as LampEvent),
  ),
);

describe('a fold', () => {
  it('is its initial state before anything happened', () => {
    expect(replay(lamp, [])).toBe(lamp.initial);
  });

  it('goes through the events in their order, each with its own stamp', () => {
    expect(replay(lamp, history(lit, broken, lit))).toEqual({ on: true, since: '2026-03-02T08:00:02.000Z' });
  });

  it('hands the very state on when an event means nothing to it', () => {
    const state = replay(lamp, history(lit));
    expect(step(lamp, state, put, stamp(1))).toBe(state);
  });

  it.each(['Stolen', 'constructor', '__proto__', 'toString', 'hasOwnProperty', ''])(
    'is left alone by an event of the unknown type "%s"',
    (type) => {
      const state = replay(lamp, history(lit));
      const stranger = { type, data: { on: false } } as unknown as LampEvent;
      expect(step(lamp, state, stranger, stamp(1))).toBe(state);
      expect(step(placed, placed.initial, stranger, stamp(1))).toBe(placed.initial);
    },
  );

  it('may come to nothing, and begin again', () => {
    const bulb: Fold<string | null, LampEvent> = {
      initial: null,
      evolve: { Lit: () => 'whole', Broken: () => null },
    };
    expect(replay(bulb, history(lit, broken))).toBeNull();
    expect(replay(bulb, history(lit, broken, put, lit))).toBe('whole');
  });

  it('is total: any history leads to a state', () => {
    fc.assert(
      fc.property(anything, (events) => {
        const { on, since } = replay(lamp, history(...events));
        expect(on).toBe(since !== null);
      }),
    );
  });

  it('changes no state that somebody still holds', () => {
    const before = Object.freeze({ ...placed.initial });
    step(placed, before, lit, stamp(0));
    expect(before).toEqual({ on: false, since: null, room: 'box', fires: 0, wasOn: false });
  });
});

describe('a fold that extends another', () => {
  it('begins with both', () => {
    expect(placed.initial).toEqual({ on: false, since: null, room: 'box', fires: 0, wasOn: false });
  });

  it('lets both evolve on an event that both know', () => {
    expect(replay(placed, history(lit, lit))).toMatchObject({ on: true, fires: 2 });
  });

  it('lets the own part evolve on an event that the base does not know', () => {
    expect(replay(placed, history(lit, put))).toMatchObject({ on: true, room: 'kitchen', fires: 1 });
  });

  it('keeps the own part when the base begins anew', () => {
    expect(replay(placed, history(put, lit, broken))).toMatchObject({ on: false, room: 'kitchen', fires: 1 });
  });

  it('shows the own part the state before the event', () => {
    expect(replay(placed, history(lit, broken)).wasOn).toBe(true);
  });

  it('never disagrees with the base, whatever happened', () => {
    fc.assert(
      fc.property(anything, (events) => {
        const past = history(...events);
        expect(replay(placed, past)).toMatchObject(replay(lamp, past));
      }),
    );
  });

  it('can be extended again', () => {
    const counted = extend(placed, {
      initial: { moves: 0 },
      evolve: { Put: ({ moves }) => ({ moves: moves + 1 }) },
    });
    expect(replay(counted, history(lit, put, put))).toMatchObject({
      on: true,
      room: 'kitchen',
      fires: 1,
      moves: 2,
    });
  });
});

describe('a fold that begins with an event', () => {
  const bought = onceBegun(placed, 'Put');

  it('is nothing before it', () => {
    expect(replay(bought, [])).toBeNull();
    expect(replay(bought, history(lit, broken))).toBeNull();
  });

  it('is the fold from then on', () =>
    expect(replay(bought, history(put, lit))).toStrictEqual(replay(placed, history(put, lit))));

  it('has not seen what came before', () =>
    expect(replay(bought, history(lit, put))).toMatchObject({ on: false, fires: 0 }));
});

describe('a fold with what follows from it', () => {
  const shown = derive(onceBegun(placed, 'Put'), ({ on, room }) => ({ dark: on ? 'nowhere' : room }));

  it('has it after each event', () => {
    expect(replay(shown, history(put))?.dark).toBe('kitchen');
    expect(replay(shown, history(put, lit))?.dark).toBe('nowhere');
    expect(replay(shown, history(put, lit, broken))?.dark).toBe('kitchen');
  });

  it('is nothing where the fold is nothing', () => expect(replay(shown, history(lit))).toBeNull());

  it('is nothing where nothing follows', () => {
    const whole = derive(onceBegun(placed, 'Put'), ({ fires }) => (fires < 2 ? { left: 2 - fires } : null));
    expect(replay(whole, history(put, lit))?.left).toBe(1);
    expect(replay(whole, history(put, lit, lit, broken))).toBeNull();
  });

  it('never disagrees with the fold', () =>
    fc.assert(
      fc.property(anything, (events) => {
        const past = history(...events);
        const state = replay(onceBegun(placed, 'Put'), past);
        expect(replay(shown, past)).toStrictEqual(
          state && { ...state, dark: state.on ? 'nowhere' : state.room },
        );
      }),
    ));
});
