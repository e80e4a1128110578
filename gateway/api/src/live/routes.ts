import type { Routes } from '@relais/nest';
import type { Api } from '../api.ts';
import { openLive } from './live.ts';
import { openSockets } from './socket.ts';
import { streamRoute } from './stream.ts';

/** Subscriptions, by either way. They end before the server stops, for it would wait for them. */
export const liveRoutes =
  (api: Api): Routes =>
  async (fastify) => {
    const live = openLive(api);
    streamRoute(fastify, live);
    fastify.addHook('preClose', openSockets(fastify.server, live));
  };
