import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { Head, Verified } from '../damage.ts';
import { audit, headsOf } from './audit.ts';

/** A long read, done beside the running store on a connection of its own. */
export type Wish =
  | { readonly wish: 'heads'; readonly file: string }
  | { readonly wish: 'verify'; readonly file: string; readonly heads: readonly Head[] };

/** What the reader tells: its findings one by one, or all heads at once. */
export type Read = Verified | { readonly kind: 'heads'; readonly heads: readonly Head[] };

const tell = (read: Read): void => parentPort?.postMessage(read);

const wish = workerData as Wish;
const db = new DatabaseSync(wish.file, { readOnly: true, timeout: 2000 });
db.exec('PRAGMA mmap_size = 0');
if (wish.wish === 'heads') tell({ kind: 'heads', heads: headsOf(db) });
else for (const told of audit(db, wish.heads)) tell(told);
db.close();
