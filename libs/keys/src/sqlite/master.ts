import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@relais/kernel';
import { keyBytes } from './box.ts';

const checked = (key: Uint8Array, from: string): Buffer => {
  if (key.length !== keyBytes)
    throw new Fault(
      'master-key-unreadable',
      `${from} is no master key: it has to be ${keyBytes} bytes in base64`,
    );
  return Buffer.from(key);
};

const flush = (path: string): void => {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
};

/** Complete or absent, also for a second process that starts at this moment: it is linked once it is on disk. */
const make = (folder: string, path: string): void => {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  flush(draft);
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    rmSync(draft);
  }
  flush(folder);
};

const read = (path: string): Buffer => {
  const mode = statSync(path).mode & 0o777;
  if (mode & 0o077)
    throw new Fault(
      'master-key-exposed',
      `${path} can be read by others (mode ${mode.toString(8)}): chmod 600 it, and think of who may have copied it`,
    );
  return checked(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64'), path);
};

/** The key that wraps those of the tenants: the one handed in, or that of the folder, which is made while there are `no` keys yet. */
export const masterKey = (folder: string, given: Uint8Array | undefined, keys: 'some' | 'no'): Buffer => {
  if (given) return checked(given, 'what was handed in');
  const path = join(folder, 'master.key');
  if (!existsSync(path) && keys === 'some')
    throw new Fault('master-key-missing', `${path} is gone, and keys.db is wrapped under it: bring it back`);
  if (!existsSync(path)) make(folder, path);
  return read(path);
};
