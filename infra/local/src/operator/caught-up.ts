import type { Routes } from '@relais/api';
import type { Behind } from './behind.ts';
import type { Operator } from './operator.ts';
import { no, tenantsOf } from './routes.ts';

/** `POST /operator/caught-up`: answered once the reactions have seen, and the lists show, all that was written when it was asked. */
export const caughtUpRoutes =
  (operator: Operator, behind: Behind): Routes =>
  async (fastify) => {
    fastify.post('/operator/caught-up', async (request, reply) => {
      const allowed = await tenantsOf(operator, request);
      if (typeof allowed === 'number')
        return no(reply, allowed, { code: 'not-admin', text: 'An admin’s token is needed.' });
      const position = await operator.store.head();
      await behind.caughtUp(position);
      return { position };
    });
  };
