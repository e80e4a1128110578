import type { FastifyRequest } from 'fastify';

const names = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
const addresses = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

/**
 * Whether a request comes from this machine and speaks to it by its own name: a page of the outside whose name was
 * made to resolve to 127.0.0.1 gives another Host, and a page of another origin gives its Origin.
 */
export const isLocal = (request: FastifyRequest): boolean => {
  const { host, origin } = request.headers;
  if (!addresses.includes(request.socket.remoteAddress ?? '') || !names.test(host ?? '')) return false;
  return origin === undefined || origin === `http://${host}`;
};
