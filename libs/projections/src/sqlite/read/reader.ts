import type { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import { answerLetters } from '../answering.ts';
import type { Stored } from '../../encode.ts';
import { openReadOnly, startReading } from './reading.ts';
import type { LongRead, Scan } from './long-reads.ts';

const { folder } = workerData as { readonly folder: string };

/** So many rows are read at a time. */
const batch = 1_000;

/**
 * The rows of a scan, in the order of their keys, some at a time. The keys are found and sorted first, within an index; then
 * each row is read whole. To be read within one transaction.
 */
const scanned = function* (db: DatabaseSync, { found, whole }: Scan): Iterable<readonly Stored[]> {
  const places = db.prepare(found.sql).all(...found.values);
  const reads = whole.map((sql) => db.prepare(sql));
  for (const read of reads) read.setReturnArrays(true);
  for (let from = 0; from < places.length; from += batch)
    yield places.slice(from, from + batch).flatMap(({ id, part }) => {
      const row = reads[Number(part)]?.get(Number(id)) as unknown as Stored | undefined;
      return row ? [row] : [];
    });
};

answerLetters(() => {
  const reading = startReading(folder);
  const scans = new Map<number, { readonly batches: Iterator<unknown>; readonly end: () => void }>();
  let last = 0;
  const works: LongRead = {
    rows: (sql, values) => reading.rows(sql, ...values),
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
    inParts: [],
    close: () => {
      for (const { end } of scans.values()) end();
      reading.close();
    },
  };
});
