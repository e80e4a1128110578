import type { Running } from '@relais/bus';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Routes } from './routes.ts';

/** What runs behind the services, by name. */
export type Processors = ReadonlyMap<string, Pick<Running, 'standing'>>;

/** What is counted of the graph. Nothing of it names a person, a ticket or a tenant. */
export type Meters = {
  readonly registry: Registry;
  /** Operations by kind and outcome (`ok`, or the code of the first error). */
  readonly operations: Counter<'kind' | 'outcome'>;
  /** How long an operation took, in seconds. */
  readonly seconds: Histogram<'kind'>;
  /** Subscriptions that are open, by the way that they came. */
  readonly live: Gauge<'transport'>;
  readonly deliveries: Counter<'transport'>;
};

/** Read when they are asked for: a gauge never tells what was. */
const gaugeProcessors = (processors: Processors, registers: Registry[]): void => {
  new Gauge({
    name: 'relais_processor_parked_streams',
    help: 'Streams that wait for an operator, by processor',
    labelNames: ['processor'],
    registers,
    collect() {
      for (const [processor, { standing }] of processors) this.set({ processor }, standing().parked);
    },
  });
  new Gauge({
    name: 'relais_processor_position',
    help: 'Position of the store up to which a processor has applied everything',
    labelNames: ['processor'],
    registers,
    collect() {
      for (const [processor, { standing }] of processors) this.set({ processor }, standing().position);
    },
  });
};

/** The meters of this process. */
export const meters = (processors: Processors): Meters => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'relais_' });
  const registers = [registry];
  gaugeProcessors(processors, registers);
  return {
    registry,
    operations: new Counter({
      name: 'relais_operations_total',
      help: 'Operations',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    seconds: new Histogram({
      name: 'relais_operation_seconds',
      help: 'Duration of operations',
      labelNames: ['kind'],
      registers,
    }),
    live: new Gauge({
      name: 'relais_live_subscriptions',
      help: 'Subscriptions that are open',
      labelNames: ['transport'],
      registers,
    }),
    deliveries: new Counter({
      name: 'relais_live_deliveries_total',
      help: 'Results that subscriptions were given',
      labelNames: ['transport'],
      registers,
    }),
  };
};

/** Whether a process does its work, and what it tells of it. */
export type Readiness = { readonly isReady: boolean; readonly told: object };

/** `/health/live`: the process answers. `/health/ready`: it does its work. `/metrics`: Prometheus' text. */
export const probeRoutes =
  ({ registry }: Meters, readiness: () => Promise<Readiness>): Routes =>
  async (fastify) => {
    fastify.get('/health/live', async () => ({ status: 'live' }));
    fastify.get('/health/ready', async (_, reply) => {
      const { isReady, told } = await readiness();
      return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not-ready', ...told });
    });
    fastify.get('/metrics', async (_, reply) =>
      reply.type(registry.contentType).send(await registry.metrics()),
    );
  };

const up = ['running', 'rebuilding', 'retrying'];

/** Ready where what runs behind the services goes on. */
export const healthRoutes = (processors: Processors, metersOf: Meters): Routes =>
  probeRoutes(metersOf, async () => {
    const standings = [...processors].map(([name, { standing }]) => ({ name, ...standing() }));
    return { isReady: standings.every(({ state }) => up.includes(state)), told: { processors: standings } };
  });
