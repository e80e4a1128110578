import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A place for data that is gone when `remove` is called. */
export type Place = { readonly folder: string; readonly remove: () => void };

/** A new empty folder. */
export const emptyFolder = (): Place => {
  const folder = mkdtempSync(join(tmpdir(), 'relais-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
};
