import { Invalid } from '@relais/kernel';

const limits = { bytes: 65_536, depth: 20, keys: 200 };

const refuse = (code: string, message: string): never => {
  throw new Invalid(code, 'data', message);
};

const checkText = (text: string): void => {
  if (!text.isWellFormed()) refuse('data-unreadable', 'a text of the event is not valid Unicode');
};

const checkPlain = (value: unknown): void => {
  if (typeof value === 'string') checkText(value);
  else if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse('data-unreadable', 'a number of the event is not finite');
  } else if (!['boolean', 'undefined'].includes(typeof value))
    refuse('data-unreadable', `a ${typeof value} is no JSON`);
};

const checkObject = (value: object, depth: number): void => {
  if (depth > limits.depth) refuse('data-too-deep', `an event is at most ${limits.depth} levels deep`);
  // A Date would be stored as a text and be another thing when read again.
  if ('toJSON' in value && typeof value.toJSON === 'function')
    refuse('data-unreadable', 'an event holds plain JSON');
};

/** Checks a value and counts the keys below it. */
const checkValue = (value: unknown, depth: number): number => {
  if (typeof value !== 'object' || value === null) {
    if (value !== null) checkPlain(value);
    return 0;
  }
  checkObject(value, depth);
  if (Array.isArray(value))
    return value.reduce((keys: number, inner) => keys + checkValue(inner, depth + 1), 0);
  let keys = 0;
  for (const [key, inner] of Object.entries(value)) {
    checkText(key);
    keys += 1 + checkValue(inner, depth + 1);
  }
  return keys;
};

/** Refuses data that could poison a reader: 64 KB, 20 levels, 200 keys, valid Unicode, finite numbers. */
export const checkData = (data: unknown): void => {
  if (typeof data !== 'object' || data === null)
    refuse('data-unreadable', 'the data of an event is an object');
  if (checkValue(data, 1) > limits.keys) refuse('data-too-wide', `an event has at most ${limits.keys} keys`);
  const bytes = Buffer.byteLength(JSON.stringify(data));
  if (bytes > limits.bytes)
    refuse('data-too-large', `an event holds at most ${limits.bytes} bytes, this one ${bytes}`);
};
