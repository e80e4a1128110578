import { workerData } from 'node:worker_threads';
import { answerLetters } from './answering.ts';
import { openReadOnly, startReading } from './reading.ts';
import { scanned } from './scanning.ts';
import type { LongRead } from './long-reads.ts';

const { folder } = workerData as { readonly folder: string };

answerLetters(() => {
  const reading = startReading(folder);
  const scans = new Map<number, { readonly batches: Iterator<unknown>; readonly end: () => void }>();
  let last = 0;
  const works: LongRead = {
    all: (sql, values) => reading.all(sql, ...values),
    begin: (asked) => {
      const db = openReadOnly(folder);
      // The moment is that of the first read.
      db.exec('BEGIN; SELECT count(*) FROM checkpoints');
      last += 1;
      scans.set(last, { batches: scanned(db, asked)[Symbol.iterator](), end: () => db.close() });
      return last;
    },
    next: (scan) => (scans.get(scan)?.batches.next().value ?? []) as ReturnType<LongRead['next']>,
    end: (scan) => {
      scans.get(scan)?.end();
      scans.delete(scan);
    },
  };
  return {
    work: (name, given) => works[name as keyof LongRead](...(given as [never, never])),
    close: () => {
      for (const { end } of scans.values()) end();
      reading.close();
    },
  };
});
