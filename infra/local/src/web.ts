import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { Routes } from '@relais/api';
import { Fault } from '@relais/kernel';

const folder = fileURLToPath(import.meta.resolve('@relais/web/index.html')).replace(/index\.html$/, '');

/** Nothing from outside the origin; GraphiQL's editor needs styles of its own making. */
const policies: { readonly [path: string]: string } = {
  'graphiql.html':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'",
};
const strict = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** The pages of the browser: `/` and `/graphiql`. */
export const webRoutes = (): Routes => async (fastify) => {
  if (!existsSync(folder)) throw new Fault('web-unbuilt', `${folder} is missing: build @relais/web`);
  await fastify.register(fastifyStatic, {
    root: folder,
    cacheControl: false,
    setHeaders: (response, path) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      response.header('content-security-policy', policies[name] ?? strict);
      response.header('x-content-type-options', 'nosniff');
      response.header('referrer-policy', 'no-referrer');
      response.header(
        'cache-control',
        name.endsWith('.html') ? 'no-store' : 'public, max-age=31536000, immutable',
      );
    },
  });
  fastify.get('/graphiql', (_, reply) => reply.sendFile('graphiql.html'));
};
