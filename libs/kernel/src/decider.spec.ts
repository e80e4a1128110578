import { describe, expect, it } from '@jest/globals';
import type { Context, Decider } from './decider.ts';
import type { Command, Event } from './event.ts';
import { extend, type Fold } from './fold.ts';
import { refuse } from './refusal.ts';

type Lit = Event<'Lit', { readonly watts: number }>;
type Sold = Event<'Sold', {}>;
type LampEvent = Lit | Sold;
type LightLamp = Command<'LightLamp', { readonly watts: number }>;
type DimLamp = Command<'DimLamp', {}>;
type Lamp = { readonly on: boolean };

const lamp: Fold<Lamp, LampEvent> = { initial: { on: false }, evolve: { Lit: () => ({ on: true }) } };

/** Reads what anybody did to the lamp, may only light it. */
type Lighting = Decider<LightLamp | DimLamp, Lamp, LampEvent, Lit, 'lamp-dark'>;

const dim: Lighting['decide']['DimLamp'] = ({ on }) => (on ? [] : refuse('lamp-dark'));
const light: Lighting['decide']['LightLamp'] = ({ on }, { watts }) =>
  on ? [] : [{ type: 'Lit', data: { watts } }];

const lighting: Lighting = { fold: lamp, decide: { LightLamp: light, DimLamp: dim } };

// Each mistake below has to stay a compile error: the type check fails on an expectation that nothing disappoints.
const mistakes = {
  aForeignEvent: {
    fold: lamp,
    // @ts-expect-error Sold belongs to another service
    decide: { LightLamp: () => [{ type: 'Sold', data: {} }], DimLamp: dim },
  } satisfies Lighting,

  anUndeclaredRefusal: {
    fold: lamp,
    // @ts-expect-error lamp-sold is no reason that the decider declares
    decide: { LightLamp: light, DimLamp: () => refuse('lamp-sold') },
  } satisfies Lighting,

  aMissingRule: {
    fold: lamp,
    // @ts-expect-error nothing says what becomes of DimLamp
    decide: { LightLamp: light },
  } satisfies Lighting,

  anUnknownCommand: {
    fold: lamp,
    // @ts-expect-error nobody can wish BuyLamp
    decide: { LightLamp: light, DimLamp: dim, BuyLamp: () => [] },
  } satisfies Lighting,

  aMisspeltEvent: extend(lamp, {
    initial: { count: 0 },
    // @ts-expect-error the event is called Lit
    evolve: { Litt: () => ({ count: 1 }) },
  }),

  aFieldThatTheEventLacks: extend(lamp, {
    initial: { watts: 0 },
    // @ts-expect-error Lit says watts, not lumens
    evolve: { Lit: (_, { lumens }) => ({ watts: lumens }) },
  }),

  aWrongFieldOfTheOwnState: extend(lamp, {
    initial: { watts: 0 },
    // @ts-expect-error watts is a number
    evolve: { Lit: () => ({ watts: 'many' }) },
  }),
};

const context: Context = {
  by: 'nadia',
  roles: ['agent'],
  level: 1,
  at: '2026-03-02T08:15:00.000Z',
  rules: undefined,
};

describe('a decider', () => {
  it('answers a wish with events, with nothing to do, or with a refusal', () => {
    const { LightLamp, DimLamp } = lighting.decide;
    expect(LightLamp({ on: false }, { watts: 40 }, context)).toEqual([{ type: 'Lit', data: { watts: 40 } }]);
    expect(LightLamp({ on: true }, { watts: 40 }, context)).toEqual([]);
    expect(DimLamp({ on: false }, {}, context)).toEqual({ refusal: 'lamp-dark' });
  });

  it('has seven mistakes planted above, each of which the type check must refuse', () => {
    expect(Object.keys(mistakes)).toHaveLength(7);
  });
});
