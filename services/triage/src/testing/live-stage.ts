import { setTimeout as pause } from 'node:timers/promises';
import type { RunningProjection } from '@relais/bus';
import type { Asking, Ports } from '@relais/nest';
import type { Deliveries } from '../live-deliveries.ts';
import type { QueueChanges } from '../live.graph.ts';
import { Live } from '../live.ts';
import type { TicketFilter } from '../queue.graph.ts';
import { Queue } from '../queue.ts';
import { Treatments } from '../treatments.ts';

/** An agent of acme, or who else is said. */
export const asking = (more: Partial<Asking['caller']> = {}): Asking => ({
  caller: {
    ...{
      tenant: 'acme',
      actor: 'nadia',
      roles: ['agent'],
      level: 1,
      clients: null,
      person: null,
      vendor: null,
    },
    ...more,
  },
  correlation: 'spec',
  language: 'en',
  notices: new Set(),
});

type How = { readonly by?: Asking; readonly least?: number; readonly most?: number };

/** The lists of triage, followed. */
export const openLive = (ports: Ports) => {
  const treatments = new Treatments(ports);
  const queue = new Queue(ports, treatments);
  queue.onApplicationBootstrap();
  const live = new Live(ports, queue, treatments);
  const followed: Deliveries<unknown>[] = [];
  const running = (): RunningProjection => ports.processors.get('queue') as RunningProjection;

  const keep = <Told>(deliveries: Deliveries<Told>): Deliveries<Told> => {
    followed.push(deliveries);
    return deliveries;
  };
  const follow = async (
    filter: TicketFilter = {},
    after: string | null = null,
    { by = asking(), least = 1, most = 10_000 }: How = {},
  ): Promise<Deliveries<QueueChanges>> => keep(await live.list(by, filter, after, { least, most }));

  /** Everybody who follows has heard of all that was written. */
  const heard = async (): Promise<void> => {
    await running().caughtUp(await ports.store.head());
    await live.heard();
  };
  /** Gives how many follow when all have gone. */
  const close = async (): Promise<number> => {
    for (const one of followed) await one.return();
    await live.heard();
    const left = live.followers;
    live.beforeApplicationShutdown();
    await queue.beforeApplicationShutdown();
    return left;
  };
  return { queue, live, running, keep, follow, heard, close };
};

export type LiveStage = ReturnType<typeof openLive>;

/** The next delivery, which has to come. */
export const next = async <Told>(deliveries: Deliveries<Told>): Promise<Told> => {
  const { value, done } = await deliveries.next();
  if (done) throw new Error('nothing more is delivered');
  return value;
};

/** Whether nothing comes for a while. */
export const isSilent = async (coming: Promise<unknown>): Promise<boolean> =>
  (await Promise.race([coming, pause(60, 'silence')])) === 'silence';
