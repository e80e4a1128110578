import { Letters, type Asking } from '../letters.ts';
import type { Work } from './work.ts';

/** The works of the writer's thread, seen from the main one. */
export type Writing = Asking<Work> & { readonly close: () => Promise<void> };

/** Starts the writer's thread; rejects with the Fault that keeps it from opening the file. */
export const startWriting = async (folder: string, keptChanges: number): Promise<Writing> => {
  const letters = new Letters('write/writer', { folder, keptChanges });
  await letters.opened();
  const works = letters.works<Work>({
    ...{ prepare: true, commit: true, beside: true, fill: true, fetch: true },
    ...{ settle: true, index: true, swap: true, keepOnly: true },
  });
  return { ...works, close: () => letters.close() };
};
