import { describe, expect, it } from '@jest/globals';
import { Invalid } from '@relais/kernel';
import { checkImpersonal } from './personal.ts';

const remi = { name: 'Rémi Lambert-Roy', mail: 'remi@lumen', phone: '+4915112345678' };
const nobody = { name: null, mail: null, phone: null };

const found = (text: string, requester: Parameters<typeof checkImpersonal>[2] = remi): string | null => {
  try {
    checkImpersonal('title', text, requester);
    return null;
  } catch (error) {
    if (error instanceof Invalid) return `${error.field} ${error.code}`;
    throw error;
  }
};

describe('what leaves to a vendor', () => {
  it.each([
    'Write to zoe@lumen.example',
    'zoe.k+it@mail.lumen.co.uk!',
    'mailto:zoé@lumen.example',
    'REMI@LUMEN',
  ])('holds no mail address: %s', (text) => expect(found(text)).toBe('title mail-in-clear'));

  it.each([
    'Call 01 42 27 81 00 now',
    'S/N 0612345678',
    'tel. 06.12.34.56.78',
    '+33 (0)1 42 27 81 00',
    '020 7946 0101',
    'his number, 0151 123 456 78',
    '1511-234-5678',
  ])('holds no phone number: %s', (text) => expect(found(text)).toBe('title phone-in-clear'));

  it.each(['M. LAMBERT sees it', 'remi says so', 'Rémi Lambert-Roy', 'for lambert.', 'ROY’s printer'])(
    'does not name the requester: %s',
    (text) => expect(found(text)).toBe('title name-in-clear'),
  );

  it('finds a name of short parts by the whole of it', () => {
    expect(found('asked by Li Wu today', { ...nobody, name: 'Li Wu' })).toBe('title name-in-clear');
    expect(found('the LI battery', { ...nobody, name: 'Li Wu' })).toBeNull();
  });

  it.each([
    'Error 0x80070005 (-2147024891) on start',
    'Firmware 13.0.1.2245, build 20260302',
    '192.168.100.200 does not answer',
    'Blank since 2026-03-02 08:15:00, 40 000 pages',
    'KB5034441 fails; royalty screen, remission @ 2x',
    'Every third line is blank',
  ])('may hold what is technical: %s', (text) => expect(found(text)).toBeNull());

  it('may name anybody whom nobody knows any more', () => expect(found('Rémi Lambert', nobody)).toBeNull());
});
