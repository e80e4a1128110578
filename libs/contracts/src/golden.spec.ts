import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { catalogue, declaredFor, type RelaisEvent } from './catalogue.ts';
import { hashOf, type Envelope } from './envelope.ts';
import { eventIdOf, parseStream } from './ids.ts';
import { lift } from './past.ts';

const golden = new URL('../golden/', import.meta.url);
const schemas = new URL('../schemas/', import.meta.url);

const read = (url: URL) => JSON.parse(readFileSync(url, 'utf8'));

const files = readdirSync(golden).filter((file) => file.includes('@'));
const stored: readonly (readonly [string, Envelope])[] = files.map((file) => [
  file,
  read(new URL(file, golden)),
]);

const types = Object.keys(catalogue) as RelaisEvent['type'][];
const written = types.flatMap((type) =>
  Array.from({ length: catalogue[type].schema }, (_, before) => `${type}@${before + 1}.json`),
);

const ajv = new Ajv({ allErrors: true, strict: true });

describe('a golden event of each type and of each schema ever written', () => {
  it('exists, and none is left of a type that is gone', () => {
    expect(files.toSorted()).toEqual(written.toSorted());
  });

  it.each(stored)('%s is named as it says, and stands where its type belongs', (file, event) => {
    const [type, schema] = [event.type, event.schema];
    expect(file).toBe(`${type}@${schema}.json`);
    expect(parseStream(event.stream)).toMatchObject({
      kind: declaredFor(type)?.stream,
      tenant: event.tenant,
    });
  });

  it.each(stored)('%s still has the hash under which it was stored', (_, event) => {
    expect(hashOf(event)).toBe(event.hash);
  });

  it.each(stored)('%s has the id of its stream, its command and a place in the batch', (_, event) => {
    const ids = [0, 1, 2, 3].map((place) => eventIdOf(event.stream, event.commandId, place));
    expect(ids).toContain(event.id);
  });

  it.each(stored)('%s lifts to the newest shape, which its JSON Schema accepts', (_, event) => {
    const lifted = lift(event);
    expect(lifted.schema).toBe(declaredFor(event.type)?.schema);
    const accepts = ajv.compile({ ...read(new URL(`${event.type}.json`, schemas)), $id: undefined });
    accepts(lifted.data);
    expect(accepts.errors).toBeNull();
  });

  it.each(stored)('%s may not hold a field that its type does not declare', (_, event) => {
    const accepts = ajv.compile({ ...read(new URL(`${event.type}.json`, schemas)), $id: undefined });
    expect(accepts({ ...(lift(event).data as object), smuggled: 1 })).toBe(false);
  });
});

describe('an event from a newer version of Relais', () => {
  const [, known] = stored[0]!;

  it.each(['CallOffered', 'constructor', '__proto__', 'toString'])(
    'stops a reader that lacks the type %s',
    (type) => {
      expect(() => lift({ ...known, type })).toThrow(expect.objectContaining({ code: 'contract-too-old' }));
    },
  );

  it('stops a reader that lacks its schema', () => {
    const schema = known.schema + 1;
    expect(() => lift({ ...known, schema })).toThrow(expect.objectContaining({ code: 'contract-too-old' }));
  });

  it('is named in the message, with the stream that waits', () => {
    expect(() => lift({ ...known, type: 'HandOverOffered', schema: 2 })).toThrow(
      `HandOverOffered@2 in ${known.stream}`,
    );
  });
});
