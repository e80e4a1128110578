import type { FastifyInstance } from 'fastify';

/** Routes beside the graph, added before the application listens. */
export type Routes = (fastify: FastifyInstance) => Promise<void>;
