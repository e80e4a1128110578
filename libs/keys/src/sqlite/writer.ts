import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { emptyWal, openWriting } from './file.ts';
import type { Answer, Answered, Asked } from './wishes.ts';
import { granting } from './write.ts';

const port = parentPort as MessagePort;
const db = openWriting((workerData as { readonly file: string }).file);
const grant = granting(db);

/** How many wishes share one commit at most. */
const batchSize = 500;

/** The result codes of SQLite that matter here: the low byte of `errcode`. */
const sqliteBusy = 5;
const sqliteIoError = 10;

/** Set by the first failed write to the disk: what the kernel then says of the file is not to be trusted any more. */
let broken: Answer | null = null;

const failed = (error: Error & { readonly errcode?: number }): Answer => {
  const result = (error.errcode ?? 0) & 0xff;
  if (result === sqliteBusy)
    return { answer: 'failed', code: 'busy', message: 'another process writes to keys.db' };
  const failure: Answer = { answer: 'failed', code: 'keys-unwritable', message: `keys.db: ${error.message}` };
  if (result === sqliteIoError) broken = failure;
  return failure;
};

const commit = (batch: readonly Asked[]): readonly Answered[] => {
  db.exec('BEGIN IMMEDIATE');
  const answers = batch.map(({ number, wish }) => ({ number, answer: grant(wish) }));
  db.exec('COMMIT');
  if (batch.every(({ wish }) => wish.wish !== 'forget')) return answers;
  const emptied = emptyWal(db);
  return answers.map(({ number, answer }) => ({
    number,
    answer: answer.answer === 'forgotten' ? { ...answer, emptied } : answer,
  }));
};

const write = (batch: readonly Asked[]): readonly Answered[] => {
  try {
    if (!broken) return commit(batch);
  } catch (error) {
    const answer = failed(error as Error);
    if (db.isTransaction) db.exec('ROLLBACK');
    return batch.map(({ number }) => ({ number, answer }));
  }
  const answer = broken;
  return batch.map(({ number }) => ({ number, answer }));
};

/** All that queued up while the last batch went to the disk shares the next fsync. */
port.on('message', (first: Asked | 'close') => {
  const batch: Asked[] = [];
  let next: Asked | 'close' | undefined = first;
  while (next && next !== 'close') {
    batch.push(next);
    next = batch.length < batchSize ? receiveMessageOnPort(port)?.message : undefined;
  }
  if (batch.length > 0) port.postMessage(write(batch));
  if (next !== 'close') return;
  db.close();
  port.close();
});
