import type { Routes } from '@relais/api';
import { Fault } from '@relais/kernel';
import { z } from 'zod';
import type { Behind, Rebuild } from './behind.ts';
import type { Operator } from './operator.ts';
import { lines, no, tenantsOf } from './routes.ts';

const body = z.object({
  /** Which of them; all unless said. */
  projection: z.string().optional(),
});

type Rebuilt = { readonly projection: string; readonly events: number; readonly ms: number };

const sinceOf = (began: number): number => Math.round(performance.now() - began);

/** All at once: what one reads of the log, the others need not. Told one by one, as they are done. */
const rebuilding = async function* (wanted: ReadonlyMap<string, Rebuild>): AsyncGenerator<object> {
  const began = performance.now();
  const going = new Map(
    [...wanted].map(([projection, rebuild]): [string, Promise<Rebuilt>] => [
      projection,
      rebuild().then(({ events }) => ({ projection, events, ms: sinceOf(began) })),
    ]),
  );
  let events = 0;
  try {
    while (going.size > 0) {
      const rebuilt = await Promise.race(going.values());
      going.delete(rebuilt.projection);
      events += rebuilt.events;
      yield { rebuilt };
    }
    yield { result: { events, ms: sinceOf(began) } };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    yield { failed: { code: error.code, text: error.message } };
  } finally {
    await Promise.allSettled(going.values());
  }
};

/** `POST /operator/rebuild`: lists and figures are made anew from the log while the old ones are read, all of them or one. */
export const rebuildRoutes =
  (operator: Operator, behind: Behind): Routes =>
  async (fastify) => {
    fastify.post('/operator/rebuild', async (request, reply) => {
      const allowed = await tenantsOf(operator, request);
      if (typeof allowed === 'number')
        return no(reply, allowed, { code: 'not-admin', text: 'An admin’s token is needed.' });
      const asked = body.safeParse(request.body ?? {});
      if (!asked.success) return no(reply, 400, { code: 'unreadable', text: z.prettifyError(asked.error) });
      const { projection } = asked.data;
      const all = await behind.rebuilds();
      const wanted = new Map([...all].filter(([name]) => projection === undefined || name === projection));
      if (wanted.size === 0) return no(reply, 404, { code: 'unknown', text: 'There is no such projection.' });
      return lines(reply, rebuilding(wanted));
    });
  };
