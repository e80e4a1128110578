import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { eventIdOf, idOf, parseStream, streamKinds, streamOf } from './ids.ts';

const kinds = fc.constantFrom(...streamKinds);
const tenants = fc.stringMatching(/^[a-z0-9-]{1,40}$/);

describe('the name of a stream', () => {
  it('tells its kind, its tenant and its thing', () => {
    expect(streamOf('ticket', 'lumen', '42')).toBe('ticket-lumen.42');
    expect(parseStream('numbers-lumen-two.ticket')).toEqual({
      kind: 'numbers',
      tenant: 'lumen-two',
      id: 'ticket',
    });
  });

  it('is read back as it was made', () => {
    fc.assert(
      fc.property(kinds, tenants, fc.string({ minLength: 1, unit: 'binary' }), (kind, tenant, id) => {
        expect(parseStream(streamOf(kind, tenant, id))).toEqual({ kind, tenant, id });
      }),
    );
  });

  it.each([
    '',
    'ticket',
    'ticket-lumen',
    'ticket-lumen.',
    'ticket-.42',
    'ticket-Lumen.42',
    'ticket-lu_men.42',
    '-lumen.42',
    'TICKET-lumen.42',
    'letter-lumen.42',
    'constructor-lumen.42',
    '$ce-ticket',
    ' ticket-lumen.42',
  ])('is none of ours when it is "%s"', (stream) => {
    expect(parseStream(stream)).toBeNull();
  });
});

describe('an id', () => {
  const command = '7d9f3b0a-52d4-4c1e-9a2b-6c8e0f1d2a33';

  // Stored for ever: were the derivation to change, a retried command would make a second thing.
  it('is what it was in the first release', () => {
    expect(idOf('ticket', 'lumen', command)).toBe('4695facb-f0dc-5092-9e63-36ef5cb55e78');
    expect(eventIdOf('ticket-lumen.42', command, 0)).toBe('7a16fafb-82ed-5731-92af-1d5a6324a72d');
  });

  it('is what any other program of RFC 9562 makes of the same name', () => {
    const namespace = '6f1b2c0e-5d43-5f0a-9a57-0b8f6a1d9c11';
    fc.assert(
      fc.property(kinds, tenants, fc.string({ unit: 'binary' }), (kind, tenant, name) => {
        expect(idOf(kind, tenant, name)).toBe(v5(`${kind}\n${tenant}\n${name}`, namespace));
      }),
    );
  });

  it('is a UUID of version 5', () => {
    const version5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(idOf('person', 'lumen', command)).toMatch(version5);
    expect(eventIdOf('person-lumen.1', command, 3)).toMatch(version5);
  });

  it('differs with the kind, the tenant and the command', () => {
    const other = 'c1b2a3d4-e5f6-4789-8abc-def012345678';
    const ids = [
      idOf('ticket', 'lumen', command),
      idOf('person', 'lumen', command),
      idOf('ticket', 'nova', command),
      idOf('ticket', 'lumen', other),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('differs with the stream and the place in the batch', () => {
    const ids = [
      eventIdOf('ticket-lumen.1', command, 0),
      eventIdOf('ticket-lumen.1', command, 1),
      eventIdOf('ticket-lumen.11', command, 0),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
