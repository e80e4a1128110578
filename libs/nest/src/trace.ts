import { randomBytes, randomUUID } from 'node:crypto';

const traceparents = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace that a request came with (W3C Trace Context), or a new one. */
export const correlationOf = (traceparent: string | undefined): string =>
  traceparents.exec(traceparent ?? '')?.[1] ?? randomUUID().replaceAll('-', '');

/** The same trace, handed on. */
export const traceparentOf = (correlation: string): string =>
  `00-${correlation}-${randomBytes(8).toString('hex')}-01`;
