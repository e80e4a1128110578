import { setTimeout as pause } from 'node:timers/promises';
import type { Standing } from '@relais/bus';
import { Fault } from '@relais/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Ports } from '../ports.ts';
import { refused, type callerVerifier } from './signed-caller.ts';

/** What a service tells of one that reads events behind it. */
export type ProcessorTold = Standing & { readonly name: string; readonly canRebuild: boolean };

/** What is told of what an operator asked for; `failed` where a Fault kept it from being done. */
export type Told<Done> = Done | { readonly failed: { readonly code: string; readonly text: string } };

type Processor = Ports['processors'] extends Map<string, infer One> ? One : never;

const bodies = {
  caughtUp: z.object({ position: z.number().int().min(0) }),
  rebuild: z.object({ processor: z.string() }),
};

/** So long one question waits, in ms: whoever wants more asks again. */
const patience = 1_000;

const telling = async <Done>(act: () => Promise<Done>): Promise<Told<Done>> => {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { failed: { code: error.code, text: error.message } };
  }
};

const allCaughtUp = async (
  waits: readonly NonNullable<Processor['caughtUp']>[],
  position: number,
): Promise<{ caughtUp: boolean }> => {
  const done = Promise.all(waits.map((caughtUp) => caughtUp(position))).then(() => true);
  // Whoever asked may have been answered before it fails.
  done.catch(() => undefined);
  return { caughtUp: await Promise.race([done, pause(patience, false, { ref: false })]) };
};

/**
 * For the gateway's operator: how far what reads events here is (`GET /processors`), whether it has come to a position
 * (`POST /processors/caught-up`), and lists made anew (`POST /processors/rebuild`).
 */
export const processorRoutes = (
  application: FastifyInstance,
  processors: Ports['processors'],
  verify: ReturnType<typeof callerVerifier>,
): void => {
  const onRequest = async ({ headers }: FastifyRequest, reply: FastifyReply) => {
    const vouched = await verify(headers.authorization);
    return vouched?.caller.roles.includes('admin') ? undefined : reply.code(401).send(refused);
  };

  application.get('/processors', { onRequest }, async () =>
    // What only watches the clock reads no events.
    [...processors].flatMap(([name, { caughtUp, standing, rebuild }]): readonly ProcessorTold[] =>
      caughtUp ? [{ name, ...standing(), canRebuild: Boolean(rebuild) }] : [],
    ),
  );
  application.post('/processors/caught-up', { onRequest }, async ({ body }) => {
    const { position } = bodies.caughtUp.parse(body);
    const waits = [...processors.values()].flatMap(({ caughtUp }) => caughtUp ?? []);
    return telling(() => allCaughtUp(waits, position));
  });
  application.post('/processors/rebuild', { onRequest }, async ({ body }, reply) => {
    const { rebuild } = processors.get(bodies.rebuild.parse(body).processor) ?? {};
    return rebuild ? telling(rebuild) : reply.code(404).send();
  });
};
