import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashOf, noHash, type Envelope } from './envelope.ts';
import { eventIdOf } from './ids.ts';

type Vector = { readonly name: string; readonly canonical: string; readonly envelope: Envelope };

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL('../golden/vectors.json', import.meta.url), 'utf8'),
);
const named = vectors.map((vector) => [vector.name, vector] as const);

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
};

describe('the hash of an event, against vectors computed once with Python and frozen since', () => {
  it('has a vector without optional fields, one with all of them, and one of odd texts and numbers', () => {
    const optional = ['client', 'onBehalfOf', 'causation', 'rules', 'source'];
    const held = vectors.map(({ envelope }) => optional.filter((field) => field in envelope));
    expect(held).toEqual([[], optional, ['rules']]);
  });

  it.each(named)('with %s', (_, { envelope }) => {
    expect(hashOf(envelope)).toBe(envelope.hash);
  });

  it.each(named)('with %s: the id too', (_, { envelope }) => {
    expect(eventIdOf(envelope.stream, envelope.commandId, 0)).toBe(envelope.id);
  });

  it.each(named)('with %s: whatever the order of its keys', (_, { envelope }) => {
    expect(hashOf(reversed(envelope) as Envelope)).toBe(envelope.hash);
  });

  it.each(named)('with %s: read again from its canonical text', (_, { canonical, envelope }) => {
    expect(hashOf(JSON.parse(canonical))).toBe(envelope.hash);
  });
});

describe('the hash of an event', () => {
  const [{ envelope }] = vectors as readonly [Vector];
  const { hash: _, ...bare } = envelope;

  it('does not depend on the hash that is there', () => {
    expect(hashOf(bare)).toBe(envelope.hash);
    expect(hashOf({ ...envelope, hash: noHash })).toBe(envelope.hash);
  });

  it.each(Object.keys(bare))('changes with %s', (field) => {
    expect(hashOf({ ...envelope, [field]: 'something else' })).not.toBe(envelope.hash);
  });

  it('takes an absent field and an undefined one for the same', () => {
    expect(hashOf({ ...bare, client: undefined } as never)).toBe(envelope.hash);
  });

  it('survives storage as JSON, whatever the data', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (data) => {
        const event = { ...envelope, data };
        expect(hashOf(JSON.parse(JSON.stringify(event)))).toBe(hashOf(event));
      }),
    );
  });
});
