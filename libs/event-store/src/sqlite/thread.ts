import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** A thread of ours. Under test it runs from its source, and then finds the sources of what it imports. */
export const startThread = (name: 'writer' | 'reader', data: unknown): Worker => {
  const kind = extname(import.meta.url);
  const url = new URL(`./${name}${kind}`, import.meta.url);
  return new Worker(url, {
    workerData: data,
    ...(kind === '.ts' ? { execArgv: ['--conditions=@relais/source'] } : {}),
  });
};
