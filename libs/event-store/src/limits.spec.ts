import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkData } from './limits.ts';

const nested = (levels: number): unknown => (levels === 0 ? 'deep' : { inner: nested(levels - 1) });
const wide = (keys: number): object =>
  Object.fromEntries(Array.from({ length: keys }, (_, n) => [`k${n}`, n]));

const codeOf = (data: unknown): unknown => {
  try {
    checkData(data);
    return null;
  } catch (error) {
    return error;
  }
};

describe('the limits of an event', () => {
  it('takes plain data', () => {
    const data = {
      text: 'héé 🎫',
      number: -1.5e-7,
      yes: true,
      none: null,
      list: [1, 'two', { three: 3 }],
      absent: undefined,
    };
    expect(codeOf(data)).toBeNull();
    expect(codeOf({})).toBeNull();
  });

  it.each([
    ['21 levels', nested(21), 'data-too-deep'],
    ['a list of 21 levels', [[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]], 'data-too-deep'],
    ['201 keys', wide(201), 'data-too-wide'],
    ['201 keys in all', { one: wide(99), two: [wide(100)] }, 'data-too-wide'],
    ['a byte too many', { text: 'x'.repeat(65_526) }, 'data-too-large'],
    ['too many bytes in fewer letters', { text: 'é'.repeat(32_763) }, 'data-too-large'],
    ['half a letter', { text: 'a\ud800b' }, 'data-unreadable'],
    ['half a letter as a key', { 'a\udc00': 1 }, 'data-unreadable'],
    ['no number', { n: Number.NaN }, 'data-unreadable'],
    ['an endless number', { n: [Number.POSITIVE_INFINITY] }, 'data-unreadable'],
    ['what JSON does not know', { n: 1n }, 'data-unreadable'],
    ['a function', { n: () => 1 }, 'data-unreadable'],
    ['a Date', { at: new Date(0) }, 'data-unreadable'],
    ['no object', 'text', 'data-unreadable'],
    ['nothing', undefined, 'data-unreadable'],
  ])('refuses %s', (_, data, code) => {
    expect(codeOf(data)).toMatchObject({ name: 'Invalid', code, field: 'data' });
  });

  it.each([
    ['20 levels', nested(20)],
    ['200 keys', wide(200)],
    ['64 KB', { text: 'x'.repeat(65_525) }],
    ['many things in a list', { holidays: Array.from({ length: 1_000 }, (_, n) => n) }],
  ])('takes %s', (_, data) => {
    expect(codeOf(data)).toBeNull();
  });

  it('ends on any depth, however hostile', () => {
    expect(codeOf(nested(4_000))).toMatchObject({ code: 'data-too-deep' });
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(codeOf(circle)).toMatchObject({ code: 'data-too-deep' });
  });

  it('takes whatever survives JSON, within its limits', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 }), { maxKeys: 10 }), (data) => {
        const kept = JSON.parse(JSON.stringify(data)) as unknown;
        const code = codeOf(data);
        expect(code === null || (code as { code: string }).code !== 'data-unreadable').toBe(true);
        expect(codeOf(kept) === null).toBe(code === null);
      }),
    );
  });
});
