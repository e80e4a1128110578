import { describe, expect, it } from '@jest/globals';
import { refuse, type Command, type Decider, type Event } from '@relais/kernel';
import { at, by, scenario } from './scenario.ts';

type Lit = Event<'Lit', { readonly lamp: string }>;
type Light = Command<'Light', { readonly lamp: string }>;
type Room = {
  readonly lamps: readonly string[];
  readonly last: { readonly by: string; readonly at: string } | null;
};

const lamps: Decider<Light, Room, Lit, Lit, 'dark', { readonly most: number }> = {
  fold: {
    initial: { lamps: [], last: null },
    evolve: {
      Lit: (r, { lamp }, { by, happenedAt }) => ({ lamps: [...r.lamps, lamp], last: { by, at: happenedAt } }),
    },
  },
  decide: {
    Light: ({ lamps: lit, last }, { lamp }, { rules }) => {
      if (lit.includes(lamp)) return [];
      return lit.length < rules.most ? [{ type: 'Lit', data: { lamp } }] : refuse('dark', last ?? {});
    },
  },
};

const context = {
  by: 'ann',
  roles: [],
  level: null,
  at: '2026-03-02T08:15:00Z',
  rules: { most: 2 },
} as const;
const lit = (lamp: string): Lit => ({ type: 'Lit', data: { lamp } });
const light = (lamp: string): Light => ({ type: 'Light', data: { lamp } });

describe('telling a rule as given, when, then', () => {
  const { given } = scenario(lamps, context);

  it('passes what was decided', () => given(lit('a')).when(light('b')).then(lit('b')));
  it('passes what was granted already', () => given(lit('a')).when(light('a')).then());
  it('passes a refusal by its code', () => given(lit('a'), lit('b')).when(light('c')).refused('dark'));
  it('makes up the stamps, a minute apart before the wish', () =>
    given(lit('a'), lit('b'))
      .when(light('c'))
      .refused('dark', { by: 'ann', at: '2026-03-02T08:14:00.000Z' }));
  it('takes actor and time from the past that is told', () =>
    given(lit('a'), by(at(lit('b'), '2026-03-01T10:00:00.000Z'), 'bob'))
      .when(light('c'))
      .refused('dark', { by: 'bob', at: '2026-03-01T10:00:00.000Z' }));
  it('changes the context for one wish', () =>
    given()
      .when(light('a'), { rules: { most: 0 } })
      .refused('dark'));

  it('fails on another event, another code, another name, and on a refusal where an event was told', () => {
    expect(() => given().when(light('a')).then(lit('b'))).toThrow();
    expect(() => given().when(light('a')).then()).toThrow();
    expect(() => given().when(light('a')).refused('dark')).toThrow();
    expect(() => given(lit('a')).when(light('a')).refused('dark')).toThrow();
    expect(() => given(lit('a'), lit('b')).when(light('c')).then(lit('c'))).toThrow();
    expect(() => given(lit('a'), lit('b')).when(light('c')).refused('dark', { by: 'eve' })).toThrow();
  });

  it('does not take an undeclared refusal or a foreign event', () => {
    // @ts-expect-error 'bright' is no refusal of this decider
    expect(() => given().when(light('a')).refused('bright')).toThrow();
    // @ts-expect-error no event of this decider
    expect(() => given().when(light('a')).then({ type: 'Burnt', data: {} })).toThrow();
  });
});

describe('a rule that breaks the rules', () => {
  const asked = (broken: Partial<typeof lamps>) => () =>
    scenario<Light, Room, Lit, Lit, 'dark', { readonly most: number }>({ ...lamps, ...broken }, context)
      .given(lit('a'))
      .when(light('b'));

  it('is found when it changes the state', () => {
    const grow: typeof lamps.decide.Light = (room) => {
      (room.lamps as string[]).push('x');
      return [];
    };
    expect(asked({ decide: { Light: grow } })).toThrow(TypeError);
  });

  it('is found when it answers the same question in two ways', () => {
    let times = 0;
    expect(asked({ decide: { Light: () => ((times += 1) > 1 ? [] : refuse('dark')) } })).toThrow();
  });

  it('is found when the fold cannot take what it decided', () => {
    const Lit: typeof lamps.fold.evolve.Lit = (room, { lamp }) => {
      if (lamp === 'b') throw new TypeError('no room');
      return room;
    };
    expect(asked({ fold: { ...lamps.fold, evolve: { Lit } } })).toThrow('no room');
  });
});
