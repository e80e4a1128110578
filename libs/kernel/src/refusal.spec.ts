import { describe, expect, it } from '@jest/globals';
import { Fault, Invalid } from './fault.ts';
import { isRefusal, refuse } from './refusal.ts';

describe('a refusal', () => {
  it('names the fact that stands in the way', () => {
    expect(refuse('ticket-closed')).toEqual({ refusal: 'ticket-closed' });
  });

  it('names who is in the way, and since when', () => {
    const named = { by: 'nadia', at: '2026-03-02T08:00:00.000Z' };
    expect(refuse('held-by-another', named)).toEqual({ refusal: 'held-by-another', ...named });
  });

  it('is told from every other answer', () => {
    expect(isRefusal(refuse('too-late'))).toBe(true);
    for (const other of [[], [{ type: 'Lit', data: {} }], {}, null, undefined, 'refusal', 0])
      expect(isRefusal(other)).toBe(false);
  });
});

describe('what is thrown', () => {
  it('is a fault with a code and its cause', () => {
    const cause = new Error('disk gone');
    expect(new Fault('store-down', 'the store does not answer', cause)).toMatchObject({
      name: 'Fault',
      code: 'store-down',
      message: 'the store does not answer',
      cause,
    });
  });

  it('or a malformed request, with the field that is wrong', () => {
    const invalid = new Invalid('as-of-unreadable', 'asOf', 'no instant');
    expect(invalid).toMatchObject({
      name: 'Invalid',
      code: 'as-of-unreadable',
      field: 'asOf',
      message: 'no instant',
    });
    expect(invalid).toBeInstanceOf(Error);
    expect(invalid).not.toBeInstanceOf(Fault);
  });
});
