import type { InvalidCode } from '@relais/contracts';
import { Invalid } from '@relais/kernel';
import { findPhoneNumbersInText, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';

/** What a requester is known by, in clear; null for what is not known, or was forgotten. */
export type Identity = {
  readonly name: string | null;
  readonly mail: string | null;
  readonly phone: string | null;
};

/**
 * Where a number is looked for that was written without its country: those of the languages of Relais. Others take nearly any digits
 * for a number, and version numbers and error codes must get through.
 */
const countries: readonly CountryCode[] = ['FR', 'GB'];

const holdsMail = (text: string): boolean => /[^\s@]@[^\s@]+\.\p{L}{2,}/u.test(text);

const holdsPhone = (text: string, own: string | null): boolean => {
  const national = own === null ? undefined : parsePhoneNumberFromString(own)?.nationalNumber;
  const closed = text.replace(/(?<=\d)[\s.\-/()]+(?=\d)/g, '');
  if (national !== undefined && closed.includes(national)) return true;
  return countries.some((defaultCountry) => findPhoneNumbersInText(text, { defaultCountry }).length > 0);
};

/** The words of a text, however they are written: small letters without accents. */
const wordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** A part of a name, once it is long enough to tell of somebody; or the whole of it. */
const holdsName = (text: string, name: string): boolean => {
  const parts = wordsOf(name);
  const words = wordsOf(text);
  const whole = ` ${words.join(' ')} `.includes(` ${parts.join(' ')} `);
  return (parts.length > 0 && whole) || parts.some((part) => part.length > 2 && words.includes(part));
};

const fail = (code: InvalidCode, field: string, message: string): never => {
  throw new Invalid(code, field, message);
};

/**
 * Throws Invalid for a text that names a person: what is told of a defect leaves to the vendor. `requester` is the ticket's own,
 * as far as the caller may see the ticket.
 */
export const checkImpersonal = (field: string, text: string, requester: Identity): void => {
  const { name, mail, phone } = requester;
  const said = text.toLowerCase();
  if (holdsMail(text) || (mail !== null && said.includes(mail.toLowerCase())))
    fail('mail-in-clear', field, 'a mail address would leave to the vendor');
  if (holdsPhone(text, phone)) fail('phone-in-clear', field, 'a phone number would leave to the vendor');
  if (name !== null && holdsName(text, name))
    fail('name-in-clear', field, 'the requester’s name would leave to the vendor');
};
