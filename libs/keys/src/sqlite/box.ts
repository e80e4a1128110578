import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** The length of every key of the tree, in bytes. */
export const keyBytes = 32;

/** How long a wrapped key is, in bytes: always the same, so that it can be overwritten where it lies. */
export const wrappedBytes = nonceBytes + keyBytes + tagBytes;

const objects = new WeakMap<Uint8Array, KeyObject>();

/** Node takes a key object five times faster than the bytes of a key (about 4 µs a box against 22); it goes when they go. */
const objectOf = (key: Uint8Array): KeyObject => {
  const known = objects.get(key);
  if (known) return known;
  const made = createSecretKey(key);
  objects.set(key, made);
  return made;
};

/** AES-256-GCM under a random nonce: nonce, ciphertext, tag. `bound` is authenticated with it and has to be said again to open it. */
export const encrypt = (key: Uint8Array, clear: Uint8Array, bound: string): Buffer => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, objectOf(key), nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(bound));
  return Buffer.concat([nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
};

/** What was encrypted; null when the box is damaged, of another key, or bound to something else. */
export const decrypt = (key: Uint8Array, box: Uint8Array, bound: string): Buffer | null => {
  if (box.length < nonceBytes + tagBytes) return null;
  const end = box.length - tagBytes;
  const decipher = createDecipheriv(algorithm, objectOf(key), box.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(box.subarray(end));
  const clear = decipher.update(box.subarray(nonceBytes, end));
  try {
    return Buffer.concat([clear, decipher.final()]);
  } catch {
    // The tag does not match: Node has no other way to say it.
    return null;
  }
};

/** What a wrapped key is bound to: it cannot be moved to another name or below another parent. */
export const bindingOf = (child: string, parent: string): string => JSON.stringify([child, parent]);
